import type { TaxType } from '../../contract/screen.ts';
import type { Fen } from '../../contract/money.ts';
import type { Result } from '../../contract/result.ts';
import type { Gateway, GatewayError } from './gateway.ts';

export interface Bill {
  readonly billId: string;
  readonly taxType: TaxType;
  /** Masked by the bureau where it names a thing, for example a plate 浙K·**216. */
  readonly detail: string;
  /** 税款所属期, `YYYY-MM-DD` both. */
  readonly periodFrom: string;
  readonly periodTo: string;
  /** 缴款期限. */
  readonly deadline: string;
  readonly overdueDays: number;
  readonly taxFen: Fen;
  readonly lateFeeFen: Fen;
  /** taxFen + lateFeeFen; the bureau's figure is the payable one (domain D2). */
  readonly totalFen: Fen;
}

/** Bills held for one order: nobody else can pay them until `expiresAt`. Prices are fixed while held. */
export interface BillLock {
  readonly orderId: string;
  readonly bills: readonly Bill[];
  readonly totalFen: Fen;
  /** ISO instant. */
  readonly expiresAt: string;
}

export interface Posting {
  readonly orderId: string;
  /** 电子税票号码, opaque. */
  readonly taxVoucherNo: string;
  readonly postedAt: string;
}

export interface TaxBureau extends Gateway {
  /** 实名: who the card's holder is at the bureau. */
  identify(person: {
    idNumber: string;
    name: string;
  }): Promise<Result<{ taxpayerId: string }, GatewayError<'taxpayer-unknown'>>>;
  bills(taxpayerId: string): Promise<Result<readonly Bill[], GatewayError<'taxpayer-unknown'>>>;
  /** Idempotent by orderId. `amount-changed`: priced anew since shown (for example at midnight). */
  lockBills(request: {
    orderId: string;
    taxpayerId: string;
    bills: readonly { billId: string; totalFen: Fen }[];
  }): Promise<Result<BillLock, GatewayError<'already-paid' | 'locked-elsewhere' | 'amount-changed'>>>;
  /** Gives the bills free again. Idempotent; unknown lock is ok. */
  unlockBills(orderId: string): Promise<Result<void, GatewayError<'already-posted'>>>;
  /** Tells the bureau that the channel has the money. Idempotent by orderId. */
  post(request: {
    orderId: string;
    totalFen: Fen;
    channelOrderNo: string;
    channelTransactionNo: string;
    paidAt: string;
  }): Promise<Result<Posting, GatewayError<'already-paid' | 'lock-lost' | 'rejected'>>>;
  /** The state the bureau has for an order. */
  queryPosting(
    orderId: string,
  ): Promise<Result<{ state: 'locked' | 'posted' | 'none'; posting: Posting | null }, GatewayError<never>>>;
}
