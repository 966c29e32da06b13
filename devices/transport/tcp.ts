import { connect, type Socket } from 'node:net';
import type { Clock } from '../../contract/clock.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import { bounded } from './bounded.ts';
import { LineListeners, type OpenError, type Transport, type WriteError } from './transport.ts';

const CONNECT_MS = 5000;
const WRITE_MS = 5000;
const CLOSE_MS = 1000;
const KEEP_ALIVE_MS = 10_000;

/** A raw socket: network printers on 9100, serial servers. */
export class TcpTransport implements Transport {
  readonly name: string;
  readonly #host: string;
  readonly #port: number;
  readonly #clock: Clock;
  readonly #listeners = new LineListeners();
  #socket: Socket | null = null;
  #opening: Promise<Result<void, OpenError>> | null = null;
  readonly #pendingWrites = new Set<(result: Result<void, WriteError>) => void>();

  constructor(options: { host: string; port: number; clock: Clock }) {
    this.#host = options.host;
    this.#port = options.port;
    this.#clock = options.clock;
    this.name = `tcp ${options.host}:${options.port}`;
  }

  get isOpen(): boolean {
    return this.#socket?.writable ?? false;
  }

  open(): Promise<Result<void, OpenError>> {
    if (this.isOpen) return Promise.resolve(ok(undefined));
    this.#opening ??= this.#open().finally(() => (this.#opening = null));
    return this.#opening;
  }

  async #open(): Promise<Result<void, OpenError>> {
    const socket = connect({ host: this.#host, port: this.#port, noDelay: true });
    const result = await bounded<Result<void, OpenError>>(
      this.#clock,
      CONNECT_MS,
      err('timeout'),
      (settle) => {
        socket.once('connect', () => settle(ok(undefined)));
        socket.on('error', (error: NodeJS.ErrnoException) => {
          settle(err(openError(error.code)));
          this.#drop(socket);
        });
      },
    );
    if (!result.ok) {
      socket.destroy();
      return result;
    }
    socket.setKeepAlive(true, KEEP_ALIVE_MS);
    socket.on('data', (chunk: Buffer) => {
      if (this.#socket === socket) this.#listeners.data(new Uint8Array(chunk));
    });
    socket.on('end', () => this.#drop(socket));
    socket.on('close', () => this.#drop(socket));
    if (socket.destroyed) return err('failed');
    this.#socket = socket;
    return ok(undefined);
  }

  #drop(socket: Socket): void {
    if (this.#socket !== socket) return;
    this.#socket = null;
    for (const settle of [...this.#pendingWrites]) settle(err('closed'));
    socket.destroy();
    this.#listeners.lost();
  }

  write(bytes: Uint8Array): Promise<Result<void, WriteError>> {
    const socket = this.#socket;
    if (!socket?.writable) return Promise.resolve(err('closed'));
    return bounded<Result<void, WriteError>>(this.#clock, WRITE_MS, err('timeout'), (settle) => {
      const done = (result: Result<void, WriteError>): void => {
        this.#pendingWrites.delete(done);
        settle(result);
      };
      this.#pendingWrites.add(done);
      socket.write(bytes, (error) => done(error ? err('failed') : ok(undefined)));
    });
  }

  async close(): Promise<void> {
    await this.#opening;
    const socket = this.#socket;
    this.#socket = null;
    for (const settle of [...this.#pendingWrites]) settle(err('closed'));
    if (!socket || socket.destroyed) return;
    // end() lets the last bytes leave; destroy() may throw them away and answers the printer with a reset.
    await bounded<void>(this.#clock, CLOSE_MS, undefined, (settle) => {
      socket.once('close', () => settle());
      socket.end();
    });
    socket.destroy();
  }

  onData(listener: (chunk: Uint8Array) => void): () => void {
    return this.#listeners.onData(listener);
  }

  onLost(listener: () => void): () => void {
    return this.#listeners.onLost(listener);
  }
}

function openError(code: string | undefined): OpenError {
  switch (code) {
    case 'ECONNREFUSED':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'ENOTFOUND':
    case 'EHOSTDOWN':
      return 'no-device';
    case 'ETIMEDOUT':
      return 'timeout';
    case 'EACCES':
    case 'EPERM':
      return 'no-permission';
    default:
      return 'failed';
  }
}
