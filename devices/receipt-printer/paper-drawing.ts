import qrcode from 'qrcode-generator';
import { CELL, isWide, type Paper, type PaperLine, type TextRun } from './paper.ts';

const INK = '#1b1a18';
const PAPER = '#fffdf7';
/** Blank paper above the first line and below the last, torn edges included. */
const MARGIN_TOP = 34;
const MARGIN_BOTTOM = 40;
const TEETH = 16;
/** Rolls are 80 mm for 72 mm of print, 58 mm for 48 mm. */
const SIDE_80 = 32;
const SIDE_58 = 40;
const WIDE_FONT = "'Noto Sans SC Variable','Noto Sans SC','Noto Sans CJK SC',sans-serif";
const NARROW_FONT = "'LXGW WenKai Mono','DejaVu Sans Mono',ui-monospace,monospace";

/**
 * The paper as an SVG document, one unit a dot: each character in its own cell, so that columns stay as true as on the
 * head; black on paper white, teeth where it was cut or torn. Needs no script and no outside resource but fonts.
 */
export function drawPaper(paper: Paper): string {
  const side = paper.dots > 400 ? SIDE_80 : SIDE_58;
  const width = paper.dots + 2 * side;
  let y = MARGIN_TOP;
  const parts: string[] = [];
  for (const line of paper.lines) {
    parts.push(drawLine(line, side, y));
    y += lineHeight(line);
  }
  const height = Math.ceil(y + MARGIN_BOTTOM);
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">` +
    `<path fill="${PAPER}" d="${outline(width, height, paper.cut)}"/>` +
    `<g fill="${INK}" stroke="${INK}" stroke-width="0">${parts.join('')}</g></svg>`
  );
}

/** Dots that the paper moves for this line. */
export function lineHeight(line: PaperLine): number {
  return line.kind === 'picture' ? line.height * line.scaleY : line.height;
}

/** A full cut is straight; what was torn at the bar, or hangs by a tag, has teeth. */
function outline(width: number, height: number, cut: Paper['cut']): string {
  const teeth = Math.round(width / TEETH);
  const step = width / teeth;
  let path = 'M0 0';
  for (let i = 0; i < teeth; i++) path += `l${step / 2} 7l${step / 2} -7`;
  path += `V${height}`;
  if (cut === 'full') return `${path}H0Z`;
  for (let i = 0; i < teeth; i++) path += `l${-step / 2} -7l${-step / 2} 7`;
  return `${path}Z`;
}

function drawLine(line: PaperLine, side: number, y: number): string {
  switch (line.kind) {
    case 'feed':
      return '';
    case 'text':
      return drawText(line.runs, side, y);
    case 'picture':
      return `<path transform="translate(${side + line.x} ${y}) scale(${line.scaleX} ${line.scaleY})" d="${dots(
        line.width,
        line.height,
        (x, row) => ((line.data[row * Math.ceil(line.width / 8) + (x >> 3)] ?? 0) & (0x80 >> (x & 7))) !== 0,
      )}" shape-rendering="crispEdges"/>`;
    case 'qr': {
      const code = qrcode(0, line.level);
      code.addData(line.payload, /^[0-9A-Z $%*+./:-]+$/.test(line.payload) ? 'Alphanumeric' : 'Byte');
      code.make();
      const count = code.getModuleCount();
      const squares = dots(count, count, (x, row) => code.isDark(row, x));
      return `<path transform="translate(${side + line.x} ${y}) scale(${line.module})" d="${squares}" shape-rendering="crispEdges"/>`;
    }
    case 'barcode':
      return `<g transform="translate(${side + line.x} ${y})"><path d="M0 0h300v${line.height}h-300z" fill="none" stroke="${INK}"/><text x="8" y="24" font-size="20">${escapeXml(line.payload)}</text></g>`;
  }
}

/** Horizontal runs of dark cells as one path. */
function dots(width: number, height: number, isDark: (x: number, y: number) => boolean): string {
  let path = '';
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (!isDark(x, y)) continue;
      const from = x;
      while (x < width && isDark(x, y)) x++;
      path += `M${from} ${y}h${x - from}v1h${from - x}z`;
    }
  }
  return path;
}

/** Runs stand on one base line, the tallest one filling the line. */
function drawText(runs: readonly TextRun[], side: number, y: number): string {
  const tallest = Math.max(...runs.map((run) => CELL[run.font].height * run.scaleY));
  return runs
    .map((run) => {
      const cell = CELL[run.font];
      const top = y + tallest - cell.height * run.scaleY;
      const scale = run.scaleX * run.scaleY === 1 ? '' : ` scale(${run.scaleX} ${run.scaleY})`;
      const place = `transform="translate(${side + run.x} ${top})${scale}"`;
      const width = run.width / run.scaleX;
      const black = run.inverse ? `<path d="M0 0h${width}v${cell.height}h${-width}z"/>` : '';
      const line = run.underline
        ? `<path d="M0 ${cell.height - run.underline}h${width}v${run.underline}h${-width}z"/>`
        : '';
      const paint = run.inverse ? ` fill="${PAPER}" stroke="${PAPER}"` : '';
      return `<g ${place}>${black}${line}<g${paint}>${drawCells(run, cell)}</g></g>`;
    })
    .join('');
}

/** Each character centred in its cell: neighbours of one width become one text element with a list of places. */
function drawCells(run: TextRun, cell: { width: number; height: number }): string {
  const groups: { wide: boolean; text: string; places: number[] }[] = [];
  let x = 0;
  for (const char of run.text) {
    const wide = isWide(char);
    const width = wide ? 24 : cell.width;
    const last = groups.at(-1);
    const group = last?.wide === wide ? last : { wide, text: '', places: [] };
    if (group !== last) groups.push(group);
    // A place is given to each UTF-16 unit.
    for (let unit = 0; unit < char.length; unit++) group.places.push(x + width / 2);
    group.text += char;
    x += width;
  }
  return groups
    .filter((group) => group.text.trim() !== '')
    .map(({ wide, text, places }) => {
      const size = wide ? 23.5 : Math.round(cell.height * 0.84 * 10) / 10;
      const base = wide ? 21 : Math.round(cell.height * 0.8 * 10) / 10;
      const weight = run.bold ? 700 : 500;
      // A head burns thicker than a screen font is drawn.
      const burn = wide ? 0 : run.bold ? 1.1 : 0.5;
      return (
        `<text text-anchor="middle" x="${places.join(' ')}" y="${base}" font-size="${size}" font-weight="${weight}" stroke-width="${burn}" ` +
        `font-family="${wide ? WIDE_FONT : NARROW_FONT}" xml:space="preserve">${escapeXml(text)}</text>`
      );
    })
    .join('');
}

function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/[^\P{Cc}\n]/gu, ' ');
}
