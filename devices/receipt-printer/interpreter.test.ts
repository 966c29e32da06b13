import { describe, expect, test } from 'vitest';
import { EscPosInterpreter, interpretPapers } from './interpreter.ts';
import { drawPaper } from './paper-drawing.ts';
import { plainPaper, styledPaper } from './paper.ts';

const modern = { dots: 576, charset: 'gb18030' } as const;

function paperOf(...parts: (string | number[])[]) {
  const bytes = Buffer.concat(
    parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'hex') : Buffer.from(part))),
  );
  return interpretPapers(bytes, modern);
}

describe('EscPosInterpreter', () => {
  test('decodes two- and four-byte Chinese; older firmware prints junk for the latter', () => {
    const bytes = Buffer.from('D4C6C4CF' + '8139EF31' + '0A', 'hex');
    expect(plainPaper(interpretPapers(bytes, modern)[0]!)).toEqual(['云南㐂']);
    expect(plainPaper(interpretPapers(bytes, { dots: 576, charset: 'gbk' })[0]!)[0]).not.toContain('㐂');
  });

  test('sizes, bold, inverse, alignment and position', () => {
    const [paper] = paperOf(
      '1B6101',
      '1D2111',
      '1B4501',
      '41',
      '1D2100',
      '1B4500',
      '1D4201',
      '42',
      '0A',
      '1B6100',
      '1D4200',
      '1B247800',
      '430A',
    );
    expect(styledPaper(paper!)).toEqual([`${' '.repeat(23)}<2x2 bold>A<inverse>B`, `${' '.repeat(10)}C`]);
  });

  test('wraps at the edge, and feeds by line spacing', () => {
    const [paper] = paperOf('1B3350', Array<number>(50).fill(0x41), '0A');
    expect(plainPaper(paper!)).toEqual(['A'.repeat(48), 'AA']);
    expect(paper!.lines.map((line) => line.height)).toEqual([80, 80]);
  });

  test('QR by command, raster by GS v 0 and by GS ( L', () => {
    const qr =
      '1D286B0300314308' + '1D286B0300314531' + '1D286B0800315030' + '48454C4C4F' + '1D286B0300315130';
    const [paper] = paperOf(
      qr,
      '1D76300001000200' + 'F00F',
      '1D284C0C0030703001013108000200' + 'FF00' + '1D284C02003032',
    );
    expect(plainPaper(paper!)).toEqual(['[QR HELLO]', '[picture 8x2]', '[picture 8x2]']);
    expect(paper!.lines[0]).toMatchObject({ module: 8, level: 'M', height: 168 });
  });

  test('bytes of a real-time command inside a picture stay picture', () => {
    const [paper] = paperOf('1D76300003000100' + '100401', '410A');
    expect(plainPaper(paper!)).toEqual(['[picture 24x1]', 'A']);
  });

  test('cuts make papers; the last one may hang', () => {
    const papers = paperOf('410A', '1D564200', '420A', '1D564100', '430A');
    expect(papers.map((paper) => [plainPaper(paper), paper.cut])).toEqual([
      [['A'], 'partial'],
      [['B'], 'full'],
      [['C'], 'none'],
    ]);
    expect(papers.map((paper) => paper.bytes)).toEqual([6, 6, 2]);
  });

  test('waits for the rest of a command, byte by byte', () => {
    const interpreter = new EscPosInterpreter(modern);
    const found = [...Buffer.from('1D284806003030' + '41424344', 'hex')].flatMap((byte) => {
      interpreter.push(Uint8Array.of(byte));
      const action = interpreter.next();
      return action ? [action] : [];
    });
    expect(found).toEqual([{ kind: 'process-id', id: 'ABCD' }]);
  });
});

test('the drawing escapes what stands on the paper and keeps its columns', () => {
  const [paper] = paperOf([...Buffer.from('<a&b>')], '0A');
  const svg = drawPaper(paper!);
  expect(svg).toContain('&lt;a&amp;b&gt;');
  expect(svg).toContain('x="6 18 30 42 54"');
});
