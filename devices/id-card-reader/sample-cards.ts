import { z } from 'zod';

const text = (max: number) => z.string().max(max);
const dates = { birth: text(8), validFrom: text(8), validTo: text(8) };

/** What is written in the chip of a made-up card, as text, before padding. Faulty content is allowed: that is the point. */
export const chipSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('resident'),
    name: text(15),
    sex: text(1),
    nation: text(2),
    address: text(35),
    idNumber: text(18),
    authority: text(15),
    ...dates,
    /** One later address, answered to 30 03. */
    additionalAddress: text(35).optional(),
  }),
  z.strictObject({
    kind: z.literal('hmt-residence-permit'),
    name: text(15),
    sex: text(1),
    address: text(35),
    idNumber: text(18),
    authority: text(15),
    ...dates,
    passNumber: text(9),
    issueCount: text(2),
  }),
  z.strictObject({
    kind: z.literal('foreign-pr-2017'),
    englishName: text(60),
    sex: text(1),
    idNumber: text(15),
    nationality: text(3),
    name: text(15),
    ...dates,
    cardVersion: text(2),
    authorityCode: text(4),
  }),
  z.strictObject({
    kind: z.literal('foreign-pr-2023'),
    name: text(15),
    sex: text(1),
    renewalCount: text(2),
    englishName: text(46),
    idNumber: text(18),
    nationality: text(3),
    ...dates,
  }),
  /** Some other contactless card: found, but not of this family (SW3 40). */
  z.strictObject({ kind: z.literal('other') }),
]);
export type Chip = z.infer<typeof chipSchema>;

type ResidentChip = Extract<Chip, { kind: 'resident' }>;

const resident = (
  card: Omit<ResidentChip, 'kind' | 'nation' | 'address' | 'authority'> & { nation?: string; house: number },
): ResidentChip => {
  const { house, nation = '01', ...rest } = card;
  return {
    kind: 'resident',
    nation,
    address: `云南省昆明市官渡区示范路${house}号演示大厦`,
    authority: '演示市公安局官渡分局',
    ...rest,
  };
};

/** Made-up people: numbers of a county that does not exist, or published specimens. Check digits are right unless said. */
export const SAMPLE_CARDS = {
  'zhao-shifan': resident({
    name: '赵示范',
    sex: '1',
    birth: '19800101',
    idNumber: '539901198001010010',
    house: 1,
    validFrom: '20200101',
    validTo: '20400101',
  }),
  'qian-yangli': resident({
    name: '钱样例',
    sex: '2',
    birth: '19851231',
    idNumber: '539901198512310023',
    house: 2,
    validFrom: '20200101',
    validTo: '20400101',
    nation: '20',
  }),
  'sun-yanshi': resident({
    name: '孙演示',
    sex: '1',
    birth: '19990909',
    idNumber: '539901199909090035',
    house: 3,
    validFrom: '20200101',
    validTo: '20300101',
  }),
  /** Born on a leap day, eighteen since 2026. */
  'li-ceshi': resident({
    name: '李测试',
    sex: '2',
    birth: '20080229',
    idNumber: '539901200802290040',
    house: 4,
    validFrom: '20240301',
    validTo: '20340301',
    nation: '27',
  }),
  'zhou-zhangzhe': resident({
    name: '周长者',
    sex: '1',
    birth: '19450601',
    idNumber: '539901194506010050',
    house: 5,
    validFrom: '20100101',
    validTo: '长期',
  }),
  'wu-weihao': resident({
    name: '吴尾号',
    sex: '2',
    birth: '19750505',
    idNumber: '53990119750505010X',
    house: 6,
    validFrom: '20210101',
    validTo: '20410101',
    nation: '56',
  }),
  /** Every bill of this person makes another fault at the sandbox. */
  'zheng-guzhang': resident({
    name: '郑故障',
    sex: '1',
    birth: '19880808',
    idNumber: '539901198808080079',
    house: 12,
    validFrom: '20200101',
    validTo: '20400101',
  }),
  /** Eleven years old. */
  'feng-xiaoyang': resident({
    name: '冯小样',
    sex: '2',
    birth: '20150615',
    idNumber: '539901201506150064',
    house: 7,
    validFrom: '20240601',
    validTo: '20290601',
  }),
  'hong-kong': {
    kind: 'hmt-residence-permit',
    name: '港样例',
    sex: '2',
    birth: '19940823',
    idNumber: '810000199408230021',
    address: '云南省昆明市官渡区示范路8号演示大厦',
    authority: '演示市公安局官渡分局',
    validFrom: '20240101',
    validTo: '20290101',
    passNumber: 'H00000000',
    issueCount: '01',
  },
  'john-demo': {
    kind: 'foreign-pr-2023',
    name: '',
    sex: '1',
    renewalCount: '00',
    birth: '19800101',
    englishName: 'JOHN DEMO',
    idNumber: '953840198001010012',
    nationality: 'USA',
    validFrom: '20240101',
    validTo: '20340101',
  },
  'anna-demo': {
    kind: 'foreign-pr-2017',
    englishName: 'DEMO, ANNA',
    sex: '2',
    idNumber: 'DEU539975050220',
    nationality: 'DEU',
    name: '安样例',
    birth: '19750502',
    validFrom: '20200101',
    validTo: '20300101',
    cardVersion: '01',
    authorityCode: '5300',
  },
  expired: resident({
    name: '何过期',
    sex: '1',
    birth: '19900101',
    idNumber: '539901199001010015',
    house: 9,
    validFrom: '20050101',
    validTo: '20250101',
  }),
  /** Number, birth and sex do not agree; the chip reads well. */
  inconsistent: resident({
    name: '王矛盾',
    sex: '2',
    birth: '19900102',
    idNumber: '539901199001010015',
    house: 10,
    validFrom: '20200101',
    validTo: '20400101',
  }),
  /** The example printed in GB 11643: no demo number, for the refusal of real cards. */
  'not-a-demo-number': resident({
    name: '样本',
    sex: '2',
    birth: '19491231',
    idNumber: '11010519491231002X',
    house: 11,
    validFrom: '20200101',
    validTo: '长期',
  }),
  'bus-card': { kind: 'other' },

  /** Published frames to check a builder with; some of their numbers break a rule on purpose. */
  'vector-a': {
    kind: 'resident',
    name: '测试员',
    sex: '1',
    nation: '01',
    birth: '19800101',
    address: '云南省测试市样本路1号',
    idNumber: '539901198001010010',
    authority: '测试市公安局',
    validFrom: '20200101',
    validTo: '20400101',
    additionalAddress: '云南省测试市样本新村9号',
  },
  'vector-a2': {
    kind: 'resident',
    name: '样本老人',
    sex: '2',
    nation: '03',
    birth: '19450601',
    address: '云南省测试市样本路2号',
    idNumber: '539901194506010042',
    authority: '测试市公安局',
    validFrom: '20200101',
    validTo: '长期',
  },
  'vector-j': {
    kind: 'hmt-residence-permit',
    name: '样本港生',
    sex: '2',
    birth: '19881111',
    address: '广东省测试市样本路3号',
    idNumber: '819901198811110010',
    authority: '测试市公安局',
    validFrom: '20230101',
    validTo: '20280101',
    passNumber: 'H00000000',
    issueCount: '01',
  },
  'vector-i': {
    kind: 'foreign-pr-2017',
    englishName: 'SAMPLE, TEST',
    sex: '1',
    idNumber: 'USA539980010110',
    nationality: 'USA',
    name: '样本',
    birth: '19800101',
    validFrom: '20200101',
    validTo: '20300101',
    cardVersion: '01',
    authorityCode: '5300',
  },
  'vector-y': {
    kind: 'foreign-pr-2023',
    name: '样本',
    sex: '1',
    renewalCount: '00',
    birth: '19800101',
    englishName: 'SAMPLE PERSON WITH A LONG ENGLISH NAME OK',
    idNumber: '999840198001010015',
    nationality: 'USA',
    validFrom: '20240101',
    validTo: '20340101',
  },
} as const satisfies Record<string, Chip>;

export type SampleCardId = keyof typeof SAMPLE_CARDS;
export const SAMPLE_CARD_IDS = Object.keys(SAMPLE_CARDS) as [SampleCardId, ...SampleCardId[]];
