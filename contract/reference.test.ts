import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatReference, isReference, makeReference, parseReference } from './reference.ts';

const reference = fc.uint8Array({ minLength: 9, maxLength: 9 }).map((bytes) => makeReference(() => bytes));
const sign = fc.constantFrom(...'23456789ABCDEFGHJKLMNPQRSTUVWXYZ');

describe('reference', () => {
  test('is ten signs without 0 O 1 I and passes its own check', () => {
    fc.assert(
      fc.property(reference, (text) => {
        expect(text).toMatch(/^[2-9A-HJ-NP-Z]{10}$/);
        expect(isReference(text)).toBe(true);
      }),
    );
  });

  test('one wrong sign is noticed', () => {
    fc.assert(
      fc.property(reference, fc.nat(9), sign, (text, at, wrong) => {
        fc.pre(text[at] !== wrong);
        expect(isReference(text.slice(0, at) + wrong + text.slice(at + 1))).toBe(false);
      }),
    );
  });

  test('two swapped signs are noticed', () => {
    fc.assert(
      fc.property(reference, fc.nat(9), fc.nat(9), (text, a, b) => {
        fc.pre(text[a] !== text[b]);
        const signs = [...text];
        [signs[a], signs[b]] = [signs[b]!, signs[a]!];
        expect(isReference(signs.join(''))).toBe(false);
      }),
    );
  });

  test.each(['', '222222222', '22222222222', 'O222222222', '2222 22222', '２222222222'])(
    '%j is none',
    (text) => {
      expect(isReference(text)).toBe(false);
    },
  );

  test('is read back from its printed form, in any case', () => {
    fc.assert(
      fc.property(reference, (text) => {
        expect(formatReference(text)).toHaveLength(11);
        expect(parseReference(formatReference(text).toLowerCase())).toBe(text);
      }),
    );
    expect(parseReference('not one')).toBeNull();
  });

  test('refuses to be made of too little chance', () => {
    expect(() => makeReference(() => new Uint8Array(3))).toThrow(RangeError);
  });
});
