import type { Result } from '../../contract/result.ts';

export type OpenError =
  /** Nothing at that path, address or vendor id. */
  | 'no-device'
  /** Another program holds the line. */
  | 'busy'
  | 'no-permission'
  /** The native library for this kind of line cannot be loaded. */
  | 'no-driver'
  | 'timeout'
  | 'failed';

export type WriteError =
  | 'closed'
  /** The other end took nothing for too long, for example a printer that holds the line while out of paper. */
  | 'timeout'
  | 'failed';

/**
 * A line to a device: bytes in both directions, nothing more. It may be opened again after it was closed or lost;
 * listeners stay. No method throws and none waits without a bound.
 */
export interface Transport {
  /** For people and journals: `serial /dev/ttyS0`, `tcp 10.0.0.9:9100`. Holds nothing private. */
  readonly name: string;
  readonly isOpen: boolean;
  /** Opens the line; `ok` at once if it is open already. */
  open(): Promise<Result<void, OpenError>>;
  /** Resolves when the bytes have left the program; that says nothing about their arrival. */
  write(bytes: Uint8Array): Promise<Result<void, WriteError>>;
  /** Chunks as they come, cut anywhere (HID: one report a chunk). Returns the way to stop. */
  onData(listener: (chunk: Uint8Array) => void): () => void;
  /** Called once each time an open line is lost; not for one's own `close`. Returns the way to stop. */
  onLost(listener: () => void): () => void;
  /** Lets go of the line, letting what was written still leave. Resolves when it is free again. */
  close(): Promise<void>;
}

/** Listeners of a line, shared by all kinds of it. */
export class LineListeners {
  readonly #data = new Set<(chunk: Uint8Array) => void>();
  readonly #lost = new Set<() => void>();

  onData(listener: (chunk: Uint8Array) => void): () => void {
    this.#data.add(listener);
    return () => this.#data.delete(listener);
  }

  onLost(listener: () => void): () => void {
    this.#lost.add(listener);
    return () => this.#lost.delete(listener);
  }

  data(chunk: Uint8Array): void {
    for (const listener of [...this.#data]) listener(chunk);
  }

  lost(): void {
    for (const listener of [...this.#lost]) listener();
  }
}
