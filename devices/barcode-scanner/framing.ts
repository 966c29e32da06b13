export type Suffix = 'cr' | 'lf' | 'crlf';

/** Bytes of one scan, and when its first byte came (monotonic ms). */
export interface RawScan {
  readonly bytes: Uint8Array;
  /** AIM symbology identifier without `]`, where the frame itself tells it. */
  readonly symbology: string | null;
  readonly startedAt: number;
}

export interface FramerOptions {
  /** More than this is no scan. */
  readonly maxBytes: number;
  /** A scan that pauses longer than this in the middle was cut off. */
  readonly gapMs: number;
  /** Called for what was thrown away. */
  readonly onDropped: (why: 'too-long' | 'cut-off') => void;
}

const CR = 0x0d;
const LF = 0x0a;
/** Replies of Newland engines to commands: `02 01 … 3B 03`, in the same stream as the scans. */
const REPLY_START = [0x02, 0x01];
const REPLY_END = [0x3b, 0x03];

/**
 * Cuts a serial stream into scans by their suffix; a data event of a port is never taken for a scan. Without a suffix a
 * scan never ends, so scanners must be set to send one.
 */
export class SuffixFramer {
  readonly #suffix: Suffix;
  readonly #options: FramerOptions;
  readonly #buffer: number[] = [];
  #startedAt = 0;
  #lastAt = -Infinity;
  /** The rest of a scan that was too long. */
  #skipping = false;

  constructor(suffix: Suffix, options: FramerOptions) {
    this.#suffix = suffix;
    this.#options = options;
  }

  /** `now`: monotonic ms at which the chunk came. */
  push(chunk: Uint8Array, now: number): RawScan[] {
    if (now - this.#lastAt > this.#options.gapMs) this.#cutOff();
    this.#lastAt = now;
    const scans: RawScan[] = [];
    for (const byte of chunk) {
      if (this.#buffer.length === 0) {
        // The other half of a CR LF.
        if (byte === LF || byte === CR) {
          this.#skipping = false;
          continue;
        }
        this.#startedAt = now;
      }
      this.#buffer.push(byte);
      const end = this.#end();
      if (end !== null) {
        if (this.#skipping) this.#skipping = false;
        else if (end > 0)
          scans.push({
            bytes: Uint8Array.from(this.#buffer.slice(0, end)),
            symbology: null,
            startedAt: this.#startedAt,
          });
        this.#clear();
      } else if (endsWith(this.#buffer, REPLY_END) && startsWith(this.#buffer, REPLY_START)) {
        this.#clear();
      } else if (this.#buffer.length > this.#options.maxBytes + 2) {
        if (!this.#skipping) this.#options.onDropped('too-long');
        this.#skipping = true;
        // Kept: the last byte may be the first of the suffix.
        this.#buffer.splice(0, this.#buffer.length - 1, 0);
      }
    }
    return scans;
  }

  reset(): void {
    this.#clear();
    this.#skipping = false;
  }

  /** Length of the content if the buffer ends with the suffix. */
  #end(): number | null {
    const last = this.#buffer.at(-1);
    const before = this.#buffer.at(-2);
    const { length } = this.#buffer;
    switch (this.#suffix) {
      case 'cr':
        return last === CR ? this.#within(length - 1) : null;
      case 'lf':
        return last === LF ? this.#within(before === CR ? length - 2 : length - 1) : null;
      case 'crlf':
        return last === LF && before === CR ? this.#within(length - 2) : null;
    }
  }

  #within(length: number): number {
    if (length <= this.#options.maxBytes) return length;
    if (!this.#skipping) this.#options.onDropped('too-long');
    return 0;
  }

  #cutOff(): void {
    if (this.#buffer.length > 0 && !this.#skipping) this.#options.onDropped('cut-off');
    this.reset();
  }

  #clear(): void {
    this.#buffer.length = 0;
  }
}

function startsWith(buffer: readonly number[], bytes: readonly number[]): boolean {
  return bytes.every((byte, i) => buffer[i] === byte);
}

function endsWith(buffer: readonly number[], bytes: readonly number[]): boolean {
  return bytes.every((byte, i) => buffer[buffer.length - bytes.length + i] === byte);
}
