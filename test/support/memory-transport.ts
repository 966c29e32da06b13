import { err, ok, type Result } from '../../contract/result.ts';
import {
  LineListeners,
  type OpenError,
  type Transport,
  type WriteError,
} from '../../devices/transport/transport.ts';

/** A line in memory whose other end is the test: plugged or not, and a function that takes what is written. */
export class MemoryTransport implements Transport {
  readonly name = 'memory';
  readonly #listeners = new LineListeners();
  readonly #onWrite: (bytes: Uint8Array) => void;
  #plugged = true;
  isOpen = false;

  constructor(onWrite: (bytes: Uint8Array) => void = () => undefined) {
    this.#onWrite = onWrite;
  }

  open(): Promise<Result<void, OpenError>> {
    if (!this.#plugged) return Promise.resolve(err('no-device'));
    this.isOpen = true;
    return Promise.resolve(ok(undefined));
  }

  write(bytes: Uint8Array): Promise<Result<void, WriteError>> {
    if (!this.isOpen) return Promise.resolve(err('closed'));
    this.#onWrite(bytes);
    return Promise.resolve(ok(undefined));
  }

  onData(listener: (chunk: Uint8Array) => void): () => void {
    return this.#listeners.onData(listener);
  }

  onLost(listener: () => void): () => void {
    return this.#listeners.onLost(listener);
  }

  close(): Promise<void> {
    this.isOpen = false;
    return Promise.resolve();
  }

  /** Bytes from the device. */
  receive(bytes: Uint8Array): void {
    if (this.isOpen) this.#listeners.data(bytes);
  }

  unplug(): void {
    this.#plugged = false;
    if (!this.isOpen) return;
    this.isOpen = false;
    this.#listeners.lost();
  }

  plug(): void {
    this.#plugged = true;
  }
}
