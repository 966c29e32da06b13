import type { Result } from '../../contract/result.ts';
import type { Fen } from '../../contract/money.ts';
import type { Wallet } from '../../contract/screen.ts';
import type { Bill } from '../gateways/tax-bureau.ts';

/** design.md §4. */
export type PaymentStatus =
  | 'created'
  | 'charging'
  | 'unknown'
  | 'reversing'
  | 'paid'
  | 'posting'
  | 'posted'
  | 'declined'
  | 'reversed'
  | 'abandoned'
  | 'refundDue'
  | 'refunded'
  | 'unresolved';

/** The receipt's own track: none → owed → printing → printed | unsure | slip (the slip is on screen or with the attendant). */
export type ReceiptTrack = 'none' | 'owed' | 'printing' | 'printed' | 'unsure' | 'slip';

/** An order as a journey may see it. A value: every change is a new one. */
export interface PaymentOrder {
  readonly orderId: string;
  /** ≤ 12 characters for people: no 0 O 1 I, last one a checksum. */
  readonly reference: string;
  readonly status: PaymentStatus;
  readonly attempt: number;
  /** While charging or unknown: the phone asks its owner for the password. */
  readonly passwordPending: boolean;
  /** Why the last attempt was declined or reversed. */
  readonly refusal:
    | 'insufficient'
    | 'code-expired'
    | 'code-invalid'
    | 'not-supported'
    | 'channel-refused'
    | 'password-not-entered'
    | 'no-answer'
    | 'channel-away'
    | null;
  readonly bills: readonly Bill[];
  readonly totalFen: Fen;
  readonly lockExpiresAt: string;
  readonly wallet: Wallet | null;
  readonly transactionNo: string | null;
  /** ISO instant. */
  readonly paidAt: string | null;
  readonly taxVoucherNo: string | null;
  readonly receipt: ReceiptTrack;
  /** How often the slip was printed; from the second on it is marked 补打. */
  readonly prints: number;
  readonly payer: { readonly name: string; readonly idNumber: string };
}

/** `print-not-started`: nothing came on paper, so that the next one is no reprint. `print-failed`: some of it may have. */
export type ReceiptEvent =
  'print-started' | 'print-confirmed' | 'print-unsure' | 'print-not-started' | 'print-failed';

export type CreateFailure =
  'already-paid' | 'locked-elsewhere' | 'amount-changed' | 'bureau-away' | 'journal-away' | 'over-limit';

/** The payment orders of this terminal. Each change is on disk before it is shown or acted on. */
export interface PaymentOrders {
  /** Makes the id, writes it, locks the bills at the bureau, writes the outcome. `payer` is already masked. */
  create(request: {
    sessionId: string;
    taxpayerId: string;
    payer: { name: string; idNumber: string };
    bills: readonly Bill[];
  }): Promise<Result<PaymentOrder, CreateFailure>>;
  /** Starts attempt n+1 with this code (held in memory only). Refused unless the order waits for a code. */
  charge(
    orderId: string,
    payCode: string,
  ): Promise<Result<PaymentOrder, 'not-chargeable' | 'lock-expired' | 'journal-away'>>;
  /** Gives up while no money can have moved; releases the bills. */
  abandon(orderId: string): Promise<Result<PaymentOrder, 'not-abandonable' | 'journal-away'>>;
  /** Moves the receipt's track; the outcome of printing is told here, and written before it is shown. */
  receipt(orderId: string, event: ReceiptEvent): Promise<Result<PaymentOrder, 'journal-away' | 'not-due'>>;
  get(orderId: string): PaymentOrder | null;
  /** Called with the present value at once and with each later one; returns the way to stop. */
  observe(orderId: string, listener: (order: PaymentOrder) => void): () => void;
  /** Drives every open order on after a start; resolves when each is final, waits for a person, or goes on in the background. */
  recover(): Promise<Result<{ recovered: number; stillOpen: number }, 'journal-away'>>;
  /** Orders that are neither final nor in front of a citizen. */
  openCount(): number;
  close(): Promise<void>;
}
