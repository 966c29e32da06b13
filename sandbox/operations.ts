import { z } from 'zod';
import type { Result } from '../contract/result.ts';
import { accountSchema } from './books.ts';
import type { ServiceName } from './faults.ts';
import type { PaymentChannel } from './payment-channel.ts';
import type { TaxBureau } from './tax-bureau.ts';

const id = z.string().min(1).max(64);
const fen = z.number().int().positive().max(100_000_000);
const order = z.object({ orderId: id });
const channelOrder = z.object({ channelOrderNo: z.string().regex(/^[0-9A-Za-z_-]{1,32}$/) });

export interface Operation {
  readonly request: z.ZodType;
  /** Does it. The payload has passed `request`. */
  readonly run: (payload: unknown) => Result<unknown, string>;
}

function operation<T>(request: z.ZodType<T>, run: (payload: T) => Result<unknown, string>): Operation {
  return { request, run: (payload) => run(request.parse(payload)) };
}

/** Every operation by service and name, as they stand in the address. */
export function operations(
  bureau: TaxBureau,
  channel: PaymentChannel,
): Record<ServiceName, Readonly<Record<string, Operation>>> {
  return {
    'tax-bureau': {
      identify: operation(z.object({ idNumber: id, name: id }), (person) => bureau.identify(person)),
      bills: operation(z.object({ taxpayerId: id }), ({ taxpayerId }) => bureau.bills(taxpayerId)),
      'lock-bills': operation(
        order.extend({
          taxpayerId: id,
          bills: z
            .array(z.object({ billId: id, totalFen: fen }))
            .min(1)
            .max(100)
            .refine((bills) => new Set(bills.map(({ billId }) => billId)).size === bills.length),
        }),
        (request) => bureau.lockBills(request),
      ),
      'unlock-bills': operation(order, ({ orderId }) => bureau.unlockBills(orderId)),
      post: operation(
        order.extend({
          totalFen: fen,
          channelOrderNo: id,
          channelTransactionNo: id,
          paidAt: z.iso.datetime(),
        }),
        (request) => bureau.post(request),
      ),
      'query-posting': operation(order, ({ orderId }) => bureau.queryPosting(orderId)),
    },
    'payment-channel': {
      charge: operation(
        channelOrder.extend({
          amountFen: fen,
          payCode: z.string().max(64),
          account: accountSchema,
          description: z.string().max(128),
        }),
        (request) => channel.charge(request),
      ),
      query: operation(channelOrder, ({ channelOrderNo }) => channel.query(channelOrderNo)),
      reverse: operation(channelOrder, ({ channelOrderNo }) => channel.reverse(channelOrderNo)),
      refund: operation(channelOrder.extend({ refundNo: id, amountFen: fen }), (request) =>
        channel.refund(request),
      ),
      'daily-bill': operation(z.object({ date: z.iso.date(), account: accountSchema }), ({ date, account }) =>
        channel.dailyBill(date, account),
      ),
    },
    'postal-service': {},
  };
}
