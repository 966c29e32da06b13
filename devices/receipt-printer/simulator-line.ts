import { createServer, type Server, type Socket } from 'node:net';
import { PtyLine } from '../bench/pty-line.ts';

/** The simulated printer's end of a line that can be pulled out and put back. */
export interface SimulatorLine {
  readonly isPlugged: boolean;
  plug(): Promise<void>;
  unplug(): Promise<void>;
  write(bytes: Uint8Array): void;
  /** Drops the connection at once, without a goodbye; a serial line has none to drop. */
  reset(): void;
}

/** A network printer's raw port on loopback. A new connection takes the place of an old one, which may be half open. */
export class TcpLine implements SimulatorLine {
  readonly #port: number;
  readonly #onData: (bytes: Uint8Array) => void;
  #server: Server | null = null;
  #socket: Socket | null = null;

  constructor(port: number, onData: (bytes: Uint8Array) => void) {
    this.#port = port;
    this.#onData = onData;
  }

  get isPlugged(): boolean {
    return this.#server !== null;
  }

  /** The port listened on; it differs from the one asked for only if that was 0. */
  get port(): number {
    const address = this.#server?.address();
    return typeof address === 'object' && address ? address.port : this.#port;
  }

  /** Resolves when the port listens. Rejects if it cannot. */
  async plug(): Promise<void> {
    if (this.#server) return;
    const server = createServer((socket) => {
      this.#socket?.destroy();
      this.#socket = socket.setNoDelay();
      socket.on('data', (chunk) => this.#onData(new Uint8Array(chunk)));
      // 'close' follows and is all that matters.
      socket.on('error', () => undefined);
      socket.on('close', () => {
        if (this.#socket === socket) this.#socket = null;
      });
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.#port, '127.0.0.1', resolve);
    });
    this.#server = server;
  }

  async unplug(): Promise<void> {
    const server = this.#server;
    if (!server) return;
    this.#server = null;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    this.#socket?.destroy();
    await closed;
  }

  write(bytes: Uint8Array): void {
    if (this.#socket?.writable) this.#socket.write(bytes);
  }

  reset(): void {
    this.#socket?.resetAndDestroy();
  }
}

/** A pseudo-terminal whose driver's end is a link at `path`. */
export class TtyLine extends PtyLine implements SimulatorLine {
  reset(): void {
    void this.unplug().then(() => this.plug());
  }
}
