import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { capitalYuan, formatYuan } from './money.ts';

describe('capitalYuan', () => {
  test.each([
    [0, '零元整'],
    [5, '伍分'],
    [50, '伍角整'],
    [105, '壹元零伍分'],
    [1000, '壹拾元整'],
    [1070, '壹拾元柒角整'],
    [10010, '壹佰元壹角整'],
    [32504, '叁佰贰拾伍元零肆分'],
    [168032, '壹仟陆佰捌拾元叁角贰分'],
    [600714, '陆仟零柒元壹角肆分'],
    [1000503, '壹万零伍元零叁分'],
    [10700053, '壹拾万柒仟元伍角叁分'],
    [10010000, '壹拾万零壹佰元整'],
    [10001000000, '壹亿零壹万元整'],
    [105000000, '壹佰零伍万元整'],
    [12003000450, '壹亿贰仟零叁万零肆元伍角整'],
    [200000010000, '贰拾亿零壹佰元整'],
    [100000000001, '壹拾亿元零壹分'],
    [30405060, '叁拾万肆仟零伍拾元陆角整'],
    [-12345, '负壹佰贰拾叁元肆角伍分'],
  ])('%i fen is %s', (amount, text) => expect(capitalYuan(amount)).toBe(text));

  test('never two zeros in a row, and it ends in 整 or 分', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 99_999_999_999 }), (amount) => {
        const text = capitalYuan(amount);
        expect(text).not.toMatch(/零零/);
        expect(text).toMatch(/(整|分)$/);
      }),
    );
  });
});

test('formatYuan groups by thousands and always shows two decimals', () => {
  expect([0, 5, 100, 128640, 100000000].map(formatYuan)).toEqual([
    '0.00',
    '0.05',
    '1.00',
    '1,286.40',
    '1,000,000.00',
  ]);
});
