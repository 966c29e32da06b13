import fc from 'fast-check';
import iconv from 'iconv-lite';
import { expect, test } from 'vitest';
import { err, ok } from '../../contract/result.ts';
import { decodeText, splitAim } from './protocol.ts';

test.each(['utf-8', 'gb18030'])('Chinese in %s', (charset) => {
  expect(decodeText(iconv.encode('赵示范·办税凭证 12366', charset))).toEqual(ok('赵示范·办税凭证 12366'));
});

test('a byte order mark and frame characters go, GS stays', () => {
  expect(decodeText(Uint8Array.of(0xef, 0xbb, 0xbf, 0x41))).toEqual(ok('A'));
  expect(decodeText(Buffer.from('\x02A1\x03'))).toEqual(ok('A1'));
  expect(decodeText(Buffer.from('A1\t'))).toEqual(ok('A1'));
  expect(decodeText(Buffer.from('\x1d01069\x1d17'))).toEqual(ok('\x1d01069\x1d17'));
});

test.each(['\x00', 'A\x1b@B', 'A\nB', '\x07', '', '\x7f', 'A\u0085B'])('%j is unreadable', (text) => {
  expect(decodeText(Buffer.from(text))).toEqual(err('unreadable'));
});

test('bytes of no charset are unreadable', () => {
  expect(decodeText(Uint8Array.of(0xff, 0xfe, 0xff))).toEqual(err('unreadable'));
});

test('whatever is read holds no control character but GS', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      const text = decodeText(bytes);
      if (text.ok) expect(text.value.replaceAll('\x1d', '')).not.toMatch(/\p{Cc}/u);
    }),
  );
});

test('the AIM identifier of a serial scanner', () => {
  expect(splitAim(Buffer.from(']C0EA1'))).toEqual({ symbology: 'C0', bytes: Buffer.from('EA1') });
  expect(splitAim(Buffer.from('EA1'))).toEqual({ symbology: null, bytes: Buffer.from('EA1') });
});
