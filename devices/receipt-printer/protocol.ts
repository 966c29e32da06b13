import type { PrinterProfile, PrinterReason } from './receipt-printer.ts';

/** ESC/POS as far as this product speaks it. Names and bytes: Epson ESC/POS command reference. */
const ESC = 0x1b;
const GS = 0x1d;
const FS = 0x1c;
const DLE = 0x10;
const EOT = 0x04;

export type RealTimeTopic = 1 | 2 | 3 | 4;

export const command = {
  /** ESC @: settings back to their power-on values; on some models the automatic status too. */
  initialise: Uint8Array.of(ESC, 0x40),
  /** FS &: two- and four-byte Chinese characters follow. */
  chineseMode: Uint8Array.of(FS, 0x26),
  /** GS a: four status bytes at once and on each change of anything. */
  automaticStatus: Uint8Array.of(GS, 0x61, 0xff),
  /** GS ( D: drawer pulse and power-off are not obeyed inside data; a picture may contain their bytes. */
  noRealTimeInData: Uint8Array.of(GS, 0x28, 0x44, 0x05, 0x00, 0x14, 0x01, 0x00, 0x02, 0x00),
  /** GS r 1: paper status, answered after everything before it was processed. */
  bufferedStatus: Uint8Array.of(GS, 0x72, 0x01),
  /** DLE ENQ 2: recover from an error and throw receive and print buffers away. */
  recoverAndClear: Uint8Array.of(DLE, 0x05, 0x02),
  /** DLE DC4 fn 8: throw the buffers away, even while offline; answered `37 25 00`. */
  clearBuffers: Uint8Array.of(DLE, 0x14, 0x08, 0x01, 0x03, 0x14, 0x01, 0x06, 0x02, 0x08),
  /** GS ( H fn 49: tell the cause when going offline. */
  offlineResponse: Uint8Array.of(GS, 0x28, 0x48, 0x03, 0x00, 0x31, 0x30, 0x02),
} as const;

/** DLE EOT n: one status byte, answered at once even while offline. */
export function realTimeStatus(topic: RealTimeTopic): Uint8Array {
  return Uint8Array.of(DLE, EOT, topic);
}

/** GS ( H fn 48: the printer sends these four signs back once everything before has been printed. */
export function processIdRequest(id: string): Uint8Array {
  if (!/^[\x20-\x7e]{4}$/.test(id)) throw new RangeError(`not a process id: ${JSON.stringify(id)}`);
  return Uint8Array.of(GS, 0x28, 0x48, 0x06, 0x00, 0x30, 0x30, ...Buffer.from(id, 'latin1'));
}

/** GS V in its feeding form: the cutter sits above the head, the plain form would cut through the last lines. */
export function feedAndCut(cut: PrinterProfile['cut']): Uint8Array {
  if (cut === 'none') return Uint8Array.of(ESC, 0x64, 0x05);
  return Uint8Array.of(GS, 0x56, cut === 'full' ? 0x41 : 0x42, 0x00);
}

/** GS I n: identity. 1 to 3 answer one byte, 65 to 69 a block of text (firmware, maker, model, serial, font). */
export function identity(n: 1 | 2 | 3 | 65 | 66 | 67 | 68 | 69): Uint8Array {
  return Uint8Array.of(GS, 0x49, n);
}

/** What the printer said of itself, over all four ways to ask. */
export interface PrinterStatus {
  readonly offline: boolean;
  readonly coverOpen: boolean;
  readonly paper: 'ok' | 'low' | 'out';
  readonly cutterError: boolean;
  /** Mechanical, recoverable: paper jam. */
  readonly recoverableError: boolean;
  readonly unrecoverableError: boolean;
  /** Head temperature or voltage: mends itself. */
  readonly headHot: boolean;
}

export const readyStatus: PrinterStatus = {
  offline: false,
  coverOpen: false,
  paper: 'ok',
  cutterError: false,
  recoverableError: false,
  unrecoverableError: false,
  headHot: false,
};

/** True for a DLE EOT answer: 0xx1xx10. */
export function isRealTimeStatus(byte: number): boolean {
  return (byte & 0x93) === 0x12;
}

/** True for the first of four automatic status bytes: 0xx1xx00. */
export function isAutomaticStatusStart(byte: number): boolean {
  return (byte & 0x93) === 0x10;
}

/** True for a later automatic status byte, and for an answer of GS r and GS I. */
export function isPlainStatus(byte: number): boolean {
  return (byte & 0x90) === 0;
}

/** What one DLE EOT answer says; null when the byte is none. Bits: ESC/POS DLE EOT 1–4. */
export function parseRealTimeStatus(topic: RealTimeTopic, byte: number): Partial<PrinterStatus> | null {
  if (!isRealTimeStatus(byte)) return null;
  const bit = (n: number): boolean => (byte & (1 << n)) !== 0;
  switch (topic) {
    case 1:
      return { offline: bit(3) };
    case 2:
      // Bit 5 alone stops printing; the paper itself is told by topic 4.
      return bit(5) ? { coverOpen: bit(2), paper: 'out' } : { coverOpen: bit(2) };
    case 3:
      return { cutterError: bit(3), recoverableError: bit(2), unrecoverableError: bit(5), headHot: bit(6) };
    case 4:
      return { paper: bit(5) || bit(6) ? 'out' : bit(2) || bit(3) ? 'low' : 'ok' };
  }
}

/** The four bytes of automatic status (GS a); null when they are not such. */
export function parseAutomaticStatus(bytes: ArrayLike<number>): PrinterStatus | null {
  const [first, second, third, fourth] = Array.from(bytes);
  if (first === undefined || second === undefined || third === undefined || fourth === undefined) return null;
  if (!isAutomaticStatusStart(first) || ![second, third, fourth].every(isPlainStatus)) return null;
  return {
    offline: (first & 0x08) !== 0,
    coverOpen: (first & 0x20) !== 0,
    paper: (third & 0x0c) !== 0 ? 'out' : (third & 0x03) !== 0 ? 'low' : 'ok',
    recoverableError: (second & 0x04) !== 0,
    cutterError: (second & 0x08) !== 0,
    unrecoverableError: (second & 0x20) !== 0,
    headHot: (second & 0x40) !== 0,
  };
}

/** The answer of GS r 1; null when the byte is none. */
export function parseBufferedStatus(byte: number): { readonly paper: PrinterStatus['paper'] } | null {
  if (!isPlainStatus(byte)) return null;
  return { paper: (byte & 0x0c) !== 0 ? 'out' : (byte & 0x03) !== 0 ? 'low' : 'ok' };
}

/** Blocks the printer sends: a header byte, then text up to NUL. */
export type PrinterBlock =
  | { readonly kind: 'process-id'; readonly id: string }
  | { readonly kind: 'offline-cause'; readonly causes: readonly number[] }
  | { readonly kind: 'buffers-cleared' }
  | { readonly kind: 'identity'; readonly text: string }
  | { readonly kind: 'other' };

/** Meaning of a block: header byte and what stood between it and the NUL. */
export function parseBlock(header: number, data: Uint8Array): PrinterBlock {
  if (header === 0x5f) return { kind: 'identity', text: Buffer.from(data).toString('latin1') };
  if (header === 0x37 && data[0] === 0x22 && data.length === 5) {
    return { kind: 'process-id', id: Buffer.from(data.subarray(1)).toString('latin1') };
  }
  if (header === 0x37 && data[0] === 0x23) return { kind: 'offline-cause', causes: [...data.subarray(1)] };
  if (header === 0x37 && data[0] === 0x25 && data.length === 1) return { kind: 'buffers-cleared' };
  return { kind: 'other' };
}

/** Why this status keeps the printer from printing; null when it can print. Worst and most telling first. */
export function blockingReason(status: PrinterStatus): PrinterReason | null {
  if (status.unrecoverableError) return 'unrecoverable-error';
  if (status.coverOpen) return 'cover-open';
  if (status.paper === 'out') return 'paper-out';
  if (status.cutterError || status.recoverableError) return 'cutter-error';
  if (status.headHot) return 'head-hot';
  return status.offline ? 'offline-unknown' : null;
}

const ID_SIGNS = 0x7e - 0x20;

/** The n-th process id: four signs 21h–7Eh, unique for 78 million jobs in a row. */
export function processId(n: number): string {
  const signs: number[] = [];
  let rest = Math.trunc(Math.abs(n));
  for (let i = 0; i < 4; i++) {
    signs.unshift(0x21 + (rest % ID_SIGNS));
    rest = Math.trunc(rest / ID_SIGNS);
  }
  return String.fromCharCode(...signs);
}
