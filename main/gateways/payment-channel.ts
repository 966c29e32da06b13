import type { Wallet } from '../../contract/screen.ts';
import type { Fen } from '../../contract/money.ts';
import type { Result } from '../../contract/result.ts';
import type { Gateway, GatewayError } from './gateway.ts';

/** What the channel knows of one attempt (WeChat v2 trade_state, domain E2). */
export type TradeState =
  'paid' | 'user-paying' | 'not-paid' | 'closed' | 'reversed' | 'refunded' | 'pay-error' | 'not-found';

export interface Trade {
  readonly channelOrderNo: string;
  readonly state: TradeState;
  readonly amountFen: Fen;
  readonly wallet: Wallet | null;
  /** Set when paid. */
  readonly transactionNo: string | null;
  /** ISO instant; set when paid. */
  readonly paidAt: string | null;
}

/** Final no: this code will not pay; no money moved. */
export type ChargeRefusal =
  'insufficient' | 'code-expired' | 'code-invalid' | 'not-supported' | 'channel-refused';

/** Payer-presented code payment (付款码). One attempt, one channelOrderNo, never reused. Two rails, two accounts: tax and postage. */
export interface PaymentChannel extends Gateway {
  /** Resolves `paid` or `user-paying`; anything else that is not a refusal is `unknown`. */
  charge(request: {
    channelOrderNo: string;
    amountFen: Fen;
    payCode: string;
    account: 'tax' | 'postage';
    description: string;
  }): Promise<Result<Trade, GatewayError<ChargeRefusal>>>;
  query(channelOrderNo: string): Promise<Result<Trade, GatewayError<never>>>;
  /** Not before 15 s after the charge. `again`: the channel asks to call once more (recall=Y). */
  reverse(
    channelOrderNo: string,
  ): Promise<Result<'reversed' | 'again', GatewayError<'too-early' | 'user-paying' | 'not-reversible'>>>;
  refund(request: {
    channelOrderNo: string;
    refundNo: string;
    amountFen: Fen;
  }): Promise<Result<{ refundedFen: Fen }, GatewayError<'not-refundable'>>>;
  /** 对账单 of one Beijing business date. */
  dailyBill(
    date: string,
    account: 'tax' | 'postage',
  ): Promise<Result<readonly Trade[], GatewayError<'not-ready'>>>;
}
