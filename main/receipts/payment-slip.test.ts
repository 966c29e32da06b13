import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { interpretPapers } from '../../devices/receipt-printer/interpreter.ts';
import { plainPaper, styledPaper, type Paper, type TextRun } from '../../devices/receipt-printer/paper.ts';
import { printerProfile, printerProfileNames } from '../../devices/receipt-printer/profile.ts';
import { headerPicture } from './header-picture.ts';
import { paymentSlip, type PaymentSlip } from './payment-slip.ts';
import { drawForScreen, encodeForPrinter, receiptText } from './receipt-layout.ts';
import { paidOrder, slipSite, slipTime, uncertainOrder } from './slip-fixtures.ts';

const profile = printerProfile('escpos-80mm')!;

function slip(changes: Partial<PaymentSlip> = {}): PaymentSlip {
  return {
    order: changes.outcome === undefined || changes.outcome === 'paid' ? paidOrder : uncertainOrder,
    site: slipSite,
    terminal: 'YN-0001',
    language: 'zh-CN',
    outcome: 'paid',
    reprint: 0,
    demo: true,
    printedAt: slipTime,
    ...changes,
  };
}

function printed(source: string, on = profile): Paper {
  const papers = interpretPapers(encodeForPrinter(source, on), on);
  expect(papers).toHaveLength(1);
  return papers[0]!;
}

function runs(paper: Paper): TextRun[] {
  return paper.lines.flatMap((line) => (line.kind === 'text' ? line.runs : []));
}

describe.each(['paid', 'being-checked', 'refund-due', 'not-charged'] as const)('%s', (outcome) => {
  test.each(['zh-CN', 'en'] as const)('in %s', async (language) => {
    const paper = printed(paymentSlip(slip({ outcome, language })));
    await expect(`${styledPaper(paper).join('\n')}\n`).toMatchFileSnapshot(
      `golden/${outcome}.${language}.txt`,
    );
  });
});

test('says what a slip must say, and shows nobody whole', () => {
  const text = plainPaper(printed(paymentSlip(slip({ reprint: 2 })))).join('\n');
  for (const words of [
    '官渡示范服务点', 'YN-0001', '2026-03-12 09:46:05', '7K3M9 2QX4V', '赵*范', '5399**********0010', '个人所得税',
    '2026.01.01 至 2026.03.31', '￥1,286.40', '壹仟贰佰捌拾陆元肆角整', '微信支付', '4200002345202603120123456789',
    '本凭条不作为完税凭证', '[QR 7K3M92QX4V]', '演示数据 DEMO', '补打 第2次', '税务热线 12366',
  ]) expect(text).toContain(words); // prettier-ignore
});

test('only a demo slip says so, and only a reprint is called one', () => {
  const text = plainPaper(printed(paymentSlip(slip({ demo: false })))).join('\n');
  expect(text).not.toMatch(/DEMO|补打/);
});

test('the warning not to pay again is the largest on the slip, white on black from edge to edge', () => {
  const paper = printed(paymentSlip(slip({ outcome: 'being-checked' })));
  const band = runs(paper).filter((run) => run.inverse);
  const words = band.find((run) => run.text.includes('请不要再付一次'))!;
  const size = words.scaleX * words.scaleY;
  expect(runs(paper).every((run) => run === words || run.scaleX * run.scaleY < size)).toBe(true);
  expect(band.reduce((sum, run) => sum + run.width, 0)).toBe(profile.dots);
});

test('what matters is large enough: 32 dots, amount and reference 48 (UX-31)', () => {
  const all = runs(printed(paymentSlip(slip())));
  expect(all.filter((run) => !/^\.+$/.test(run.text)).every((run) => run.scaleY * 24 >= 32)).toBe(true);
  for (const text of ['7K3M9 2QX4V', '￥', '1,286.40']) {
    const run = all.find((one) => one.text.includes(text) && one.scaleX > 1)!;
    expect([run.scaleX, run.scaleY]).toEqual([2, 2]);
  }
});

test.each(['paid', 'being-checked', 'refund-due'] as const)(
  '%s keeps within its bytes (PERF-6)',
  (outcome) => {
    const bytes = encodeForPrinter(paymentSlip(slip({ outcome, language: 'en', reprint: 1 })), profile);
    expect(bytes.length).toBeLessThan(2048);
  },
);

test('a name outside GBK is printed where the printer knows it, else 〓', () => {
  const order = { ...paidOrder, payer: { ...paidOrder.payer, name: '𠮷*㐂' } };
  const on = (name: string): string => {
    const printer = printerProfile(name)!;
    return plainPaper(printed(paymentSlip(slip({ order })), printer)).join('\n');
  };
  expect(on('escpos-80mm')).toContain('𠮷*㐂');
  expect(on('escpos-80mm-basic')).toContain('〓*〓');
});

test.each(printerProfileNames)('%s: nothing runs over the edge, and the QR is there', (name) => {
  const narrow = printerProfile(name)!;
  for (const language of ['zh-CN', 'en'] as const) {
    const paper = printed(paymentSlip(slip({ outcome: 'being-checked', language })), narrow);
    expect(runs(paper).every((run) => run.x >= 0 && run.x + run.width <= narrow.dots)).toBe(true);
    expect(paper.lines.some((line) => line.kind === 'qr' && line.payload === '7K3M92QX4V')).toBe(true);
    expect(paper.lines.some((line) => line.kind === 'picture')).toBe(narrow.pictures);
  }
});

test('a printer without QR command gets the same code as a picture', () => {
  const paper = printed(paymentSlip(slip()), { ...profile, nativeQr: false });
  const picture = paper.lines.find((line) => line.kind === 'picture');
  expect(picture).toMatchObject({ height: 21 * 8, width: 21 * 8 });
});

test('the header picture in the program is the one in the file', () => {
  expect(readFileSync(join(import.meta.dirname, 'header.png')).toString('base64')).toBe(headerPicture);
});

test('the drawing for the screen holds the words of the paper', () => {
  const svg = drawForScreen(paymentSlip(slip()), profile);
  expect(svg).toMatch(/^<svg [^>]*viewBox="0 0 640 \d+"/);
  expect(svg).toContain('缴好了');
});

const hostile = [
  '\x1b@\x1dV\x00', '\x10\x04\x01', '\x10\x14\x01\x00\x05', '\x1bp\x00\x19\xfa', '赵\x00范', '\r\n====\r\n', '{code:EVIL;option:qrcode}',
  '{command:\\x1bp}', '{image:AAAA}', 'a|b|c', '|a|', '---', '===', '^^^^大', '"粗"', '`反`', '_线_', '~~~', '\\n新行', '\\x1bp0', '\\x0a',
  '\\', '\\\\', '{', '}', '{}', '{width:1}', '\u202e倒\u2066', '\u2028', '\u00a5', '\ufeff', '-', '=',
]; // prettier-ignore

/** Everything of a paper but the words of the one field that was filled in. */
function skeleton(paper: Paper): string[] {
  return paper.lines
    .filter((line) => line.kind !== 'feed')
    .map((line) =>
      line.kind === 'text'
        ? `${line.height} ${line.runs.map((run) => `${run.scaleX}${run.scaleY}${run.inverse}${run.underline}`).join()}`
        : line.kind,
    );
}

describe('what comes from outside stays words', () => {
  const filled = (name: string): Paper =>
    printed(paymentSlip(slip({ order: { ...paidOrder, payer: { ...paidOrder.payer, name } } })));
  const plain = skeleton(filled('赵*范'));

  test.each(hostile)('%j', (text) => {
    const paper = filled(`赵${text}范`);
    expect(skeleton(paper)).toEqual(plain);
    expect(runs(paper).map((run) => run.text).join('')).toContain('赵'); // prettier-ignore
  });

  test('whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 8 }), fc.constantFrom(...hostile), (some, text) => {
        const inserted = receiptText(`赵${some}${text}`.slice(0, 12));
        const body = encodeForPrinter(`^^${inserted}`, profile);
        const papers = interpretPapers(body, profile);
        expect(papers).toHaveLength(1);
        expect(papers[0]!.cut).toBe('none');
        expect(runs(papers[0]!).every((run) => run.scaleX === 1 && run.scaleY === 2 && !run.inverse)).toBe(
          true,
        );
        expect(papers[0]!.lines.every((line) => line.kind === 'text')).toBe(true);
      }),
    );
  });
});
