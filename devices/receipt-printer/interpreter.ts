// One command of the reference after the other; torn apart it would be harder to hold against the manual.
// oxlint-disable max-lines
import iconv from 'iconv-lite';
import { CELL, isWide, type Paper, type PaperLine, type TextRun } from './paper.ts';

/** What comes of one more command: something on paper, or something to answer. */
export type PrinterAction =
  | { readonly kind: 'line'; readonly line: PaperLine }
  | { readonly kind: 'cut'; readonly cut: 'full' | 'partial' }
  | { readonly kind: 'initialise' }
  | { readonly kind: 'process-id'; readonly id: string }
  | { readonly kind: 'buffered-status'; readonly topic: number }
  | { readonly kind: 'automatic-status'; readonly mask: number }
  | { readonly kind: 'offline-response'; readonly on: boolean }
  | { readonly kind: 'identity'; readonly n: number }
  /** A command that this printer does not have; its bytes were dropped. */
  | { readonly kind: 'unknown'; readonly bytes: Uint8Array };

export interface InterpreterOptions {
  readonly dots: number;
  /** gbk: four-byte characters come out as junk, as they do on older firmware. */
  readonly charset: 'gb18030' | 'gbk';
}

const DEFAULT_SPACING = 30;
const GB18030 = new TextDecoder('gb18030');

/** Number of parameter bytes of the fixed-length commands, by lead byte and second byte. */
const FIXED: Readonly<Record<number, Readonly<Record<number, number>>>> = {
  0x1b: {
    0x40: 0, 0x32: 0, 0x21: 1, 0x45: 1, 0x47: 1, 0x2d: 1, 0x61: 1, 0x64: 1, 0x4a: 1, 0x33: 1, 0x4d: 1, 0x20: 1, 0x74: 1,
    0x52: 1, 0x63: 2, 0x3d: 1, 0x24: 2, 0x5c: 2, 0x7b: 1, 0x56: 1, 0x70: 3, 0x69: 0, 0x6d: 0, 0x25: 1, 0x54: 1, 0x53: 0,
    0x4c: 0, 0x0c: 0, 0x65: 1, 0x72: 1, 0x75: 1, 0x76: 0,
  },
  0x1d: {
    0x21: 1, 0x42: 1, 0x4c: 2, 0x57: 2, 0x61: 1, 0x72: 1, 0x49: 1, 0x48: 1, 0x66: 1, 0x68: 1, 0x77: 1, 0x50: 2, 0x62: 1,
    0x5e: 3, 0x3a: 0, 0x24: 2, 0x5c: 2, 0x2f: 1,
  },
  0x1c: { 0x26: 0, 0x2e: 0, 0x21: 1, 0x2d: 1, 0x53: 2, 0x57: 1, 0x43: 1, 0x70: 2 },
}; // prettier-ignore

interface Style {
  scaleX: number;
  scaleY: number;
  wideX: number;
  wideY: number;
  bold: boolean;
  underline: 0 | 1 | 2;
  inverse: boolean;
  font: 'A' | 'B';
}

function freshStyle(): Style {
  return { scaleX: 1, scaleY: 1, wideX: 1, wideY: 1, bold: false, underline: 0, inverse: false, font: 'A' };
}

/**
 * Reads ESC/POS as a printer does and says what lands on the paper. Pure and incremental: a command that is not whole
 * yet waits for its bytes. Real-time commands (DLE …) were acted on when they arrived; here they are skipped.
 */
export class EscPosInterpreter {
  readonly #options: InterpreterOptions;
  #buffer = new Uint8Array(0);
  #at = 0;
  #style = freshStyle();
  #align: 0 | 1 | 2 = 0;
  #spacing = DEFAULT_SPACING;
  #left = 0;
  #areaWidth: number;
  #chinese = true;
  #rightSpace = 0;
  #runs: TextRun[] = [];
  #x = 0;
  #qr = { module: 3, level: 'L' as 'L' | 'M' | 'Q' | 'H', payload: '' };
  #barcodeHeight = 162;
  #stored: { width: number; height: number; data: Uint8Array; scaleX: number; scaleY: number } | null = null;
  readonly #actions: PrinterAction[] = [];
  /** Bytes consumed so far. */
  taken = 0;

  constructor(options: InterpreterOptions) {
    this.#options = options;
    this.#areaWidth = options.dots;
  }

  /** Bytes waiting to be read. */
  get pending(): number {
    return this.#buffer.length - this.#at;
  }

  push(bytes: Uint8Array): void {
    const rest = this.#buffer.subarray(this.#at);
    const joined = new Uint8Array(rest.length + bytes.length);
    joined.set(rest);
    joined.set(bytes, rest.length);
    this.#buffer = joined;
    this.#at = 0;
  }

  /** Throws the receive buffer and the unprinted line away; settings stay (DLE ENQ 2, DLE DC4 fn 8). */
  clear(): void {
    this.#buffer = new Uint8Array(0);
    this.#at = 0;
    this.#runs = [];
    this.#x = 0;
    this.#actions.length = 0;
  }

  /** Reads on until something happens; null when the buffer holds nothing whole. */
  next(): PrinterAction | null {
    while (this.#actions.length === 0 && this.pending > 0) {
      const used = this.#read();
      if (used === 0) break;
      this.#at += used;
      this.taken += used;
    }
    return this.#actions.shift() ?? null;
  }

  /** Prints what stands in the line buffer, as a later line feed would. */
  flush(): PaperLine | null {
    if (this.#runs.length === 0) return null;
    this.#printLine(0);
    const action = this.#actions.pop();
    return action?.kind === 'line' ? action.line : null;
  }

  #byte(offset: number): number | undefined {
    return this.#buffer[this.#at + offset];
  }

  /** Reads one command or character; returns its length, 0 when it is not whole. */
  #read(): number {
    const first = this.#byte(0)!;
    switch (first) {
      case 0x0a:
        this.#printLine(this.#spacing);
        return 1;
      case 0x09:
        this.#x = (Math.floor(this.#x / 96) + 1) * 96;
        return 1;
      case 0x10:
        return this.#skipRealTime();
      case 0x1b:
      case 0x1c:
      case 0x1d:
        return this.#readCommand(first);
    }
    if (first < 0x20 || first === 0x7f) return 1;
    return this.#readCharacter(first);
  }

  #skipRealTime(): number {
    const second = this.#byte(1);
    if (second === undefined) return 0;
    let length = 1;
    if (second === 0x04 || second === 0x05) length = 3;
    if (second === 0x14) {
      const fn = this.#byte(2);
      if (fn === undefined) return 0;
      length = fn === 8 ? 10 : fn === 7 ? 4 : 5;
    }
    return this.pending < length ? 0 : length;
  }

  #readCharacter(first: number): number {
    if (first < 0x80) return this.#put(String.fromCharCode(first), 1);
    if (!this.#chinese || first === 0x80 || first === 0xff) {
      return this.#put(iconv.decode(Buffer.of(first), 'cp437'), 1, false);
    }
    const second = this.#byte(1);
    if (second === undefined) return 0;
    if (second >= 0x30 && second <= 0x39) {
      if (this.#options.charset === 'gbk') return this.#put('\ufffd', 1);
      if (this.pending < 4) return 0;
      return this.#put(GB18030.decode(this.#buffer.slice(this.#at, this.#at + 4)), 4);
    }
    return this.#put(GB18030.decode(this.#buffer.slice(this.#at, this.#at + 2)), 2);
  }

  #put(char: string, length: number, wide = isWide(char)): number {
    const style = this.#style;
    const scaleX = wide ? style.wideX : style.scaleX;
    const scaleY = wide ? style.wideY : style.scaleY;
    const width = (wide ? 24 : CELL[style.font].width) * scaleX + (wide ? 0 : this.#rightSpace);
    if (this.#x + width > this.#areaWidth) this.#printLine(this.#spacing);
    const last = this.#runs.at(-1);
    if (
      last &&
      last.x + last.width === this.#x &&
      last.scaleX === scaleX &&
      last.scaleY === scaleY &&
      last.bold === style.bold &&
      last.underline === style.underline &&
      last.inverse === style.inverse &&
      last.font === style.font
    ) {
      this.#runs[this.#runs.length - 1] = { ...last, text: last.text + char, width: last.width + width };
    } else {
      const { bold, underline, inverse, font } = style;
      this.#runs.push({ text: char, x: this.#x, width, scaleX, scaleY, bold, underline, inverse, font });
    }
    this.#x += width;
    return length;
  }

  /** Puts the line buffer on paper and moves it on by its height, but at least by `feed`. */
  #printLine(feed: number): void {
    if (this.#runs.length === 0) {
      this.#x = 0;
      if (feed > 0) this.#actions.push({ kind: 'line', line: { kind: 'feed', height: feed } });
      return;
    }
    const end = Math.max(...this.#runs.map((run) => run.x + run.width));
    const shift = this.#left + Math.max(0, Math.floor(((this.#areaWidth - end) * this.#align) / 2));
    const runs = this.#runs.map((run) => ({ ...run, x: run.x + shift }));
    const tallest = Math.max(...runs.map((run) => CELL[run.font].height * run.scaleY));
    this.#runs = [];
    this.#x = 0;
    this.#actions.push({ kind: 'line', line: { kind: 'text', runs, height: Math.max(feed, tallest) } });
  }

  /** Where a block of this width starts, by alignment. */
  #blockX(width: number): number {
    return this.#left + Math.max(0, Math.floor(((this.#areaWidth - width) * this.#align) / 2));
  }

  #readCommand(lead: number): number {
    const second = this.#byte(1);
    if (second === undefined) return 0;
    const fixed = FIXED[lead]?.[second];
    if (fixed !== undefined) {
      if (this.pending < 2 + fixed) return 0;
      this.#fixedCommand(lead, second, this.#byte(2) ?? 0, this.#byte(3) ?? 0);
      return 2 + fixed;
    }
    if (lead === 0x1d) {
      if (second === 0x56) return this.#cut();
      if (second === 0x76) return this.#rasterBitImage();
      if (second === 0x6b) return this.#barcode();
      if (second === 0x28) return this.#extended(2, 2);
      if (second === 0x38) return this.#extended(2, 4);
    }
    if (second === 0x28) return this.#extended(2, 2);
    if (lead === 0x1b && second === 0x2a) return this.#bitImage();
    if (lead === 0x1b && second === 0x44) return this.#tabStops();
    this.#actions.push({ kind: 'unknown', bytes: this.#buffer.slice(this.#at, this.#at + 2) });
    return 2;
  }

  #fixedCommand(lead: number, second: number, n: number, m: number): void {
    const style = this.#style;
    const on = (n & 1) !== 0;
    switch ((lead << 8) | second) {
      case 0x1b40:
        this.#reset();
        this.#actions.push({ kind: 'initialise' });
        break;
      case 0x1b21:
        style.font = n & 1 ? 'B' : 'A';
        style.bold = (n & 8) !== 0;
        style.scaleY = style.wideY = n & 16 ? 2 : 1;
        style.scaleX = style.wideX = n & 32 ? 2 : 1;
        style.underline = n & 128 ? 1 : 0;
        break;
      case 0x1d21:
        style.scaleX = style.wideX = ((n >> 4) & 7) + 1;
        style.scaleY = style.wideY = (n & 7) + 1;
        break;
      case 0x1c21:
        style.wideX = n & 4 ? 2 : 1;
        style.wideY = n & 8 ? 2 : 1;
        break;
      case 0x1c57:
        style.wideX = style.wideY = on ? 2 : 1;
        break;
      case 0x1b45:
      case 0x1b47:
        style.bold = on;
        break;
      case 0x1b2d:
      case 0x1c2d:
        style.underline = ((n & 0x0f) % 3) as 0 | 1 | 2;
        break;
      case 0x1d42:
        style.inverse = on;
        break;
      case 0x1b4d:
        style.font = n & 1 ? 'B' : 'A';
        break;
      case 0x1b20:
        this.#rightSpace = n;
        break;
      case 0x1b61:
        if (this.#runs.length === 0) this.#align = ((n & 0x0f) % 3) as 0 | 1 | 2;
        break;
      case 0x1b64:
        this.#printLine(n === 0 ? 0 : this.#spacing);
        if (n > 1)
          this.#actions.push({ kind: 'line', line: { kind: 'feed', height: this.#spacing * (n - 1) } });
        break;
      case 0x1b4a:
        this.#printLine(n);
        break;
      case 0x1b32:
        this.#spacing = DEFAULT_SPACING;
        break;
      case 0x1b33:
        this.#spacing = n;
        break;
      case 0x1b24:
        this.#x = n + 256 * m;
        break;
      case 0x1b5c:
        this.#x = Math.max(0, this.#x + (((n + 256 * m) << 16) >> 16));
        break;
      case 0x1d4c:
        this.#left = Math.min(n + 256 * m, this.#options.dots);
        this.#areaWidth = Math.min(this.#areaWidth, this.#options.dots - this.#left);
        break;
      case 0x1d57:
        this.#areaWidth = Math.min(n + 256 * m, this.#options.dots - this.#left);
        break;
      case 0x1c26:
        this.#chinese = true;
        break;
      case 0x1c2e:
        this.#chinese = false;
        break;
      case 0x1d68:
        this.#barcodeHeight = n;
        break;
      case 0x1b69:
        this.#actions.push({ kind: 'cut', cut: 'full' });
        break;
      case 0x1b6d:
        this.#actions.push({ kind: 'cut', cut: 'partial' });
        break;
      case 0x1d61:
        this.#actions.push({ kind: 'automatic-status', mask: n });
        break;
      case 0x1d72:
        this.#actions.push({ kind: 'buffered-status', topic: n });
        break;
      case 0x1d49:
        this.#actions.push({ kind: 'identity', n });
        break;
    }
  }

  #reset(): void {
    this.#style = freshStyle();
    this.#align = 0;
    this.#spacing = DEFAULT_SPACING;
    this.#left = 0;
    this.#areaWidth = this.#options.dots;
    this.#chinese = true;
    this.#rightSpace = 0;
    this.#runs = [];
    this.#x = 0;
    this.#qr = { module: 3, level: 'L', payload: '' };
    this.#barcodeHeight = 162;
    this.#stored = null;
  }

  #cut(): number {
    const m = this.#byte(2);
    if (m === undefined) return 0;
    const feeds = [0x41, 0x42, 0x61, 0x62, 0x67, 0x68].includes(m);
    if (feeds && this.pending < 4) return 0;
    if (feeds) this.#printLine(this.#byte(3)!);
    this.#actions.push({
      kind: 'cut',
      cut: m & 1 ? (feeds ? 'full' : 'partial') : feeds ? 'partial' : 'full',
    });
    return feeds ? 4 : 3;
  }

  /** GS v 0: raster, x in bytes. */
  #rasterBitImage(): number {
    if (this.pending < 8) return 0;
    const mode = this.#byte(3)! & 3;
    const rowBytes = this.#byte(4)! + 256 * this.#byte(5)!;
    const height = this.#byte(6)! + 256 * this.#byte(7)!;
    const length = rowBytes * height;
    if (this.pending < 8 + length) return 0;
    const data = this.#buffer.slice(this.#at + 8, this.#at + 8 + length);
    const scaleX = mode & 1 ? 2 : 1;
    const scaleY = mode & 2 ? 2 : 1;
    this.#picture({ width: rowBytes * 8, height, data, scaleX, scaleY });
    return 8 + length;
  }

  #picture(picture: {
    width: number;
    height: number;
    data: Uint8Array;
    scaleX: number;
    scaleY: number;
  }): void {
    const x = this.#blockX(picture.width * picture.scaleX);
    this.#actions.push({ kind: 'line', line: { kind: 'picture', x, ...picture } });
  }

  /** ESC *: one band of a column image; its dots are not drawn, only its place is kept. */
  #bitImage(): number {
    if (this.pending < 5) return 0;
    const columns = this.#byte(3)! + 256 * this.#byte(4)!;
    const length = columns * (this.#byte(2)! >= 32 ? 3 : 1);
    return this.pending < 5 + length ? 0 : 5 + length;
  }

  #tabStops(): number {
    const end = this.#buffer.indexOf(0, this.#at + 2);
    return end < 0 ? 0 : end + 1 - this.#at;
  }

  #barcode(): number {
    const m = this.#byte(2);
    if (m === undefined) return 0;
    let start = 3;
    let end: number;
    if (m < 0x41) {
      end = this.#buffer.indexOf(0, this.#at + 3) - this.#at;
      if (end < 0) return 0;
    } else {
      const count = this.#byte(3);
      if (count === undefined || this.pending < 4 + count) return 0;
      start = 4;
      end = 4 + count;
    }
    const payload = Buffer.from(this.#buffer.subarray(this.#at + start, this.#at + end)).toString('latin1');
    const line = {
      kind: 'barcode',
      symbology: m,
      payload,
      x: this.#blockX(0),
      height: this.#barcodeHeight,
    } as const;
    this.#actions.push({ kind: 'line', line });
    return m < 0x41 ? end + 1 : end;
  }

  /** Commands that carry their own length: `( c pL pH …` and `8 L p1 p2 p3 p4 …`. */
  #extended(offset: number, lengthBytes: 2 | 4): number {
    const head = offset + 1 + lengthBytes;
    if (this.pending < head) return 0;
    let length = 0;
    for (let i = lengthBytes - 1; i >= 0; i--) length = length * 256 + this.#byte(offset + 1 + i)!;
    if (this.pending < head + length) return 0;
    const lead = this.#byte(0)!;
    const letter = this.#byte(offset)!;
    const data = this.#buffer.slice(this.#at + head, this.#at + head + length);
    if (lead === 0x1d && letter === 0x6b) this.#symbol(data);
    else if (lead === 0x1d && letter === 0x4c) this.#graphics(data);
    else if (lead === 0x1d && letter === 0x48) this.#response(data);
    return head + length;
  }

  /** GS ( H: process id (fn 48) and offline response (fn 49). */
  #response(data: Uint8Array): void {
    if (data[0] === 0x30 && data.length === 6) {
      this.#actions.push({ kind: 'process-id', id: Buffer.from(data.subarray(2)).toString('latin1') });
    }
    if (data[0] === 0x31) this.#actions.push({ kind: 'offline-response', on: (data[2] ?? 0) !== 0 });
  }

  /** GS ( k, cn 49: QR. */
  #symbol(data: Uint8Array): void {
    if (data[0] !== 0x31) return;
    switch (data[1]) {
      case 0x43:
        this.#qr.module = Math.min(16, Math.max(1, data[2] ?? 3));
        break;
      case 0x45:
        this.#qr.level = (['L', 'M', 'Q', 'H'] as const)[((data[2] ?? 0x30) - 0x30) & 3]!;
        break;
      case 0x50:
        this.#qr.payload = Buffer.from(data.subarray(3)).toString('utf8');
        break;
      case 0x51: {
        const { payload, module, level } = this.#qr;
        if (payload === '') break;
        const size = qrModules(Buffer.byteLength(payload), level) * module;
        const line = { kind: 'qr', payload, module, level, x: this.#blockX(size), height: size } as const;
        this.#actions.push({ kind: 'line', line });
        break;
      }
      default:
        // Model and size query: nothing that shows on paper.
        break;
    }
  }

  /** GS ( L and GS 8 L: store raster (fn 112) and print it (fn 50). */
  #graphics(data: Uint8Array): void {
    if (data[1] === 0x70) {
      const width = data[6]! + 256 * data[7]!;
      const height = data[8]! + 256 * data[9]!;
      const needed = Math.ceil(width / 8) * height;
      if (data.length - 10 < needed) return;
      this.#stored = { width, height, data: data.slice(10), scaleX: data[3] ?? 1, scaleY: data[4] ?? 1 };
    }
    if ((data[1] === 0x32 || data[1] === 0x02) && this.#stored) this.#picture(this.#stored);
  }
}

/** Bytes a QR code of versions 1 to 10 holds, by level (ISO/IEC 18004 table 7, byte mode). */
const QR_BYTES = {
  L: [17, 32, 53, 78, 106, 134, 154, 192, 230, 271],
  M: [14, 26, 42, 62, 84, 106, 122, 152, 180, 213],
  Q: [11, 20, 32, 46, 60, 74, 86, 108, 130, 151],
  H: [7, 14, 24, 34, 44, 58, 64, 84, 98, 119],
} as const;

/** Modules along one side of a QR code for so many bytes; the largest tabled one when it is more. */
function qrModules(bytes: number, level: 'L' | 'M' | 'Q' | 'H'): number {
  const version = QR_BYTES[level].findIndex((capacity) => bytes <= capacity);
  return 21 + 4 * (version < 0 ? 9 : version);
}

/** The papers that these bytes make, the last one uncut if no cut follows it. */
export function interpretPapers(bytes: Uint8Array, options: InterpreterOptions): Paper[] {
  const interpreter = new EscPosInterpreter(options);
  interpreter.push(bytes);
  const papers: Paper[] = [];
  let lines: PaperLine[] = [];
  let from = 0;
  const finish = (cut: Paper['cut']): void => {
    papers.push({ lines, dots: options.dots, cut, bytes: interpreter.taken - from });
    from = interpreter.taken;
    lines = [];
  };
  for (let action = interpreter.next(); action; action = interpreter.next()) {
    if (action.kind === 'line') lines.push(action.line);
    if (action.kind === 'cut') finish(action.cut);
  }
  const rest = interpreter.flush();
  if (rest) lines.push(rest);
  if (lines.length > 0) finish('none');
  return papers;
}
