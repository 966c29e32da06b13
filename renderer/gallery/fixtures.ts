import type { Language } from '../../contract/language.ts';
import { capitalYuan } from '../../contract/money.ts';
import type { BillRow, MaskedPerson, Screen, ScreenKind, Slip } from '../../contract/screen.ts';
import { viewSchema, type Theme, type View } from '../../contract/view.ts';

/** One picture of the terminal, named; everything that is not said is as on an ordinary morning. */
export interface Fixture {
  readonly name: string;
  readonly screen: Screen;
  readonly view?: Partial<
    Pick<View, 'countdown' | 'lamps' | 'canGoBack' | 'attendantCalled' | 'time' | 'demo'>
  >;
}

/** Demo people, masked as a screen shows them; none of them exists. */
export const people = {
  zhao: { name: '赵*范', idNumber: '5399**********0010', cardKind: 'resident', validTo: '2036-03-12' },
  zhou: { name: '周*者', idNumber: '5399**********0050', cardKind: 'resident', validTo: null },
  hongKong: {
    name: '何*港',
    idNumber: '8100**********0021',
    cardKind: 'hmt-residence-permit',
    validTo: '2029-06-30',
  },
  demo: {
    name: 'J*** Demo',
    idNumber: '9538**********0012',
    cardKind: 'foreign-pr-2023',
    validTo: '2033-01-01',
  },
} as const satisfies Record<string, MaskedPerson>;

function bill(row: Partial<BillRow> & Pick<BillRow, 'billId' | 'taxType' | 'taxFen'>): BillRow {
  const lateFeeFen = row.lateFeeFen ?? 0;
  return {
    detail: '',
    periodFrom: '2026-01-01',
    periodTo: '2026-12-31',
    deadline: '2026-12-31',
    overdueDays: 0,
    chosen: true,
    ...row,
    lateFeeFen,
    totalFen: row.taxFen + lateFeeFen,
  };
}

export const billRows = {
  vehicle: bill({
    billId: 'B-1',
    taxType: 'vehicleVesselTax',
    detail: '小客车 云A·**216',
    taxFen: 42_000,
  }),
  vat: bill({
    billId: 'B-2',
    taxType: 'vat',
    detail: '第四季度',
    periodFrom: '2025-10-01',
    periodTo: '2025-12-31',
    deadline: '2026-01-20',
    overdueDays: 51,
    taxFen: 80_000,
    lateFeeFen: 2_040,
  }),
  city: bill({
    billId: 'B-3',
    taxType: 'cityConstructionTax',
    detail: '随增值税',
    periodFrom: '2025-10-01',
    periodTo: '2025-12-31',
    deadline: '2026-01-20',
    taxFen: 4_600,
  }),
  stamp: bill({
    billId: 'B-4',
    taxType: 'stampTax',
    detail: '买卖合同',
    deadline: '2026-04-20',
    taxFen: 1_500,
    chosen: false,
  }),
  local: bill({
    billId: 'B-5',
    taxType: 'localEducationSurcharge',
    detail: '随增值税',
    deadline: '2026-04-20',
    taxFen: 128_640,
  }),
} as const;

const { vehicle, vat, city, stamp, local } = billRows;
const chosen = [vehicle, vat, city];
const totalFen = chosen.reduce((sum, row) => sum + row.totalFen, 0);
const overThousand = 128_640;

const slip = (state: Slip['state'], canReprint = false): Slip => ({
  state,
  reference: '7K3M92QX4V',
  canReprint,
});

const allOpen = (['pay-tax', 'pick-up', 'post-home', 'policies', 'track', 'help'] as const).map(
  (service) => ({
    service,
    available: true,
    reason: null,
  }),
);
const asBuilt = allOpen.map((tile) =>
  tile.service === 'pay-tax' || tile.service === 'help'
    ? tile
    : { ...tile, available: false, reason: 'not-open-yet' as const },
);

const twoMinutes = { secondsLeft: 108, secondsTotal: 120 };
const resultCountdown = { secondsLeft: 26, secondsTotal: 30 };
const readerWaiting = { idCardReader: 'waiting', receiptPrinter: 'ready', barcodeScanner: 'ready' } as const;
const scannerWaiting = { idCardReader: 'ready', receiptPrinter: 'ready', barcodeScanner: 'waiting' } as const;

const placeCard = (
  name: string,
  screen: Partial<Extract<Screen, { kind: 'place-card' }>>,
  lamp: View['lamps']['idCardReader'] = 'waiting',
): Fixture => ({
  name: `place-card-${name}`,
  screen: { kind: 'place-card', service: 'pay-tax', state: 'waiting', problem: null, tries: 0, ...screen },
  view: { lamps: { ...readerWaiting, idCardReader: lamp }, countdown: twoMinutes },
});

const notAccepted = (
  reason: Extract<Screen, { kind: 'card-not-accepted' }>['reason'],
  validTo: string | null = null,
): Fixture => ({
  name: `card-not-accepted-${reason}`,
  screen: { kind: 'card-not-accepted', service: 'pay-tax', reason, validTo },
});

const scan = (name: string, screen: Partial<Extract<Screen, { kind: 'scan-pay-code' }>>): Fixture => ({
  name: `scan-pay-code-${name}`,
  screen: { kind: 'scan-pay-code', totalFen, passwordExpected: false, problem: null, ...screen },
  view: { lamps: scannerWaiting, countdown: twoMinutes },
});

const paying = (phase: Extract<Screen, { kind: 'paying' }>['phase'], slow = false): Fixture => ({
  name: `paying-${phase}${slow ? '-slow' : ''}`,
  screen: { kind: 'paying', totalFen: phase === 'password' ? overThousand : totalFen, phase, slow },
  view: { canGoBack: false },
});

const paid = (name: string, screen: Partial<Extract<Screen, { kind: 'paid' }>>): Fixture => ({
  name: `paid-${name}`,
  screen: {
    kind: 'paid',
    person: people.zhao,
    bills: chosen,
    totalFen,
    wallet: 'wechat',
    transaction: '…038812',
    paidAt: '2026-03-12T09:46',
    slip: slip('printed'),
    posted: true,
    moreBills: false,
    ...screen,
  },
  view: { countdown: resultCountdown, canGoBack: false },
});

const beingChecked = (
  name: string,
  screen: Partial<Extract<Screen, { kind: 'being-checked' }>>,
): Fixture => ({
  name: `being-checked-${name}`,
  screen: { kind: 'being-checked', totalFen, reason: 'unknown', slip: slip('printed'), ...screen },
  view: { countdown: resultCountdown, canGoBack: false },
});

const notCharged = (
  reason: Extract<Screen, { kind: 'not-charged' }>['reason'],
  canRetry = true,
): Fixture => ({
  name: `not-charged-${reason}`,
  screen: { kind: 'not-charged', totalFen, reason, canRetry },
});

const unavailable = (
  what: Extract<Screen, { kind: 'service-unavailable' }>['what'],
  canRetry: boolean,
): Fixture => ({
  name: `service-unavailable-${what}`,
  screen: { kind: 'service-unavailable', service: 'pay-tax', what, canRetry },
});

const nobody = { countdown: null, canGoBack: false } as const;

/** Every kind of screen, and every state of it that looks different. */
export const fixtures: readonly Fixture[] = [
  { name: 'starting', screen: { kind: 'starting', openOrders: 0 }, view: nobody },
  { name: 'starting-recovering', screen: { kind: 'starting', openOrders: 2 }, view: nobody },
  { name: 'attract', screen: { kind: 'attract' }, view: nobody },
  { name: 'home', screen: { kind: 'home', tiles: asBuilt, notice: null }, view: { canGoBack: false } },
  { name: 'home-all', screen: { kind: 'home', tiles: allOpen, notice: null }, view: { canGoBack: false } },
  {
    name: 'home-paper-out',
    screen: { kind: 'home', tiles: asBuilt, notice: 'printer-paper-out' },
    view: {
      canGoBack: false,
      lamps: { ...readerWaiting, idCardReader: 'ready', receiptPrinter: 'attention' },
    },
  },
  {
    name: 'home-printer-away',
    screen: { kind: 'home', tiles: asBuilt, notice: 'printer-away' },
    view: { canGoBack: false },
  },
  {
    name: 'home-paper-low',
    screen: { kind: 'home', tiles: asBuilt, notice: 'printer-paper-low' },
    view: { canGoBack: false },
  },
  {
    name: 'home-bureau-away',
    screen: {
      kind: 'home',
      tiles: asBuilt.map((tile) =>
        tile.service === 'pay-tax' ? { ...tile, available: false, reason: 'bureau-away' as const } : tile,
      ),
      notice: null,
    },
    view: { canGoBack: false },
  },
  {
    name: 'home-devices-away',
    screen: {
      kind: 'home',
      tiles: allOpen.map((tile, at) => {
        const reason = (
          ['card-reader-away', 'scanner-away', 'channel-away', 'recovering', 'journal-away', null] as const
        )[at]!;
        return { ...tile, available: reason === null, reason };
      }),
      notice: null,
    },
    view: { canGoBack: false },
  },
  { name: 'consent', screen: { kind: 'consent', service: 'pay-tax', keptDays: 7 } },
  placeCard('waiting', {}),
  placeCard('reading', { state: 'reading' }, 'ready'),
  placeCard('torn', { problem: 'torn', tries: 1 }),
  placeCard('unreadable', { problem: 'unreadable', tries: 3 }),
  placeCard('wrong-card', { problem: 'wrong-card', tries: 1 }),
  placeCard('card-refused', { problem: 'card-refused', tries: 2 }),
  placeCard('reader-away', { problem: 'reader-away', tries: 0 }, 'off'),
  notAccepted('expired', '2025-11-30'),
  notAccepted('not-yet-valid', '2036-05-01'),
  notAccepted('invalid-number'),
  notAccepted('demo-card'),
  notAccepted('real-card'),
  notAccepted('under-age', '2031-06-15'),
  { name: 'confirm-person', screen: { kind: 'confirm-person', service: 'pay-tax', person: people.zhao } },
  {
    name: 'confirm-person-no-expiry',
    screen: { kind: 'confirm-person', service: 'pay-tax', person: people.zhou },
  },
  {
    name: 'confirm-person-hmt',
    screen: { kind: 'confirm-person', service: 'pay-tax', person: people.hongKong },
  },
  {
    name: 'confirm-person-foreign',
    screen: { kind: 'confirm-person', service: 'pay-tax', person: people.demo },
  },
  ...(['identifying', 'fetching-bills', 'locking-bills', 'releasing-bills', 'putting-away'] as const).map(
    (what): Fixture => ({
      name: `waiting-${what}`,
      screen: { kind: 'waiting', service: 'pay-tax', what, slow: false },
      view: { canGoBack: what === 'fetching-bills' },
    }),
  ),
  {
    name: 'waiting-slow',
    screen: { kind: 'waiting', service: 'pay-tax', what: 'fetching-bills', slow: true },
  },
  { name: 'no-bills', screen: { kind: 'no-bills', person: people.zhou } },
  {
    name: 'choose-bills',
    screen: {
      kind: 'choose-bills',
      person: people.zhao,
      bills: [vehicle, vat, city, stamp],
      page: 1,
      pages: 2,
      chosenCount: 3,
      totalCount: 5,
      totalFen,
      notice: null,
    },
  },
  {
    name: 'choose-bills-none-chosen',
    screen: {
      kind: 'choose-bills',
      person: people.zhao,
      bills: [{ ...vehicle, chosen: false }],
      page: 1,
      pages: 1,
      chosenCount: 0,
      totalCount: 1,
      totalFen: 0,
      notice: null,
    },
  },
  ...(['some-paid-elsewhere', 'some-held-elsewhere', 'amount-changed', 'lock-expired'] as const).map(
    (notice): Fixture => ({
      name: `choose-bills-${notice}`,
      screen: {
        kind: 'choose-bills',
        person: people.zhao,
        bills: [vehicle, vat, city],
        page: 1,
        pages: 1,
        chosenCount: 3,
        totalCount: 3,
        totalFen,
        notice,
      },
    }),
  ),
  {
    name: 'check',
    screen: {
      kind: 'check',
      person: people.zhao,
      bills: chosen,
      totalFen,
      totalCapital: capitalYuan(totalFen),
      passwordExpected: totalFen > 100_000,
      slipWillPrint: true,
    },
  },
  {
    name: 'check-one-no-slip',
    screen: {
      kind: 'check',
      person: people.zhao,
      bills: [vehicle],
      totalFen: vehicle.totalFen,
      totalCapital: capitalYuan(vehicle.totalFen),
      passwordExpected: false,
      slipWillPrint: false,
    },
  },
  {
    name: 'check-many',
    screen: {
      kind: 'check',
      person: people.zhao,
      bills: [vehicle, vat, city, stamp, local],
      totalFen: totalFen + stamp.totalFen + local.totalFen,
      totalCapital: capitalYuan(totalFen + stamp.totalFen + local.totalFen),
      passwordExpected: true,
      slipWillPrint: true,
    },
  },
  scan('waiting', {}),
  scan('password-expected', { totalFen: overThousand, passwordExpected: true }),
  scan('not-a-pay-code', { problem: 'not-a-pay-code' }),
  scan('code-expired', { problem: 'code-expired' }),
  scan('code-refused', { problem: 'code-refused' }),
  scan('insufficient', { problem: 'insufficient' }),
  scan('not-charged', { problem: 'not-charged' }),
  {
    ...scan('scanner-away', { problem: 'scanner-away' }),
    view: { lamps: { ...scannerWaiting, barcodeScanner: 'off' }, countdown: twoMinutes },
  },
  paying('confirming'),
  paying('confirming', true),
  paying('password'),
  paying('asking-again', true),
  paying('reversing'),
  paying('posting'),
  paid('printed', {}),
  paid('printing', { slip: slip('printing') }),
  paid('unsure', { slip: slip('unsure') }),
  paid('not-printed', { slip: slip('not-printed', true) }),
  paid('not-posted', { posted: false, wallet: 'unionpay' }),
  paid('more-bills', { moreBills: true, wallet: 'ecny', bills: [vehicle], totalFen: vehicle.totalFen }),
  notCharged('insufficient'),
  notCharged('code-expired'),
  notCharged('code-refused'),
  notCharged('channel-refused'),
  notCharged('reversed'),
  notCharged('password-not-entered'),
  notCharged('channel-away', false),
  beingChecked('printed', {}),
  beingChecked('printing', { slip: slip('printing') }),
  beingChecked('unsure', { slip: slip('unsure') }),
  beingChecked('not-printed', { slip: slip('not-printed', true) }),
  beingChecked('refund-due', { reason: 'refund-due' }),
  unavailable('bureau-away', true),
  unavailable('channel-away', true),
  unavailable('journal-away', false),
  unavailable('scanner-away', false),
  unavailable('reader-away', false),
  {
    name: 'refer-to-counter-over-limit',
    screen: { kind: 'refer-to-counter', reason: 'over-limit', limitFen: 500_000 },
  },
  {
    name: 'refer-to-counter-taxpayer-unknown',
    screen: { kind: 'refer-to-counter', reason: 'taxpayer-unknown', limitFen: null },
  },
  { name: 'confirm-leave', screen: { kind: 'confirm-leave' } },
  {
    name: 'idle-warning',
    screen: { kind: 'idle-warning' },
    view: { countdown: { secondsLeft: 22, secondsTotal: 30 }, canGoBack: false },
  },
  {
    name: 'attendant-called',
    screen: { kind: 'attendant-called' },
    view: { attendantCalled: true, canGoBack: false, countdown: null },
  },
  { name: 'take-card', screen: { kind: 'take-card' }, view: { canGoBack: false, lamps: readerWaiting } },
  ...(['done', 'nothing-done', 'timed-out'] as const).map((outcome): Fixture => ({
    name: `goodbye-${outcome}`,
    screen: { kind: 'goodbye', outcome },
    view: nobody,
  })),
  ...(['fault', 'journal-away', 'closed'] as const).map((reason): Fixture => ({
    name: `out-of-service-${reason}`,
    screen: { kind: 'out-of-service', reason },
    view: { ...nobody, lamps: { idCardReader: 'off', receiptPrinter: 'off', barcodeScanner: 'off' } },
  })),
];

export interface Look {
  readonly theme?: Theme;
  readonly care?: boolean;
  readonly language?: Language;
}

/** The whole view of a fixture, checked against the contract. */
export function viewOf(
  fixture: Fixture,
  { theme = 'default', care = false, language = 'zh-CN' }: Look = {},
): View {
  return viewSchema.parse({
    seq: 1,
    screen: fixture.screen,
    language,
    accessibility: { theme, textSize: care ? 'care' : 'standard', voice: care },
    countdown: null,
    lamps: { idCardReader: 'ready', receiptPrinter: 'ready', barcodeScanner: 'ready' },
    site: { name: '官渡示范服务点', nameEn: 'Guandu Demo Point', region: '云南官渡', postcode: '650200' },
    time: '2026-03-12T09:41',
    demo: true,
    attendantCalled: false,
    canGoBack: true,
    ...fixture.view,
  });
}

export function fixtureNamed(name: string): Fixture | undefined {
  return fixtures.find((fixture) => fixture.name === name);
}

export function fixturesOfKind(kind: ScreenKind): readonly Fixture[] {
  return fixtures.filter((fixture) => fixture.screen.kind === kind);
}
