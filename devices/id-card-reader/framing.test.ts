import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeFrame, FrameParser } from './framing.ts';
import { COMMANDS } from './protocol.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text.replaceAll(' ', ''), 'hex'));

describe('requests on the wire', () => {
  test.each([
    ['reset', 'aaaaaa9669 0003 10ff ec'],
    ['status', 'aaaaaa9669 0003 11ff ed'],
    ['sam-id', 'aaaaaa9669 0003 12ff ee'],
    ['find', 'aaaaaa9669 0003 2001 22'],
    ['select', 'aaaaaa9669 0003 2002 21'],
    ['base-information', 'aaaaaa9669 0003 3001 32'],
    ['additional-address', 'aaaaaa9669 0003 3003 30'],
    ['management-number', 'aaaaaa9669 0003 3005 36'],
    ['max-rf-frame', 'aaaaaa9669 0004 61ff50 ca'],
  ] as const)('%s', (command, frame) => {
    expect(hex(encodeFrame(Uint8Array.from(COMMANDS[command].body)))).toBe(frame.replaceAll(' ', ''));
  });
});

describe('answers', () => {
  const parse = (stream: Uint8Array, sizes: number[] = []): string[] => {
    const parser = new FrameParser('answer');
    const bodies: string[] = [];
    let at = 0;
    for (let i = 0; at < stream.length; i++) {
      const size = sizes.length > 0 ? sizes[i % sizes.length]! : stream.length;
      bodies.push(...parser.push(stream.slice(at, at + size)).map(hex));
      at += size;
    }
    return bodies;
  };

  test('whole, glued, after noise, after a run of AA', () => {
    const noCard = bytes('aaaaaa9669 0004 000080 84');
    expect(parse(noCard)).toEqual(['000080']);
    expect(parse(Uint8Array.from([...noCard, ...noCard]))).toEqual(['000080', '000080']);
    expect(parse(Uint8Array.from([0x55, 0xaa, 0xaa, 0x96, ...noCard]))).toEqual(['000080']);
    expect(parse(Uint8Array.from([0xaa, 0xaa, ...noCard]))).toEqual(['000080']);
  });

  test('a frame that is cut off does not swallow the next one', () => {
    const cut = bytes('aaaaaa9669 0508 000090 0100 0400');
    const parser = new FrameParser('answer');
    expect(parser.push(cut)).toEqual([]);
    parser.reset();
    expect(parser.push(bytes('aaaaaa9669 0004 000080 84'))).toHaveLength(1);
  });

  test.each(['0003 2001 22', 'ffff 000080 84', '0004 000080 85', '0000'])(
    'length or check wrong: %s',
    (rest) => {
      expect(parse(bytes(`aaaaaa9669 ${rest} aaaaaa9669 0004 000080 84`))).toEqual(['000080']);
    },
  );

  const body = fc.uint8Array({ minLength: 3, maxLength: 40 });
  const noise = fc.oneof(
    fc.uint8Array({ maxLength: 20 }),
    fc.constantFrom(bytes('aa'), bytes('aaaa'), bytes('aaaaaa96'), bytes('aaaaaa96690001')),
  );

  test('any chunking of any stream gives the same frames', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(body.map(encodeFrame), noise), { maxLength: 8 }),
        fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 6 }),
        (parts, sizes) => {
          const stream = Uint8Array.from(parts.flatMap((part) => [...part]));
          expect(parse(stream, sizes)).toEqual(parse(stream));
        },
      ),
    );
  });

  test('frames one after the other come out as they went in', () => {
    fc.assert(
      fc.property(fc.array(body, { maxLength: 6 }), fc.integer({ min: 1, max: 64 }), (bodies, size) => {
        const stream = Uint8Array.from(bodies.flatMap((part) => [...encodeFrame(part)]));
        expect(parse(stream, [size])).toEqual(bodies.map(hex));
      }),
    );
  });

  test('noise never throws and is not kept', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 20 }), (chunks) => {
        const parser = new FrameParser('answer');
        for (const chunk of chunks)
          for (const found of parser.push(chunk)) expect(found.length).toBeLessThan(4096);
        parser.reset();
        expect(parser.push(encodeFrame(bytes('00009f00000000')))).toHaveLength(1);
      }),
    );
  });
});
