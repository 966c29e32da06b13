import type { SerialPort } from 'serialport';
import type { Clock } from '../../contract/clock.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import { bounded } from './bounded.ts';
import { LineListeners, type OpenError, type Transport, type WriteError } from './transport.ts';

const OPEN_MS = 3000;
const WRITE_MS = 5000;
const CLOSE_MS = 1000;

/** A serial line, 8N1 without flow control. The path may be a pseudo-terminal. */
export class SerialTransport implements Transport {
  readonly name: string;
  readonly #path: string;
  readonly #baudRate: number;
  readonly #clock: Clock;
  readonly #listeners = new LineListeners();
  /** A port is never opened twice: serialport's own state after a hang-up is not to be trusted. */
  #port: SerialPort | null = null;
  #opening: Promise<Result<void, OpenError>> | null = null;
  readonly #pendingWrites = new Set<(result: Result<void, WriteError>) => void>();

  constructor(options: { path: string; baudRate: number; clock: Clock }) {
    this.#path = options.path;
    this.#baudRate = options.baudRate;
    this.#clock = options.clock;
    this.name = `serial ${options.path}`;
  }

  get isOpen(): boolean {
    return this.#port?.isOpen ?? false;
  }

  open(): Promise<Result<void, OpenError>> {
    if (this.isOpen) return Promise.resolve(ok(undefined));
    this.#opening ??= this.#open().finally(() => (this.#opening = null));
    return this.#opening;
  }

  async #open(): Promise<Result<void, OpenError>> {
    const library = await import('serialport').catch(() => null);
    if (!library) return err('no-driver');
    const port = new library.SerialPort({ path: this.#path, baudRate: this.#baudRate, autoOpen: false });
    // A port without a data listener is paused, and a paused port never tells that the other end hung up.
    port.on('data', (chunk: Buffer) => {
      if (this.#port === port) this.#listeners.data(new Uint8Array(chunk));
    });
    port.on('error', () => this.#drop(port));
    port.on('close', () => this.#drop(port));
    let late = false;
    const result = await bounded<Result<void, OpenError>>(this.#clock, OPEN_MS, err('timeout'), (settle) => {
      port.open((error) => {
        if (!error && late) port.close(() => undefined);
        settle(error ? err(openError(error.message)) : ok(undefined));
      });
    });
    late = true;
    if (result.ok) this.#port = port;
    return result;
  }

  #drop(port: SerialPort): void {
    if (this.#port !== port) return;
    this.#port = null;
    for (const settle of [...this.#pendingWrites]) settle(err('closed'));
    if (port.isOpen) port.close(() => undefined);
    this.#listeners.lost();
  }

  write(bytes: Uint8Array): Promise<Result<void, WriteError>> {
    const port = this.#port;
    // serialport keeps a write on a closed port for the next open and never answers it.
    if (!port?.isOpen) return Promise.resolve(err('closed'));
    return bounded<Result<void, WriteError>>(this.#clock, WRITE_MS, err('timeout'), (settle) => {
      const done = (result: Result<void, WriteError>): void => {
        this.#pendingWrites.delete(done);
        settle(result);
      };
      this.#pendingWrites.add(done);
      port.write(Buffer.from(bytes), (error) => done(error ? err('failed') : ok(undefined)));
    });
  }

  async close(): Promise<void> {
    await this.#opening;
    const port = this.#port;
    this.#port = null;
    for (const settle of [...this.#pendingWrites]) settle(err('closed'));
    if (!port?.isOpen) return;
    await bounded<void>(this.#clock, CLOSE_MS, undefined, (settle) => port.close(() => settle()));
  }

  onData(listener: (chunk: Uint8Array) => void): () => void {
    return this.#listeners.onData(listener);
  }

  onLost(listener: () => void): () => void {
    return this.#listeners.onLost(listener);
  }
}

/** serialport gives only words; these are libc's. */
function openError(message: string): OpenError {
  if (/no such file|no such device|file not found|cannot find/i.test(message)) return 'no-device';
  if (/cannot lock|busy|temporarily unavailable|access denied/i.test(message)) return 'busy';
  if (/permission/i.test(message)) return 'no-permission';
  return 'failed';
}
