import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { HidPosFramer } from './hid-pos.ts';

/** A report by the table of usage page 8C: `id | count | ]cm | data … | [61] vendor | 0 | [63] more`. */
function report(
  data: string,
  options: { aim?: string; more?: boolean; offset?: 2 | 3; id?: number } = {},
): Uint8Array {
  const { aim = ']Q1', more = false, offset = 2, id = 2 } = options;
  const bytes = new Uint8Array(64);
  bytes[0] = id;
  bytes[1] = data.length;
  bytes.set(Buffer.from(aim, 'latin1'), offset);
  bytes.set(Buffer.from(data, 'latin1'), offset + 3);
  bytes[61] = 0x73;
  bytes[63] = more ? 1 : 0;
  return bytes;
}

const framer = (onDropped: (why: string) => void = () => undefined): HidPosFramer =>
  new HidPosFramer({ maxBytes: 512, gapMs: 500, onDropped });
const text = (scan: { bytes: Uint8Array; symbology: string | null }) => [
  Buffer.from(scan.bytes).toString('latin1'),
  scan.symbology,
];

describe('HID POS reports', () => {
  test('one report, with the CR of a suffix, and with the identifier one byte later', () => {
    expect(
      framer()
        .push(report('6901234567892', { aim: ']E0' }), 0)
        .map(text),
    ).toEqual([['6901234567892', 'E0']]);
    expect(framer().push(report('134567890123456789\r'), 0).map(text)).toEqual([
      ['134567890123456789', 'Q1'],
    ]);
    expect(
      framer()
        .push(report('EA1', { offset: 3 }), 0)
        .map(text),
    ).toEqual([['EA1', 'Q1']]);
  });

  test('content of any length is joined', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[ -~]{1,200}$/), (content) => {
        const pos = framer();
        const parts = content.match(/.{1,56}/gs)!;
        const scans = parts.flatMap((part, i) =>
          pos.push(report(part, { more: i < parts.length - 1 }), i * 8),
        );
        expect(scans.map(text)).toEqual([[content, 'Q1']]);
      }),
    );
  });

  test('the second half missing: the next scan is not glued to the first', () => {
    for (const next of [
      { at: 501, id: 2 },
      { at: 10, id: 3 },
    ]) {
      const dropped = vi.fn();
      const pos = framer(dropped);
      expect(pos.push(report('x'.repeat(56), { more: true }), 0)).toEqual([]);
      expect(pos.push(report('next', { id: next.id }), next.at).map(text)).toEqual([['next', 'Q1']]);
      expect(dropped).toHaveBeenCalledExactlyOnceWith('cut-off');
    }
  });

  test('reports that are none are dropped', () => {
    const count = report('ab');
    count[1] = 57;
    expect(framer().push(count, 0)).toEqual([]);
    expect(framer().push(report('ab', { aim: 'xxx' }), 0)).toEqual([]);
    expect(framer().push(report('ab').subarray(0, 20), 0)).toEqual([]);
    expect(framer().push(report(''), 0)).toEqual([]);
  });

  test('more reports without end are capped', () => {
    const dropped = vi.fn();
    const pos = framer(dropped);
    for (let i = 0; i < 20; i++) expect(pos.push(report('x'.repeat(56), { more: true }), i)).toEqual([]);
    expect(dropped).toHaveBeenCalledWith('too-long');
  });

  test('any bytes never throw', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 70 }), { maxLength: 20 }), (reports) => {
        const pos = framer();
        reports.forEach((one, i) => pos.push(one, i));
      }),
    );
  });
});
