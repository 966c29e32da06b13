import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PrinterFraming, type PrinterFrame } from './framing.ts';

const plainByte = fc.integer({ min: 0, max: 0x7f }).map((byte) => byte & 0x6f);
const frame: fc.Arbitrary<{ bytes: number[]; frame: PrinterFrame }> = fc.oneof(
  plainByte
    .map((bits) => 0x12 | (bits & 0x6c))
    .map((byte) => ({ bytes: [byte], frame: { kind: 'real-time' as const, byte } })),
  fc.tuple(plainByte, plainByte, plainByte, plainByte).map(([first, ...rest]) => {
    const bytes = [0x10 | (first & 0x6c), ...rest];
    return { bytes, frame: { kind: 'automatic' as const, bytes: Uint8Array.from(bytes) } };
  }),
  fc
    .tuple(
      fc.constantFrom(0x35, 0x37, 0x3b, 0x3d, 0x5f),
      fc.uint8Array({ min: 0x20, max: 0x7f, maxLength: 60 }),
    )
    .map(([header, data]) => ({
      bytes: [header, ...data, 0],
      frame: { kind: 'block' as const, header, data },
    })),
  fc.boolean().map((go) => ({ bytes: [go ? 0x11 : 0x13], frame: { kind: 'flow' as const, go } })),
  plainByte.map((byte) => ({ bytes: [byte], frame: { kind: 'plain' as const, byte } })),
);

function cut(bytes: readonly number[], places: readonly number[]): Uint8Array[] {
  const ends = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort((a, b) => a - b);
  return [...ends, bytes.length].map((end, i) =>
    Uint8Array.from(bytes.slice(i === 0 ? 0 : ends[i - 1], end)),
  );
}

describe('PrinterFraming', () => {
  test('finds the same frames however the stream is cut', () => {
    fc.assert(
      fc.property(fc.array(frame, { maxLength: 20 }), fc.array(fc.nat(1000)), (sent, places) => {
        const framing = new PrinterFraming();
        const bytes = sent.flatMap((one) => one.bytes);
        const found = cut(bytes, places).flatMap((chunk) => framing.push(chunk));
        expect(found).toEqual(sent.map((one) => one.frame));
        expect(framing.noiseCount).toBe(0);
      }),
    );
  });

  test('survives anything: cut or whole, the same frames, never more than came in', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.array(fc.nat(1000)), (bytes, places) => {
        const whole = new PrinterFraming();
        const pieces = new PrinterFraming();
        const found = whole.push(bytes);
        expect(cut([...bytes], places).flatMap((chunk) => pieces.push(chunk))).toEqual(found);
        expect(pieces.noiseCount).toBe(whole.noiseCount);
        expect(found.length + whole.noiseCount).toBeLessThanOrEqual(bytes.length);
      }),
    );
  });

  test('an answer after noise or a torn frame is still found', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (noise) => {
        const framing = new PrinterFraming();
        framing.push(noise);
        // Four status bytes may be swallowed as the rest of a torn frame; the next ones may not.
        framing.push(Uint8Array.of(0x12, 0x12, 0x12, 0x12, 0xff));
        expect(framing.push(Uint8Array.of(0x1a))).toEqual([{ kind: 'real-time', byte: 0x1a }]);
      }),
    );
  });

  test('a block without end is given up after 80 bytes', () => {
    const framing = new PrinterFraming();
    expect(framing.push(new Uint8Array(200).fill(0x5f))).toEqual([]);
    expect(framing.noiseCount).toBeGreaterThan(80);
  });

  test('flow control inside an automatic status tears nothing', () => {
    const framing = new PrinterFraming();
    expect(framing.push(Uint8Array.of(0x10, 0x13, 0x00, 0x11, 0x00, 0x00)).map((one) => one.kind)).toEqual([
      'flow',
      'flow',
      'automatic',
    ]);
  });
});
