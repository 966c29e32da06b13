import { z } from 'zod';
import { taxTypeSchema, walletSchema } from '../../contract/screen.ts';
import type { ChargeRefusal, Trade } from '../gateways/payment-channel.ts';
import type { Bill, Posting } from '../gateways/tax-bureau.ts';
import type { PaymentOrder, PaymentStatus, ReceiptEvent, ReceiptTrack } from './payment-orders.ts';

const fen = z.number().int().nonnegative();

const billSchema = z.object({
  billId: z.string(),
  taxType: taxTypeSchema,
  detail: z.string(),
  periodFrom: z.string(),
  periodTo: z.string(),
  deadline: z.string(),
  overdueDays: z.number().int().nonnegative(),
  taxFen: fen,
  lateFeeFen: fen,
  totalFen: fen,
});

export const PAYMENT_STATUSES = [
  'created',
  'charging',
  'unknown',
  'reversing',
  'paid',
  'posting',
  'posted',
  'declined',
  'reversed',
  'abandoned',
  'refundDue',
  'refunded',
  'unresolved',
] as const satisfies readonly PaymentStatus[];

/** The whole state of a payment order as it lies, sealed, in the journal's projection. Times without a zone are ms. */
export const paymentStateSchema = z.object({
  version: z.literal(1),
  orderId: z.string(),
  reference: z.string(),
  sessionId: z.string(),
  taxpayerId: z.string(),
  /** Masked. */
  payer: z.object({ name: z.string(), idNumber: z.string() }),
  bills: z.array(billSchema),
  totalFen: fen,
  status: z.enum(PAYMENT_STATUSES),
  /** True while a citizen may still present a code; false after a restart. */
  attended: z.boolean(),
  locked: z.boolean(),
  /** ISO instant; empty before the bureau has answered. */
  lockExpiresAt: z.string(),
  /** A charge must leave this much of the lock for query, reversal and posting. */
  lockMarginMs: z.number().nonnegative(),
  attempt: z.number().int().nonnegative(),
  /** Keys the HMAC of payment codes; one for each order, sealed with it. */
  codeSalt: z.string(),
  /** HMAC-SHA256 of every code presented, so that none is sent twice. */
  codes: z.array(z.string()),
  /** Wall clock of the present attempt. */
  sentAt: z.number().nullable(),
  /** Age of the present attempt as last seen; only grows. */
  age: z.number().nonnegative(),
  passwordPending: z.boolean(),
  refusal: z
    .enum([
      'insufficient',
      'code-expired',
      'code-invalid',
      'not-supported',
      'channel-refused',
      'password-not-entered',
      'no-answer',
      'channel-away',
    ])
    .nullable(),
  /** Age of the attempt when the channel first said that it does not know it. */
  notFoundAt: z.number().nullable(),
  /**
   * none: no reversal can have reached the channel. sending: one is on its way. doubt: one may have been carried out.
   * done: the channel says so, to be confirmed by a query. refused: it will not reverse this one.
   */
  reversal: z.enum(['none', 'sending', 'doubt', 'done', 'refused']),
  /** The next step of the reversal is to ask, not to reverse again. */
  confirming: z.boolean(),
  /** Tries of the present step, for the backoff. */
  tries: z.number().int().nonnegative(),
  wallet: walletSchema.nullable(),
  transactionNo: z.string().nullable(),
  paidAt: z.string().nullable(),
  taxVoucherNo: z.string().nullable(),
  postedAt: z.string().nullable(),
  /** Why a person must decide. */
  caseReason: z.string().nullable(),
  unlock: z.enum(['none', 'due', 'done']),
  receipt: z.enum(['none', 'owed', 'printing', 'printed', 'unsure', 'slip']),
  prints: z.number().int().nonnegative(),
});
export type PaymentState = z.infer<typeof paymentStateSchema>;

type Failed = { readonly kind: 'away' } | { readonly kind: 'unknown'; readonly detail: string };
/** What a query or charge brought home. `unknown` also stands for an answer that contradicts itself. */
export type TradeAnswer = { readonly kind: 'trade'; readonly trade: Trade } | Failed;
export type ChargeAnswer = TradeAnswer | { readonly kind: 'refused'; readonly code: ChargeRefusal };
export type ReverseAnswer =
  | { readonly kind: 'reversed' | 'again' }
  | { readonly kind: 'refused'; readonly code: 'too-early' | 'user-paying' | 'not-reversible' }
  | Failed;
export type PostAnswer =
  | { readonly kind: 'posted'; readonly posting: Posting }
  | { readonly kind: 'refused'; readonly code: 'already-paid' | 'lock-lost' | 'rejected' }
  | Failed;
export type LockAnswer =
  | {
      readonly kind: 'locked';
      readonly bills: readonly Bill[];
      readonly totalFen: number;
      readonly expiresAt: string;
      readonly forMs: number;
    }
  | { readonly kind: 'refused'; readonly code: 'already-paid' | 'locked-elsewhere' | 'amount-changed' }
  | Failed;

/** Everything that can happen to a payment order. */
export type PaymentEvent =
  | { readonly type: 'lock-answered'; readonly answer: LockAnswer }
  | {
      readonly type: 'charge';
      readonly codeMac: string;
      readonly codePrefix: string;
      readonly lockAlive: boolean;
      readonly at: number;
    }
  | { readonly type: 'charge-answered'; readonly attempt: number; readonly answer: ChargeAnswer }
  | { readonly type: 'query-answered'; readonly attempt: number; readonly answer: TradeAnswer }
  | { readonly type: 'reverse-answered'; readonly attempt: number; readonly answer: ReverseAnswer }
  | { readonly type: 'post-start' }
  | { readonly type: 'post-answered'; readonly answer: PostAnswer }
  | { readonly type: 'unlock-answered'; readonly answer: { readonly kind: 'unlocked' | 'refused' } | Failed }
  /** The time that a `wait` effect asked for has passed. */
  | { readonly type: 'due' }
  | { readonly type: 'abandon' }
  | { readonly type: 'lock-expired' }
  | { readonly type: ReceiptEvent }
  /** The terminal was started again and found the order open. */
  | { readonly type: 'recovered' }
  /** A person's decision on a case. */
  | { readonly type: 'decided'; readonly outcome: 'refunded' | 'posted' | 'reversed'; readonly by: string };
export type PaymentEventType = PaymentEvent['type'];

/** What the engine must do once the state is on disk. `next` is applied at once and written in the same transaction. */
export type PaymentEffect =
  | { readonly kind: 'charge' | 'query' | 'reverse' | 'post' | 'unlock' }
  | { readonly kind: 'wait'; readonly ms: number }
  | { readonly kind: 'next'; readonly event: PaymentEvent };

/** A step of an order. `entry` null: nothing worth a flush has changed. */
export interface PaymentStep {
  readonly state: PaymentState;
  readonly effects: readonly PaymentEffect[];
  readonly entry: { readonly kind: string; readonly body: Readonly<Record<string, unknown>> } | null;
  readonly ignored: string | null;
}

export function newPaymentState(made: {
  orderId: string;
  reference: string;
  sessionId: string;
  taxpayerId: string;
  payer: { name: string; idNumber: string };
  bills: readonly Bill[];
  codeSalt: string;
}): PaymentState {
  return {
    version: 1,
    orderId: made.orderId,
    reference: made.reference,
    sessionId: made.sessionId,
    taxpayerId: made.taxpayerId,
    payer: { ...made.payer },
    bills: made.bills.map((bill) => ({ ...bill })),
    totalFen: made.bills.reduce((sum, bill) => sum + bill.totalFen, 0),
    status: 'created',
    attended: true,
    locked: false,
    lockExpiresAt: '',
    lockMarginMs: 0,
    attempt: 0,
    codeSalt: made.codeSalt,
    codes: [],
    sentAt: null,
    age: 0,
    passwordPending: false,
    refusal: null,
    notFoundAt: null,
    reversal: 'none',
    confirming: false,
    tries: 0,
    wallet: null,
    transactionNo: null,
    paidAt: null,
    taxVoucherNo: null,
    postedAt: null,
    caseReason: null,
    unlock: 'none',
    receipt: 'none',
    prints: 0,
  };
}

const FINAL: readonly PaymentStatus[] = ['posted', 'abandoned', 'refunded'];
const CASES: readonly PaymentStatus[] = ['refundDue', 'unresolved'];

/** True when neither the world outside nor recovery nor a person has anything left to do with the money. */
export function isFinal(status: PaymentStatus): boolean {
  return FINAL.includes(status);
}

/** True when only a person can move it on. */
export function isCase(status: PaymentStatus): boolean {
  return CASES.includes(status);
}

/** What recovery need not load: the money is settled, the bills are free, and no print hangs in the air. */
export function isClosed(state: PaymentState): boolean {
  return isFinal(state.status) && state.unlock !== 'due' && state.receipt !== 'printing';
}

/** As a journey may see it. */
export function publicOrder(state: PaymentState): PaymentOrder {
  return {
    orderId: state.orderId,
    reference: state.reference,
    status: state.status,
    attempt: state.attempt,
    passwordPending: state.passwordPending,
    refusal: state.refusal,
    bills: state.bills,
    totalFen: state.totalFen,
    lockExpiresAt: state.lockExpiresAt,
    wallet: state.wallet,
    transactionNo: state.transactionNo,
    paidAt: state.paidAt,
    taxVoucherNo: state.taxVoucherNo,
    receipt: state.receipt satisfies ReceiptTrack,
    prints: state.prints,
    payer: state.payer,
  };
}

/** The state of a journal's projection; null when it is none, or its session was erased. */
export function parsePaymentState(text: string): PaymentState | null {
  if (text === '') return null;
  const parsed = paymentStateSchema.safeParse(JSON.parse(text));
  return parsed.success ? parsed.data : null;
}

/** The order of a journal's projection as people may see it; null once its session was erased. */
export function orderOfProjection(state: string): PaymentOrder | null {
  const parsed = parsePaymentState(state);
  return parsed === null ? null : publicOrder(parsed);
}
