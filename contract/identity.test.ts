import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  ageOn,
  checkIdNumber,
  icaoCheck,
  isDemoIdNumber,
  isRealDate,
  maskIdNumber,
  maskName,
  mod11Check,
  normaliseIdNumber,
} from './identity.ts';

const TODAY = '20260312';
const check = (idNumber: string) => {
  const outcome = checkIdNumber(idNumber, TODAY);
  return outcome.ok ? outcome.value : outcome.error;
};

describe('resident numbers (GB 11643)', () => {
  test.each([
    ['11010519491231002X', '19491231', 'female'],
    ['539901198001010010', '19800101', 'male'],
    ['539901198512310023', '19851231', 'female'],
    ['539901199909090035', '19990909', 'male'],
    ['539901200802290040', '20080229', 'female'],
    ['539901201506150064', '20150615', 'female'],
    ['539901194506010050', '19450601', 'male'],
    ['53990119750505010X', '19750505', 'female'],
  ])('%s', (idNumber, birth, sex) => expect(check(idNumber)).toEqual({ kind: 'resident', birth, sex }));

  test.each([
    ['539901198001010011', 'check-digit'],
    ['539901200902290048', 'date'],
    ['539901198001010', 'malformed'],
    ['53990119800101001x', 'malformed'],
    ['５39901198001010010', 'malformed'],
    ['', 'malformed'],
    ['009901198001010010', 'region'],
    ['819901198811110010', 'region'],
  ])('%s is refused for %s', (idNumber, error) => expect(check(idNumber)).toBe(error));

  test('nobody is born tomorrow', () => {
    const body = '53990120260313001';
    expect(check(body + mod11Check(body))).toBe('date');
    expect(checkIdNumber(body + mod11Check(body), '20260313').ok).toBe(true);
  });

  const day = fc
    .date({ min: new Date('1900-01-01'), max: new Date('2026-03-11'), noInvalidDate: true })
    .map((date) => date.toISOString().slice(0, 10).replaceAll('-', ''));
  const number = fc
    .tuple(fc.constantFrom('110101', '539901', '810000', '953840'), day, fc.integer({ min: 1, max: 999 }))
    .map(([region, birth, sequence]) => `${region}${birth}${String(sequence).padStart(3, '0')}`)
    .map((body) => body + mod11Check(body));

  test('a number made by the rules passes; one wrong digit or two swapped neighbours never do', () => {
    fc.assert(
      fc.property(number, fc.nat(16), fc.nat(9), (idNumber, at, wrong) => {
        expect(checkIdNumber(idNumber, TODAY).ok).toBe(true);
        const changed = idNumber.slice(0, at) + wrong + idNumber.slice(at + 1);
        if (changed !== idNumber) expect(checkIdNumber(changed, TODAY).ok).toBe(false);
        const [a, b] = [idNumber[at]!, idNumber[at + 1]!];
        const swapped = idNumber.slice(0, at) + b + a + idNumber.slice(at + 2);
        if (a !== b) expect(checkIdNumber(swapped, TODAY).ok).toBe(false);
      }),
    );
  });

  test('never throws, whatever it is given', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (text) => {
        checkIdNumber(normaliseIdNumber(text), TODAY);
      }),
    );
  });
});

describe('residents from Hong Kong, Macao and Taiwan', () => {
  test.each(['810000199408230021', '830000199201300022', '820000198811110019'])('%s', (idNumber) => {
    expect(check(idNumber)).toMatchObject({ kind: 'hmt-residence-permit', birth: idNumber.slice(6, 14) });
  });
});

describe('foreign permanent residents', () => {
  test.each([
    ['KAZ110090123105', '901231'],
    ['USA539980010117', '800101'],
    ['DEU539975050220', '750502'],
  ])('2017: %s', (idNumber, birth) => {
    expect(check(idNumber)).toEqual({ kind: 'foreign-pr-2017', birth, sex: null });
    expect(icaoCheck(idNumber.slice(0, 14))).toBe(idNumber[14]);
  });

  test.each([
    ['USA539980010110', 'check-digit'],
    ['CHN539980010117', 'nationality'],
    ['USA539980023017', 'date'],
  ])('2017: %s is refused for %s', (idNumber, error) => expect(check(idNumber)).toBe(error));

  test('2023', () => {
    expect(check('953840198001010012')).toEqual({ kind: 'foreign-pr-2023', birth: '19800101', sex: 'male' });
    expect(check('953156199002030020')).toBe('nationality');
    expect(check('999840198001010015')).toBe('region');
  });
});

test('normalises what a person typed', () => {
  expect(normaliseIdNumber(' 539901-19750505 010ｘ ')).toBe('53990119750505010X');
});

test('real dates', () => {
  expect(['20240229', '20000229', '19991231'].map(isRealDate)).toEqual([true, true, true]);
  expect(
    ['20230229', '19000229', '20261301', '20260431', '18991231', '2026031', '长期'].some(isRealDate),
  ).toBe(false);
});

test('age in whole years', () => {
  expect(ageOn('1980-03-12', '2026-03-12')).toBe(46);
  expect(ageOn('1980-03-13', '2026-03-12')).toBe(45);
  expect(ageOn('2008-02-29', '2026-02-28')).toBe(17);
  expect(ageOn('2008-02-29', '2026-03-01')).toBe(18);
});

describe('masking', () => {
  test('numbers', () => {
    expect(maskIdNumber('539901198001010010')).toBe('539901********0010');
    expect(maskIdNumber('USA539980010117')).toBe('USA539*****0117');
    expect(maskIdNumber('12345678')).toBe('******78');
    expect(maskIdNumber('')).toBe('');
  });

  test('a masked number never shows the birth date', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9A-Z]{0,40}$/), (text) => {
        const masked = maskIdNumber(text);
        expect(masked).toHaveLength(text.length);
        if (text.length > 3) expect(masked).toMatch(/\*\*/);
      }),
    );
  });

  test.each([
    ['赵示范', '赵*范'],
    ['赵六', '赵*'],
    ['欧阳示范', '欧**范'],
    ['𠮷野家', '𠮷*家'],
    ['阿依·买买提', '阿****提'],
    ['JOHN DEMO', 'J*** D***'],
    ["O'NEIL, ANNE-MARIE", 'O*** A***'],
    ['赵', '*'],
    ['', ''],
  ])('%s → %s', (name, masked) => expect(maskName(name)).toBe(masked));
});

test('made-up people', () => {
  const demo = ['539901198001010010', '810000199408230021', '953840198001010012', 'USA539980010117'];
  expect(demo.every(isDemoIdNumber)).toBe(true);
  expect(['11010519491231002X', '810000199408230013', 'KAZ110090123105', ''].some(isDemoIdNumber)).toBe(
    false,
  );
});
