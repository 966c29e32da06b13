import { z } from 'zod';
import { walletSchema } from '../../contract/screen.ts';
import { err, ok } from '../../contract/result.ts';
import { HttpGateway } from './http-gateway.ts';
import type { PaymentChannel, Trade } from './payment-channel.ts';

type Asked<Operation extends 'charge' | 'refund'> = Parameters<PaymentChannel[Operation]>[0];

const id = z.string().min(1).max(64);
const fen = z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER);

const tradeSchema: z.ZodType<Trade> = z
  .object({
    channelOrderNo: id,
    state: z.enum([
      'paid',
      'user-paying',
      'not-paid',
      'closed',
      'reversed',
      'refunded',
      'pay-error',
      'not-found',
    ]),
    amountFen: fen,
    wallet: walletSchema.nullable(),
    transactionNo: id.nullable(),
    paidAt: z.iso.datetime().nullable(),
  })
  .refine(
    (trade) => trade.state !== 'paid' || (trade.transactionNo !== null && trade.paidAt !== null),
    'paid without a number or a time',
  );

/** The payment channel over HTTP and JSON. A charge is never repeated here: who asked looks for the outcome by query. */
export class HttpPaymentChannel extends HttpGateway implements PaymentChannel {
  async charge(request: Asked<'charge'>): ReturnType<PaymentChannel['charge']> {
    const charged = await this.call({
      operation: 'charge',
      kind: 'money',
      payload: request,
      answer: tradeSchema,
      refusals: ['insufficient', 'code-expired', 'code-invalid', 'not-supported', 'channel-refused'],
      belongs: (trade) =>
        trade.channelOrderNo === request.channelOrderNo && trade.amountFen === request.amountFen,
    });
    if (charged.ok && charged.value.state !== 'paid' && charged.value.state !== 'user-paying') {
      return err({ kind: 'unknown', detail: `a charge that is ${charged.value.state}` });
    }
    return charged;
  }

  query(channelOrderNo: string): ReturnType<PaymentChannel['query']> {
    return this.call<Trade, never>({
      operation: 'query',
      kind: 'repeatable',
      payload: { channelOrderNo },
      answer: tradeSchema,
      refusals: [],
      belongs: (trade) => trade.channelOrderNo === channelOrderNo,
    });
  }

  async reverse(channelOrderNo: string): ReturnType<PaymentChannel['reverse']> {
    const reversed = await this.call({
      operation: 'reverse',
      kind: 'money',
      payload: { channelOrderNo },
      answer: z.object({ channelOrderNo: z.literal(channelOrderNo), outcome: z.enum(['reversed', 'again']) }),
      refusals: ['too-early', 'user-paying', 'not-reversible'],
    });
    return reversed.ok ? ok(reversed.value.outcome) : reversed;
  }

  refund(request: Asked<'refund'>): ReturnType<PaymentChannel['refund']> {
    return this.call({
      operation: 'refund',
      kind: 'money',
      payload: request,
      answer: z
        .object({ refundNo: z.literal(request.refundNo), refundedFen: z.literal(request.amountFen) })
        .transform(({ refundedFen }) => ({ refundedFen })),
      refusals: ['not-refundable'],
    });
  }

  dailyBill(date: string, account: 'tax' | 'postage'): ReturnType<PaymentChannel['dailyBill']> {
    return this.call({
      operation: 'daily-bill',
      kind: 'repeatable',
      payload: { date, account },
      answer: z.array(tradeSchema),
      refusals: ['not-ready'],
    });
  }
}
