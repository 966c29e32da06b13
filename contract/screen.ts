import { z } from 'zod';

/** The six errands of the home page (glossary: domain facts G). */
export const serviceSchema = z.enum(['pay-tax', 'pick-up', 'post-home', 'policies', 'track', 'help']);
export type Service = z.infer<typeof serviceSchema>;

/** Why a tile is greyed before anyone starts. */
export const unavailableReasonSchema = z.enum([
  'not-open-yet',
  'card-reader-away',
  'scanner-away',
  'bureau-away',
  'channel-away',
  'recovering',
  'journal-away',
]);
export type UnavailableReason = z.infer<typeof unavailableReasonSchema>;

const fen = z.number().int().nonnegative();
/** Calendar date, `YYYY-MM-DD`, Beijing. */
const date = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);

/** Tax types the demo bureau bills; words in `terms.json` under `taxType`. */
export const taxTypeSchema = z.enum([
  'vat',
  'cityConstructionTax',
  'educationSurcharge',
  'localEducationSurcharge',
  'individualIncomeTax',
  'stampTax',
  'vehicleVesselTax',
]);
export type TaxType = z.infer<typeof taxTypeSchema>;

export const walletSchema = z.enum(['wechat', 'alipay', 'unionpay', 'ecny']);
export type Wallet = z.infer<typeof walletSchema>;

/** A person as a screen may show them: always masked (UX-27). */
export const maskedPersonSchema = z.object({
  name: z.string(),
  idNumber: z.string(),
  cardKind: z.enum(['resident', 'hmt-residence-permit', 'foreign-pr-2017', 'foreign-pr-2023']),
  /** null: 长期, no expiry. */
  validTo: date.nullable(),
});
export type MaskedPerson = z.infer<typeof maskedPersonSchema>;

export const billRowSchema = z.object({
  billId: z.string(),
  taxType: taxTypeSchema,
  /** What it is for, as the bureau words it, already masked; for example a plate. May be empty. */
  detail: z.string(),
  periodFrom: date,
  periodTo: date,
  deadline: date,
  overdueDays: z.number().int().nonnegative(),
  /** The tax itself, without late fee. */
  taxFen: fen,
  lateFeeFen: fen,
  /** taxFen + lateFeeFen. */
  totalFen: fen,
  chosen: z.boolean(),
});
export type BillRow = z.infer<typeof billRowSchema>;

/** How far the paper is; the result pages show it. */
export const slipStateSchema = z.enum([
  'printing',
  /** Confirmed by the printer: take it. */
  'printed',
  /** Not confirmed: ask the citizen whether it came out. */
  'unsure',
  /** The printer is out of paper, open or away: the reference and QR on screen stand in for it. */
  'not-printed',
]);
export type SlipState = z.infer<typeof slipStateSchema>;

/** What stands on the slip and, when paper fails, on the screen. */
const slipSchema = z.object({
  state: slipStateSchema,
  /** ≤ 12 characters, no 0 O 1 I, last one a checksum (UX-32). Also the QR's only content. */
  reference: z.string().min(6).max(12),
  /** True when one more try to print makes sense. */
  canReprint: z.boolean(),
});
export type Slip = z.infer<typeof slipSchema>;

const bills = z.array(billRowSchema);

/** One member a screen, holding all that it shows. Nothing here is unmasked. */
export const screenSchema = z.discriminatedUnion('kind', [
  /** Power-on: recovery runs before anyone is served. */
  z.object({ kind: z.literal('starting'), openOrders: z.number().int().nonnegative() }),
  z.object({ kind: z.literal('attract') }),
  z.object({
    kind: z.literal('home'),
    tiles: z.array(
      z.object({
        service: serviceSchema,
        available: z.boolean(),
        reason: unavailableReasonSchema.nullable(),
      }),
    ),
    /** Said before anyone starts, for example that receipts cannot be printed just now. */
    notice: z.enum(['printer-away', 'printer-paper-out', 'printer-paper-low']).nullable(),
  }),
  /** Purpose and privacy on one readable page. */
  z.object({
    kind: z.literal('consent'),
    service: serviceSchema,
    /** Days after which what an order needed of the person is erased. */
    keptDays: z.number().int().positive(),
  }),
  z.object({
    kind: z.literal('place-card'),
    service: serviceSchema,
    state: z.enum(['waiting', 'reading']),
    /** What went wrong the time before; `tries` times so far. */
    problem: z.enum(['torn', 'unreadable', 'wrong-card', 'card-refused', 'reader-away']).nullable(),
    tries: z.number().int().nonnegative(),
  }),
  /** The card can be read but not be used here. */
  z.object({
    kind: z.literal('card-not-accepted'),
    service: serviceSchema,
    reason: z.enum(['expired', 'not-yet-valid', 'invalid-number', 'demo-card', 'real-card', 'under-age']),
    validTo: date.nullable(),
  }),
  z.object({ kind: z.literal('confirm-person'), service: serviceSchema, person: maskedPersonSchema }),
  /** Honest waiting with words: what for, and whether it is taking longer than usual. */
  z.object({
    kind: z.literal('waiting'),
    service: serviceSchema,
    what: z.enum(['identifying', 'fetching-bills', 'locking-bills', 'releasing-bills', 'putting-away']),
    slow: z.boolean(),
  }),
  z.object({ kind: z.literal('no-bills'), person: maskedPersonSchema }),
  z.object({
    kind: z.literal('choose-bills'),
    person: maskedPersonSchema,
    /** The rows of this page only. */
    bills,
    page: z.number().int().positive(),
    pages: z.number().int().positive(),
    chosenCount: z.number().int().nonnegative(),
    totalCount: z.number().int().positive(),
    totalFen: fen,
    /** Said once above the rows, for example after a bill was paid elsewhere meanwhile. */
    notice: z
      .enum(['some-paid-elsewhere', 'some-held-elsewhere', 'amount-changed', 'lock-expired'])
      .nullable(),
  }),
  z.object({
    kind: z.literal('check'),
    person: maskedPersonSchema,
    bills,
    totalFen: fen,
    /** 大写, for example 壹仟贰佰捌拾陆元肆角整. */
    totalCapital: z.string(),
    /** Over 1,000 yuan the phone asks for the password (pattern 8). */
    passwordExpected: z.boolean(),
    /** The printer cannot print now: the citizen is told before paying (REL-20). */
    slipWillPrint: z.boolean(),
  }),
  z.object({
    kind: z.literal('scan-pay-code'),
    totalFen: fen,
    passwordExpected: z.boolean(),
    problem: z
      .enum(['not-a-pay-code', 'code-expired', 'code-refused', 'insufficient', 'not-charged', 'scanner-away'])
      .nullable(),
  }),
  /** Asked, not answered yet. No way to hide it; `stop` exists only where it triggers the reversal path. */
  z.object({
    kind: z.literal('paying'),
    totalFen: fen,
    phase: z.enum(['confirming', 'password', 'asking-again', 'reversing', 'posting']),
    slow: z.boolean(),
  }),
  z.object({
    kind: z.literal('paid'),
    person: maskedPersonSchema,
    bills,
    totalFen: fen,
    wallet: walletSchema,
    /** Masked tail of the channel's transaction number. */
    transaction: z.string(),
    /** Beijing wall time, `YYYY-MM-DDTHH:mm`. */
    paidAt: z.string(),
    slip: slipSchema,
    /** False while the bureau has not booked it yet: the money is safe, the booking follows. */
    posted: z.boolean(),
    moreBills: z.boolean(),
  }),
  z.object({
    kind: z.literal('not-charged'),
    totalFen: fen,
    reason: z.enum([
      'insufficient',
      'code-expired',
      'code-refused',
      'channel-refused',
      'reversed',
      'password-not-entered',
      'channel-away',
    ]),
    canRetry: z.boolean(),
  }),
  z.object({
    kind: z.literal('being-checked'),
    totalFen: fen,
    /** `unknown`: the channel has not answered; `refund-due`: paid, but the bureau would not book it. */
    reason: z.enum(['unknown', 'refund-due']),
    slip: slipSchema,
  }),
  z.object({
    kind: z.literal('service-unavailable'),
    service: serviceSchema,
    what: z.enum(['bureau-away', 'channel-away', 'journal-away', 'scanner-away', 'reader-away']),
    canRetry: z.boolean(),
  }),
  /** Beyond what this terminal may do: a person at the counter can. */
  z.object({
    kind: z.literal('refer-to-counter'),
    reason: z.enum(['over-limit', 'taxpayer-unknown']),
    limitFen: fen.nullable(),
  }),
  /** Leave now? Nothing has been paid. */
  z.object({ kind: z.literal('confirm-leave') }),
  /** The counter's shutter: opaque, nothing private shows through. */
  z.object({ kind: z.literal('idle-warning') }),
  /** The attendant was called; the errand waits behind this page, hidden. */
  z.object({ kind: z.literal('attendant-called') }),
  z.object({ kind: z.literal('take-card') }),
  z.object({ kind: z.literal('goodbye'), outcome: z.enum(['done', 'nothing-done', 'timed-out']) }),
  /** Something broke that restarting did not mend; a person is on the way. */
  z.object({ kind: z.literal('out-of-service'), reason: z.enum(['fault', 'journal-away', 'closed']) }),
]);
export type Screen = z.infer<typeof screenSchema>;
export type ScreenKind = Screen['kind'];
export type ScreenOf<K extends ScreenKind> = Extract<Screen, { kind: K }>;
