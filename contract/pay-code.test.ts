import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { classifyPayCode, maskPayCode } from './pay-code.ts';

const refused = { ok: false, reason: 'not-a-pay-code' };
const digits = (count: number) =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: count, maxLength: count }).map((all) => all.join(''));

describe('classifyPayCode', () => {
  test.each([
    ['130000000000000018', 'wechat'],
    ['100000000000000001', 'wechat'],
    ['159999999999999999', 'wechat'],
    ['280000000000000000', 'alipay'],
    ['2500000000000000', 'alipay'],
    ['300000000000000000000000', 'alipay'],
    [`fp${'aB3'.repeat(11)}`, 'alipay'],
    ['6200000000000000001', 'unionpay'],
    ['0100000000000000001', 'ecny'],
  ])('%s is %s', (code, wallet) => {
    expect(classifyPayCode(code)).toEqual({ ok: true, wallet, code });
    expect(classifyPayCode(`${code}\r\n`)).toEqual({ ok: true, wallet, code });
  });

  test.each([
    ['', 'nothing'],
    ['160000000000000018', 'prefix 16'],
    ['090000000000000018', 'prefix 09'],
    ['13000000000000001', 'one digit short'],
    ['1300000000000000180', 'one digit long'],
    ['250000000000000', 'Alipay, one short'],
    ['3000000000000000000000000', 'Alipay, one long'],
    ['310000000000000000', 'prefix 31'],
    ['6228480000000000000', 'a bank card of 19 digits'],
    ['6200000000000005', 'a bank card of 16 digits'],
    ['110105194912310038', 'an identity number that begins with 11'],
    ['1000000000001', 'a parcel number'],
    ['7K3M92QX4V', 'a reference'],
    ['13000000000000001８', 'a full-width digit'],
    ['1300000000 00000018', 'a space inside'],
    ['https://example.com/130000000000000018', 'an address'],
    [`130000000000000018${' '.repeat(60)}`, 'too much of anything'],
  ])('%j is none: %s', (text) => expect(classifyPayCode(text)).toEqual(refused));

  test('takes every code of a shape for its wallet, and no text for two', () => {
    fc.assert(
      fc.property(fc.integer({ min: 10, max: 15 }), digits(16), (prefix, rest) => {
        const verdict = classifyPayCode(`${prefix}${rest}`);
        // A code that by chance is a whole identity number is the one exception.
        if (verdict.ok) expect(verdict.wallet).toBe('wechat');
        else expect(/(18|19|20|21)\d{2}(0|1)\d/.test(rest)).toBe(true);
      }),
    );
    fc.assert(
      fc.property(
        fc.integer({ min: 25, max: 30 }),
        fc.integer({ min: 14, max: 22 }).chain(digits),
        (prefix, rest) => {
          expect(classifyPayCode(`${prefix}${rest}`)).toMatchObject({ ok: true, wallet: 'alipay' });
        },
      ),
    );
  });

  test('of ten neighbours in UnionPay’s shape, exactly the one with a card’s check digit is refused', () => {
    fc.assert(
      fc.property(digits(16), (body) => {
        const verdicts = Array.from({ length: 10 }, (_, last) => classifyPayCode(`62${body}${last}`));
        expect(verdicts.filter((verdict) => !verdict.ok)).toHaveLength(1);
      }),
    );
  });

  test('whatever is scanned, never throws and never changes a code', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ maxLength: 100 }), fc.integer({ min: 0, max: 30 }).chain(digits)),
        (text) => {
          const verdict = classifyPayCode(text);
          if (verdict.ok) expect(text.trim()).toBe(verdict.code);
        },
      ),
    );
  });
});

describe('maskPayCode', () => {
  test('keeps two and four', () => expect(maskPayCode('130000000000000018')).toBe('13************0018'));
  test('hides short texts whole', () => expect(maskPayCode('12345678901')).toBe('***********'));
  test('keeps the length and shows no more than six signs', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 40 }).chain(digits), (code) => {
        const masked = maskPayCode(code);
        expect(masked).toHaveLength(code.length);
        expect(masked.replaceAll('*', '').length).toBeLessThanOrEqual(6);
      }),
    );
  });
});
