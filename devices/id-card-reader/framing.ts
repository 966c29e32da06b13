/** `AA AA AA 96 69 | LenH LenL | body | CHK`, in both directions (SDT / SAM_V, GA 450). */
const PREAMBLE = [0xaa, 0xaa, 0xaa, 0x96, 0x69] as const;
const HEADER = PREAMBLE.length + 2;
/** The largest legal length is 090A (base information with two fingerprints); more is noise. */
const MAX_LENGTH = 4096;

export type FrameKind = 'request' | 'answer';
/** Command, parameter and check; or three status bytes and check. */
const MIN_LENGTH: Record<FrameKind, number> = { request: 3, answer: 4 };

/** Wraps a body (command and parameter, or status and data) into a whole frame. */
export function encodeFrame(body: Uint8Array): Uint8Array {
  const length = body.length + 1;
  if (length > MAX_LENGTH) throw new RangeError(`no frame holds ${body.length} bytes`);
  const frame = new Uint8Array(HEADER + length);
  frame.set(PREAMBLE);
  frame[5] = length >> 8;
  frame[6] = length & 0xff;
  frame.set(body, HEADER);
  frame[frame.length - 1] = xor(frame.subarray(5, -1));
  return frame;
}

/**
 * Cuts a byte stream into frame bodies. Where preamble, length or checksum are wrong it drops one byte and searches
 * again, so that any noise between frames is survived. Holds at most one frame's bytes.
 */
export class FrameParser {
  readonly #minLength: number;
  #buffer: Uint8Array = new Uint8Array(0);

  constructor(kind: FrameKind) {
    this.#minLength = MIN_LENGTH[kind];
  }

  /** Bodies without length and checksum, in order. */
  push(chunk: Uint8Array): Uint8Array[] {
    const bytes = new Uint8Array(this.#buffer.length + chunk.length);
    bytes.set(this.#buffer);
    bytes.set(chunk, this.#buffer.length);
    this.#buffer.fill(0);

    const bodies: Uint8Array[] = [];
    let at = 0;
    for (;;) {
      at = nextPreamble(bytes, at);
      if (bytes.length - at < HEADER) break;
      const length = (bytes[at + 5]! << 8) | bytes[at + 6]!;
      if (length < this.#minLength || length > MAX_LENGTH) {
        at += 1;
        continue;
      }
      const end = at + HEADER + length;
      if (bytes.length < end) break;
      if (xor(bytes.subarray(at + 5, end)) === 0) {
        bodies.push(bytes.slice(at + HEADER, end - 1));
        at = end;
      } else {
        at += 1;
      }
    }
    this.#buffer = bytes.slice(at);
    // A card's text and photo may have passed here; nothing of it stays behind.
    bytes.fill(0);
    return bodies;
  }

  /** Forgets a frame that was begun. */
  reset(): void {
    this.#buffer.fill(0);
    this.#buffer = new Uint8Array(0);
  }
}

/** Where the next preamble begins, or could begin with the bytes still to come; partial matches may overlap. */
function nextPreamble(bytes: Uint8Array, from: number): number {
  for (let at = from; at < bytes.length; at++) {
    let same = 0;
    while (same < PREAMBLE.length && at + same < bytes.length && bytes[at + same] === PREAMBLE[same]) same++;
    if (same === PREAMBLE.length || at + same === bytes.length) return at;
  }
  return bytes.length;
}

function xor(bytes: Uint8Array): number {
  return bytes.reduce((sum, byte) => sum ^ byte, 0);
}
