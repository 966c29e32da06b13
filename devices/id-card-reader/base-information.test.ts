import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeBaseInformation } from './base-information.ts';
import { encodeAdditionalAddress, encodeBaseInformation, encodeTextBlock } from './chip-image.ts';
import { encodeFrame, FrameParser } from './framing.ts';
import type { IdCard } from './id-card-reader.ts';
import { parseAnswer, Sw3 } from './protocol.ts';
import { SAMPLE_CARDS, type Chip, type SampleCardId } from './sample-cards.ts';

const TODAY = '20260312';
type PersonalId = Exclude<SampleCardId, 'bus-card'>;
const sha = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex').slice(0, 16);
const frameOf = (chip: Exclude<Chip, { kind: 'other' }>): Uint8Array =>
  encodeFrame(Uint8Array.from([0, 0, Sw3.ok, ...encodeBaseInformation(chip)]));

function decode(id: PersonalId): IdCard {
  const decoded = decodeBaseInformation(encodeBaseInformation(SAMPLE_CARDS[id]), TODAY);
  if (!decoded.ok) throw new Error(decoded.error);
  return decoded.value;
}

describe('published frames', () => {
  test.each([
    ['vector-a', 0x8f, '15ad068e5e9c1caa'],
    ['vector-a2', 0x2b, 'e7591fc5edeb2d6c'],
    ['vector-j', 0x4d, '6ac55fce2ccb6395'],
    ['vector-i', 0x2f, 'ffdc85b92fafa2b8'],
    ['vector-y', 0x46, 'a5dbcaca9ab4aa9e'],
  ] as const)('%s', (id, check, hash) => {
    const frame = frameOf(SAMPLE_CARDS[id]);
    expect([frame.length, frame.at(-1), sha(frame)]).toEqual([1295, check, hash]);
  });

  test('text block of A, and one additional address', () => {
    expect(sha(encodeTextBlock(SAMPLE_CARDS['vector-a']))).toBe('48ff464a5e0222a4');
    const entry = encodeAdditionalAddress(SAMPLE_CARDS['vector-a'].additionalAddress);
    const frame = encodeFrame(Uint8Array.from([0, 0, Sw3.ok, ...entry]));
    expect([frame.length, frame.at(-1)]).toEqual([81, 0x19]);
  });
});

describe('the four layouts', () => {
  test('resident', () => {
    expect(decode('qian-yangli')).toMatchObject({
      kind: 'resident',
      name: '钱样例',
      englishName: null,
      sex: 'female',
      nation: '20',
      nationality: null,
      birth: '1985-12-31',
      address: '云南省昆明市官渡区示范路2号演示大厦',
      idNumber: '539901198512310023',
      authority: '演示市公安局官渡分局',
      validFrom: '2020-01-01',
      validTo: '2040-01-01',
      passNumber: null,
      consistent: true,
    });
    expect(decode('zhou-zhangzhe').validTo).toBeNull();
    expect(decode('vector-a').photo.subarray(0, 3)).toEqual(Uint8Array.of(0x57, 0x4c, 0x66));
  });

  test('residence permit of Hong Kong, Macao and Taiwan', () => {
    expect(decode('hong-kong')).toMatchObject({
      kind: 'hmt-residence-permit',
      name: '港样例',
      nation: null,
      idNumber: '810000199408230021',
      passNumber: 'H00000000',
      consistent: true,
    });
  });

  test('foreigners 2017', () => {
    expect(decode('vector-i')).toMatchObject({
      kind: 'foreign-pr-2017',
      name: '样本',
      englishName: 'SAMPLE, TEST',
      nationality: 'USA',
      idNumber: 'USA539980010110',
      birth: '1980-01-01',
      address: null,
      authority: null,
    });
    expect(decode('anna-demo').consistent).toBe(true);
  });

  test('foreigners 2023: no English name for an address', () => {
    expect(decode('vector-y')).toMatchObject({
      kind: 'foreign-pr-2023',
      name: '样本',
      englishName: 'SAMPLE PERSON WITH A LONG ENGLISH NAME OK',
      nationality: 'USA',
      address: null,
      nation: null,
    });
    expect(decode('john-demo')).toMatchObject({
      name: 'JOHN DEMO',
      englishName: 'JOHN DEMO',
      consistent: true,
    });
  });

  test.each(Object.keys(SAMPLE_CARDS).filter((id) => id !== 'bus-card') as PersonalId[])(
    '%s is consistent, unless made otherwise',
    (id) => {
      const broken: PersonalId[] = ['inconsistent', 'vector-j', 'vector-i', 'vector-y'];
      expect(decode(id).consistent).toBe(!broken.includes(id));
    },
  );
});

describe('field by field', () => {
  const chip = SAMPLE_CARDS['vector-a'];
  const decoded = (change: Record<string, string>) =>
    decodeBaseInformation(encodeBaseInformation({ ...chip, ...change }), TODAY);
  const value = (change: Record<string, string>): IdCard => {
    const result = decoded(change);
    if (!result.ok) throw new Error(result.error);
    return result.value;
  };

  test('rare names of two code units, inner spaces, full-width padding, control characters', () => {
    expect(value({ name: '𠮷𠮷𠮷' }).name).toBe('𠮷𠮷𠮷');
    expect(value({ name: '阿依·买买提' }).name).toBe('阿依·买买提');
    expect(value({ address: '云南省 昆明市 1号' }).address).toBe('云南省 昆明市 1号');
    expect(value({ name: '赵六\u3000\u0000' }).name).toBe('赵六');
    expect(value({ name: '赵\u001b@六' }).name).toBe('赵@六');
  });

  test('a broken surrogate stays in its field', () => {
    const card = value({ name: `测试\ud842` });
    expect(card.name).toBe('测试\ufffd');
    expect(card.sex).toBe('male');
  });

  test('sex is mapped exactly', () => {
    expect(['0', '9', ' ', 'x'].map((sex) => value({ sex }).sex)).toEqual(Array(4).fill('unknown'));
  });

  test('no expiry is 长期 or nothing; anything else must be a date', () => {
    expect(value({ validTo: '' }).validTo).toBeNull();
    expect(decoded({ validTo: '20400230' })).toEqual({ ok: false, error: 'date' });
    expect(decoded({ birth: '19800132' })).toEqual({ ok: false, error: 'date' });
    expect(decoded({ idNumber: '53990119800101 010' })).toEqual({ ok: false, error: 'number' });
  });

  test('number, birth and sex that contradict each other', () => {
    expect(value({ sex: '2' }).consistent).toBe(false);
    expect(value({ birth: '19800102' }).consistent).toBe(false);
    expect(value({ idNumber: '539901198001010011' }).consistent).toBe(false);
  });

  test('unknown layouts and lengths', () => {
    const data = encodeBaseInformation(chip);
    expect(decodeBaseInformation(data.subarray(1), TODAY)).toEqual({ ok: false, error: 'length' });
    expect(
      decodeBaseInformation(
        Uint8Array.from(data, (b, i) => (i === 0 ? 2 : b)),
        TODAY,
      ),
    ).toEqual({
      ok: false,
      error: 'length',
    });
    expect(
      decodeBaseInformation(
        Uint8Array.from(data, (b, i) => (i === 4 + 248 ? 0x4b : b)),
        TODAY,
      ),
    ).toEqual({
      ok: false,
      error: 'layout',
    });
  });
});

describe('damage on the wire', () => {
  const read = (stream: Uint8Array): IdCard | null => {
    const [body] = new FrameParser('answer').push(stream);
    const answer = body ? parseAnswer('base-information', body) : null;
    if (!answer?.ok || answer.value.sw3 !== Sw3.ok) return null;
    const card = decodeBaseInformation(answer.value.data, TODAY);
    return card.ok ? card.value : null;
  };

  test('no single flipped bit of the whole frame gives a person', () => {
    const frame = frameOf(SAMPLE_CARDS['zhao-shifan']);
    expect(read(frame)?.name).toBe('赵示范');
    for (let bit = 0; bit < frame.length * 8; bit++) {
      const flipped = frame.slice();
      flipped[bit >> 3] = flipped[bit >> 3]! ^ (1 << (bit & 7));
      if (read(flipped) !== null) throw new Error(`bit ${bit} was taken`);
    }
  });

  test('two flipped bits that cancel each other never give another consistent number', () => {
    const frame = frameOf(SAMPLE_CARDS['zhao-shifan']);
    const numberAt = 14 + 122;
    fc.assert(
      fc.property(fc.nat(35), fc.nat(1294 - 7), fc.nat(7), (first, second, bit) => {
        const flipped = frame.slice();
        flipped[numberAt + first] = flipped[numberAt + first]! ^ (1 << bit);
        flipped[7 + second] = flipped[7 + second]! ^ (1 << bit);
        const card = read(flipped);
        if (card?.consistent) expect(card.idNumber).toBe('539901198001010010');
      }),
      { numRuns: 2000 },
    );
  });

  test('any bytes in place of the data never throw', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1284, maxLength: 1284 }),
        fc.constantFrom(0x20, 0x49, 0x4a, 0x59),
        (data, type) => {
          data.set([1, 0, 4, 0]);
          data.set([type, 0], 4 + 248);
          decodeBaseInformation(data, TODAY);
        },
      ),
    );
  });
});
