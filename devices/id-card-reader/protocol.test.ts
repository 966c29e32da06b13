import { expect, test } from 'vitest';
import { err, ok } from '../../contract/result.ts';
import { nationName } from './nations.ts';
import { classOf, formatSamId, parseAnswer } from './protocol.ts';

const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text.replaceAll(' ', ''), 'hex'));

test('the number of the security module as it stands on the case', () => {
  expect(formatSamId(bytes('05000300 05b43201 87d61200 79384e05'))).toBe(
    '05.03-20100101-0001234567-0089012345',
  );
});

test('an answer of another command is not taken', () => {
  const found = bytes('00009f 00000000');
  const selected = bytes('000090 0000000000000000');
  expect(parseAnswer('find', found)).toEqual(ok({ sw3: 0x9f, data: bytes('00000000') }));
  expect(parseAnswer('select', selected)).toMatchObject({ ok: true });
  expect(parseAnswer('select', found)).toEqual(err('not-its-answer'));
  expect(parseAnswer('find', selected)).toEqual(err('not-its-answer'));
  expect(parseAnswer('base-information', selected)).toEqual(err('not-its-answer'));
  expect(parseAnswer('status', bytes(`000090 0100 0400 ${'20'.repeat(1280)}`))).toEqual(
    err('not-its-answer'),
  );
  expect(parseAnswer('find', bytes('0000'))).toEqual(err('not-its-answer'));
});

test('decides on the third status byte alone', () => {
  expect(parseAnswer('base-information', bytes('6a8241'))).toEqual(
    ok({ sw3: 0x41, data: new Uint8Array(0) }),
  );
});

test.each([
  [0x80, 'no-card'],
  [0x81, 'transient'],
  [0x31, 'card-refused'],
  [0x32, 'card-refused'],
  [0x33, 'card-refused'],
  [0x40, 'wrong-card'],
  [0x60, 'self-test-failed'],
  [0x66, 'unauthorised'],
  [0x91, 'empty'],
  [0x77, 'fault'],
])('SW3 %i is %s', (sw3, kind) => expect(classOf(sw3)).toBe(kind));

test.each([
  ['01', '汉'],
  ['11', '满'],
  ['20', '傈僳'],
  ['21', '佤'],
  ['27', '纳西'],
  ['31', '达斡尔'],
  ['36', '毛南'],
  ['41', '塔吉克'],
  ['46', '德昂'],
  ['51', '独龙'],
  ['56', '基诺'],
  ['97', '其他'],
  ['98', '外国血统中国籍人士'],
  ['57', '57 其他'],
  ['', ' 其他'],
])('nation %s is %s', (code, name) => expect(nationName(code)).toBe(name));
