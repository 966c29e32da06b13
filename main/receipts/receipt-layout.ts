import iconv from 'iconv-lite';
import { commands, qrcode, transform } from 'receiptline';
import type { PrinterProfile } from '../../devices/receipt-printer/receipt-printer.ts';
import { interpretPapers } from '../../devices/receipt-printer/interpreter.ts';
import { drawPaper } from '../../devices/receipt-printer/paper-drawing.ts';

/**
 * A document in the ReceiptLine language, independent of the paper's width. `^^` is double height, `^^^` double both,
 * `^^^^` triple; `"` bold, `` ` `` inverse; `{width:8,*}` columns; `-` a tear line; `{code:…;option:qrcode,…}` a QR code.
 */
export type ReceiptSource = string;

/** Stands for a character that the printer's font does not have: 〓, GB 2312's own sign for that. */
const MISSING = '\u3013';

/**
 * Text from outside (cards, bureaus, channels) made safe to stand in a source: control characters become spaces,
 * ReceiptLine's own signs lose their meaning (SEC-18). `¥` becomes `￥`, which GBK has.
 */
export function receiptText(text: string): string {
  return text
    .toWellFormed()
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u00a0]+/gu, ' ')
    .replaceAll('\u00a5', '\uffe5')
    .trim()
    .replace(/[\\{}|;:\-=_"`^~]/g, (sign) => `\\x${sign.charCodeAt(0).toString(16).padStart(2, '0')}`);
}

/** Columns that a text takes at size one: ASCII one, everything else two. */
export function columnsOf(text: string): number {
  return Array.from(text).reduce((sum, char) => sum + (char.codePointAt(0)! < 0x80 ? 1 : 2), 0);
}

/** The printer's bytes for a source: body only, without initialisation, confirmation or cut. */
export function encodeForPrinter(source: ReceiptSource, profile: PrinterProfile): Uint8Array {
  // Triple size leaves five characters a line on narrow paper.
  const sized = profile.columns < NARROW_COLUMNS ? source.replaceAll('^^^^', '^^^') : source;
  const output = transform(sized, {
    cpl: profile.columns,
    encoding: 'gb18030',
    cutting: false,
    command: { ...commands.base, ...leanEscPos(profile) },
  });
  return Buffer.from(output, 'latin1');
}

/** The same source as a drawing of the very paper that its bytes make: SVG, one unit a dot. */
export function drawForScreen(source: ReceiptSource, profile: PrinterProfile): string {
  const papers = interpretPapers(encodeForPrinter(source, profile), profile);
  return drawPaper(papers[0] ?? { lines: [], dots: profile.dots, cut: 'none', bytes: 0 });
}

interface Style {
  underline: boolean;
  bold: boolean;
  inverse: boolean;
  /** Parameter of GS !: width − 1 in the high nibble, height − 1 in the low. */
  size: number;
}

interface QrSymbol {
  readonly data: string;
  /** Dots a module. */
  readonly cell: number;
  readonly level: 'l' | 'm' | 'q' | 'h';
}

const PLAIN: Style = { underline: false, bold: false, inverse: false, size: 0 };
const NARROW_COLUMNS = 40;
const CELL_DOTS = 12;
const LINE_DOTS = 24;
/** White between lines that are not one black band. */
const LEADING_DOTS = 9;
const BLANK_LINE_DOTS = 14;
const QUIET_DOTS = 28;

/**
 * ESC/POS for receiptline that says only what changes, where its own command sets repeat every setting for every
 * piece of text. Raw commands in a source are ignored.
 */
function leanEscPos(profile: PrinterProfile) {
  let printed: Style = { ...PLAIN };
  let wanted: Style = { ...PLAIN };
  let align = 0;
  let left = 0;
  let spacing = -1;
  /** Where the next character would stand, and where it should, in dots. */
  let cursor = 0;
  let target = 0;
  let lineRows = 0;
  let band = false;

  const setStyle = (): string => {
    let out = '';
    if (wanted.size !== printed.size) out += `\x1d!${char(wanted.size)}`;
    if (wanted.bold !== printed.bold) out += `\x1bE${char(wanted.bold ? 1 : 0)}`;
    if (wanted.inverse !== printed.inverse) out += `\x1dB${char(wanted.inverse ? 1 : 0)}`;
    if (wanted.underline !== printed.underline) {
      const n = char(wanted.underline ? 1 : 0);
      out += `\x1b-${n}\x1c-${n}`;
    }
    printed = { ...wanted };
    return out;
  };
  const setSpacing = (dots: number): string => {
    if (dots === spacing) return '';
    spacing = dots;
    return `\x1b3${char(dots)}`;
  };
  /** Some spaces are shorter than a position, if they come out plain. */
  const moveTo = (dots: number): string => {
    const gap = dots - cursor;
    cursor = dots;
    if (gap === 0) return '';
    const plain = printed.size >> 4 === 0 && !printed.inverse && !printed.underline;
    if (plain && gap > 0 && gap <= 3 * CELL_DOTS && gap % CELL_DOTS === 0) return ' '.repeat(gap / CELL_DOTS);
    return `\x1b$${char(dots & 255)}${char(dots >> 8)}`;
  };
  const aligned = (content: string): string =>
    align === 0 ? content : `\x1ba${char(align)}${content}\x1ba${char(0)}`;
  /** Inverse blanks up to this place: a warning is a band across the paper. */
  const blackTo = (dots: number): string => {
    const count = Math.floor((dots - cursor) / CELL_DOTS);
    if (count <= 0) return '';
    wanted = { ...PLAIN, inverse: true, size: lineRows - 1 };
    cursor += count * CELL_DOTS;
    return setStyle() + ' '.repeat(count);
  };
  const lineFeed = (): string => {
    const fill = band ? blackTo(profile.dots) : '';
    const rows = lineRows;
    const feed = rows === 0 ? BLANK_LINE_DOTS : rows * LINE_DOTS + (band ? 0 : LEADING_DOTS);
    cursor = target = lineRows = 0;
    band = false;
    return `${fill}${setSpacing(feed)}\n`;
  };
  const print = (text: string): string => {
    const width = columnsOf(text) * CELL_DOTS * ((wanted.size >> 4) + 1);
    const at = target;
    target += width;
    if (text.trim() === '' && !wanted.inverse && !wanted.underline) return '';
    lineRows = Math.max(lineRows, (wanted.size & 7) + 1);
    band ||= wanted.inverse;
    const style = wanted;
    const before = style.inverse && cursor === 0 ? blackTo(at) : moveTo(at);
    if (style.inverse) cursor += width;
    else cursor = target;
    wanted = style;
    return before + setStyle() + encodeText(text, profile);
  };

  return {
    open: () => '',
    close: () => '',
    area: (margin: number) => {
      left = margin;
      return '';
    },
    align: (value: number) => {
      align = value;
      return '';
    },
    absolute: (position: number) => {
      target = (left + position) * CELL_DOTS;
      return '';
    },
    relative: (position: number) => {
      target += Math.round(position * CELL_DOTS);
      return '';
    },
    hr: (width: number) => {
      wanted = { ...PLAIN, bold: true };
      target = left * CELL_DOTS;
      return print('.'.repeat(width));
    },
    normal: () => {
      wanted = { ...PLAIN };
      return '';
    },
    ul: () => {
      wanted.underline = true;
      return '';
    },
    em: () => {
      wanted.bold = true;
      return '';
    },
    iv: () => {
      wanted.inverse = true;
      return '';
    },
    wh: (wh: number) => {
      wanted.size = wh < 3 ? ((wh & 1) << 4) | ((wh >> 1) & 1) : ((wh - 2) << 4) | (wh - 2);
      return '';
    },
    text: print,
    lf: lineFeed,
    vrlf: lineFeed,
    command: () => '',
    image: (png: string) => {
      if (!profile.pictures) return '';
      const threshold = { ...commands.generic, gradient: false, gamma: 1, threshold: 128, split: 128 };
      return `${aligned(threshold.image(png))}\x1bJ${char(BLANK_LINE_DOTS)}`;
    },
    qrcode: (symbol: QrSymbol) => {
      const content = profile.nativeQr ? nativeQr(symbol) : rasterQr(symbol);
      // The quiet zone; sideways there is paper enough.
      return `\x1bJ${char(QUIET_DOTS)}${aligned(content)}\x1bJ${char(QUIET_DOTS)}`;
    },
  };
}

/** The code as a raster picture, for printers without GS ( k. */
function rasterQr(symbol: QrSymbol): string {
  const rows = qrcode.generate({ ...symbol, type: 'qrcode' });
  const rowBytes = Math.ceil((rows.length * symbol.cell) / 8);
  const height = rows.length * symbol.cell;
  const head = `\x1dv0${char(0)}${char(rowBytes & 255)}${char(rowBytes >> 8)}${char(height & 255)}${char(height >> 8)}`;
  return rows.reduce((out, row) => {
    const bits = Array.from(row, (dark) => String(dark).repeat(symbol.cell)).join('');
    const bytes = bits.padEnd(rowBytes * 8, '0').replace(/.{8}/g, (byte) => char(parseInt(byte, 2)));
    return out + bytes.repeat(symbol.cell);
  }, head);
}

/** GS ( k, cn 49: size, error level, data, print. Model 2 is every printer's own choice. */
function nativeQr(symbol: QrSymbol): string {
  const data = Buffer.from(symbol.data, 'utf8').toString('latin1');
  const length = data.length + 3;
  const level = char(0x30 + 'lmqh'.indexOf(symbol.level));
  return (
    `\x1d(k${char(3)}${char(0)}1C${char(symbol.cell)}` +
    `\x1d(k${char(3)}${char(0)}1E${level}` +
    `\x1d(k${char(length & 255)}${char(length >> 8)}1P0${data}` +
    `\x1d(k${char(3)}${char(0)}1Q0`
  );
}

/** GB18030 in a string of bytes; what the printer's charset lacks becomes 〓, a control character nothing at all. */
function encodeText(text: string, profile: PrinterProfile): string {
  return Array.from(text)
    .map((sign) => {
      const bytes = iconv.encode(sign, 'gb18030');
      if (bytes.length === 1) return bytes[0]! < 0x20 || bytes[0]! > 0x7e ? '' : sign;
      if (bytes.length === 4 && profile.charset === 'gbk')
        return iconv.encode(MISSING, 'gb18030').toString('latin1');
      return bytes.toString('latin1');
    })
    .join('');
}

function char(code: number): string {
  return String.fromCharCode(code);
}
