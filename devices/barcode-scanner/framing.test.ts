import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { SuffixFramer, type Suffix } from './framing.ts';

const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'latin1'));
const text = (scan: { bytes: Uint8Array }): string => Buffer.from(scan.bytes).toString('latin1');
const ENDS: Record<Suffix, string> = { cr: '\r', lf: '\n', crlf: '\r\n' };

function framer(suffix: Suffix, onDropped: (why: string) => void = () => undefined): SuffixFramer {
  return new SuffixFramer(suffix, { maxBytes: 512, gapMs: 100, onDropped });
}

describe('suffix framing', () => {
  const content = fc.stringMatching(/^[ -~]{1,40}$/);

  test.each(['cr', 'lf', 'crlf'] as const)('any chunking gives the same scans (%s)', (suffix) => {
    fc.assert(
      fc.property(
        fc.array(content, { maxLength: 6 }),
        fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 5 }),
        (contents, sizes) => {
          const stream = bytes(contents.map((one) => one + ENDS[suffix]).join(''));
          const cut = framer(suffix);
          const scans: string[] = [];
          for (let at = 0, i = 0; at < stream.length; i++) {
            const size = sizes[i % sizes.length]!;
            scans.push(...cut.push(stream.slice(at, at + size), i).map(text));
            at += size;
          }
          expect(scans).toEqual(contents);
        },
      ),
    );
  });

  test('a scanner that sends CR LF where CR is expected, and the other way round', () => {
    expect(framer('cr').push(bytes('A1\r\nB2\r\n'), 0).map(text)).toEqual(['A1', 'B2']);
    expect(framer('lf').push(bytes('A1\r\nB2\n'), 0).map(text)).toEqual(['A1', 'B2']);
  });

  test('crlf lets a CR inside the content be', () => {
    expect(framer('crlf').push(bytes('A\rB\r\n'), 0).map(text)).toEqual(['A\rB']);
  });

  test('a pause in the middle ends what came; the rest is not glued to the next', () => {
    const dropped = vi.fn();
    const cut = framer('cr', dropped);
    expect(cut.push(bytes('half'), 0)).toEqual([]);
    expect(cut.push(bytes('6901234567892\r'), 101).map(text)).toEqual(['6901234567892']);
    expect(dropped).toHaveBeenCalledExactlyOnceWith('cut-off');
  });

  test.each([512, 513, 514, 515, 516, 5000])('%i bytes in one scan', (length) => {
    for (const suffix of ['cr', 'lf', 'crlf'] as const) {
      const dropped = vi.fn();
      const cut = framer(suffix, dropped);
      const scans = cut.push(bytes(`${'x'.repeat(length)}${ENDS[suffix]}next${ENDS[suffix]}`), 0).map(text);
      expect(scans.at(-1)).toBe('next');
      expect(scans).toHaveLength(length > 512 ? 1 : 2);
      expect(dropped).toHaveBeenCalledTimes(length > 512 ? 1 : 0);
    }
  });

  test('says when the first byte came', () => {
    const cut = framer('cr');
    cut.push(bytes('12'), 1000);
    expect(cut.push(bytes('34\r'), 1050)).toMatchObject([{ startedAt: 1000 }]);
  });

  test('replies of Newland engines are no scans', () => {
    expect(framer('cr').push(bytes('\x02\x010000#SCNTRG1\x06;\x036901234567892\r'), 0).map(text)).toEqual([
      '6901234567892',
    ]);
  });

  test('noise never throws and never gives more than the cap', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 1200 }), { maxLength: 8 }), (chunks) => {
        const cut = framer('cr');
        chunks.forEach((chunk, i) => {
          for (const scan of cut.push(chunk, i)) expect(scan.bytes.length).toBeLessThanOrEqual(512);
        });
      }),
    );
  });
});
