import { createRequire } from 'node:module';
import { commands, transform } from 'receiptline';
import { describe, expect, test } from 'vitest';
import { interpretPapers } from '../../devices/receipt-printer/interpreter.ts';
import { plainPaper, type Paper } from '../../devices/receipt-printer/paper.ts';
import { printerProfile } from '../../devices/receipt-printer/profile.ts';
import { paymentSlip, type PaymentOutcome } from './payment-slip.ts';
import { encodeForPrinter } from './receipt-layout.ts';
import { paidOrder, slipSite, slipTime, uncertainOrder } from './slip-fixtures.ts';

/** The part of escpos 2.5.2 that makes text; it has no types of its own. */
interface EscposPrinter {
  size(width: number, height: number): EscposPrinter;
  style(type: 'B' | 'NORMAL'): EscposPrinter;
  pureText(content: string): EscposPrinter;
  feed(lines: number): EscposPrinter;
  readonly buffer: { flush(): Buffer };
}
const escpos = createRequire(import.meta.url)('escpos') as {
  Printer: new (adapter: object, options: { encoding: string }) => EscposPrinter;
};

const profile = printerProfile('escpos-80mm')!;

function source(outcome: PaymentOutcome, language: 'zh-CN' | 'en'): string {
  return paymentSlip({
    order: outcome === 'paid' ? paidOrder : uncertainOrder,
    site: slipSite,
    terminal: 'YN-0001',
    language,
    outcome,
    reprint: 0,
    demo: true,
    printedAt: slipTime,
  });
}

/** The same lines by escpos as its README would write them: sizes, bold, spaces up to each column. */
function byEscpos(paper: Paper): Uint8Array {
  const printer = new escpos.Printer({}, { encoding: 'GB18030' });
  for (const line of paper.lines) {
    if (line.kind !== 'text') continue;
    let column = 0;
    for (const run of line.runs) {
      const gap = Math.round(run.x / 12) - column;
      if (gap > 0) printer.size(1, 1).style('NORMAL').pureText(' '.repeat(gap));
      column = Math.round((run.x + run.width) / 12);
      printer
        .size(run.scaleX, run.scaleY)
        .style(run.bold ? 'B' : 'NORMAL')
        .pureText(run.text);
    }
    printer.feed(1);
  }
  return printer.buffer.flush();
}

/** The same source by receiptline's own command set, without start and end. */
function byReceiptline(text: string): Uint8Array {
  const bare = { ...commands.generic, open: () => '', close: () => '', image: () => '', qrcode: () => '' };
  const output = transform(text, {
    cpl: profile.columns,
    encoding: 'gb18030',
    cutting: false,
    command: bare,
  });
  return Buffer.from(output, 'latin1');
}

/** Tear lines left out: receiptline draws them in a Japanese code page, which a Chinese printer shows as ò. */
function words(bytes: Uint8Array): string[] {
  const [paper] = interpretPapers(bytes, profile);
  const lines = paper ? plainPaper(paper) : [];
  return lines.map((line) => line.replaceAll(' ', '')).filter((line) => line !== '' && !/^[.ò]+$/.test(line));
}

/** Without header picture and QR, which the peers make in other ways. */
function textOnly(text: string): string {
  return text
    .split('\n')
    .filter((line) => !/^\{align:\w+; (image|code):/.test(line))
    .join('\n');
}

describe.each([
  ['paid', 'zh-CN'],
  ['paid', 'en'],
  ['being-checked', 'zh-CN'],
  ['being-checked', 'en'],
] as const)('%s in %s', (outcome, language) => {
  const text = textOnly(source(outcome, language));
  const ours = encodeForPrinter(text, profile);
  const [paper] = interpretPapers(ours, profile);

  test('escpos puts the same words on paper, with more bytes', () => {
    const theirs = byEscpos(paper!);
    expect(words(theirs)).toEqual(words(ours));
    expect(ours.length).toBeLessThanOrEqual(theirs.length);
    report('escpos 2.5.2', ours, theirs);
  });

  test("receiptline's own commands put the same words on paper, with more bytes", () => {
    const theirs = byReceiptline(text);
    expect(words(theirs)).toEqual(words(ours));
    expect(ours.length).toBeLessThanOrEqual(theirs.length);
    report('receiptline 4.0.4 generic', ours, theirs);
  });

  function report(peer: string, own: Uint8Array, other: Uint8Array): void {
    if (process.env['YIZHAN_REPORT'] === undefined) return;
    process.stdout.write(`${outcome} ${language}: ours ${own.length} bytes, ${peer} ${other.length}\n`);
  }
});
