import { isAutomaticStatusStart, isPlainStatus, isRealTimeStatus } from './protocol.ts';

/** One thing the printer said, cut out of the stream but not yet understood. */
export type PrinterFrame =
  /** An answer of DLE EOT. */
  | { readonly kind: 'real-time'; readonly byte: number }
  /** Four bytes of automatic status. */
  | { readonly kind: 'automatic'; readonly bytes: Uint8Array }
  /** An answer of GS r or GS I, if one is awaited. */
  | { readonly kind: 'plain'; readonly byte: number }
  /** Header byte, then data up to NUL. */
  | { readonly kind: 'block'; readonly header: number; readonly data: Uint8Array }
  /** XON or XOFF. */
  | { readonly kind: 'flow'; readonly go: boolean };

const BLOCK_HEADERS = [0x35, 0x37, 0x3b, 0x3d, 0x5f];
/** Longest known block is an identity text of some 20 signs. */
const BLOCK_CAP = 80;

/**
 * Cuts what a printer sends into frames (order of tests: ESC/POS appendix G). Holds at most one unfinished frame of
 * 80 bytes; what fits nowhere is counted as noise and dropped.
 */
export class PrinterFraming {
  noiseCount = 0;
  #block: { header: number; data: number[] } | null = null;
  #automatic: number[] | null = null;

  push(bytes: Uint8Array): PrinterFrame[] {
    const frames: PrinterFrame[] = [];
    for (const byte of bytes) {
      const frame = this.#take(byte);
      if (frame) frames.push(frame);
    }
    return frames;
  }

  /** Forgets an unfinished frame, for example when the line was connected anew. */
  reset(): void {
    this.#block = null;
    this.#automatic = null;
  }

  #take(byte: number): PrinterFrame | null {
    // Serial flow control may stand inside anything.
    if (byte === 0x11 || byte === 0x13) return { kind: 'flow', go: byte === 0x11 };
    if (this.#block) {
      const { header, data } = this.#block;
      if (byte === 0) {
        this.#block = null;
        return { kind: 'block', header, data: Uint8Array.from(data) };
      }
      if (byte >= 0x20 && byte < 0x80 && data.length < BLOCK_CAP) {
        data.push(byte);
        return null;
      }
      // Torn: the block is noise, this byte starts anew.
      this.noiseCount += 1 + data.length;
      this.#block = null;
    }
    if (this.#automatic) {
      if (isPlainStatus(byte)) {
        this.#automatic.push(byte);
        if (this.#automatic.length < 4) return null;
        const frame = { kind: 'automatic', bytes: Uint8Array.from(this.#automatic) } as const;
        this.#automatic = null;
        return frame;
      }
      this.noiseCount += this.#automatic.length;
      this.#automatic = null;
    }
    if (BLOCK_HEADERS.includes(byte)) {
      this.#block = { header: byte, data: [] };
      return null;
    }
    if (isRealTimeStatus(byte)) return { kind: 'real-time', byte };
    if (isAutomaticStatusStart(byte)) {
      this.#automatic = [byte];
      return null;
    }
    if (isPlainStatus(byte)) return { kind: 'plain', byte };
    this.noiseCount++;
    return null;
  }
}
