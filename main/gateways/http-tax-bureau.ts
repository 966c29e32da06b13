import { z } from 'zod';
import { taxTypeSchema } from '../../contract/screen.ts';
import { ok } from '../../contract/result.ts';
import { HttpGateway } from './http-gateway.ts';
import type { TaxBureau } from './tax-bureau.ts';

type Asked<Operation extends keyof TaxBureau> = TaxBureau[Operation] extends (
  request: infer Request,
) => unknown
  ? Request
  : never;

const id = z.string().min(1).max(64);
const fen = z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER);
const date = z.iso.date();

const billSchema = z
  .object({
    billId: id,
    taxType: taxTypeSchema,
    detail: z.string().max(60),
    periodFrom: date,
    periodTo: date,
    deadline: date,
    overdueDays: z.number().int().nonnegative(),
    taxFen: fen,
    lateFeeFen: fen,
    totalFen: fen.positive(),
  })
  .refine((bill) => bill.totalFen === bill.taxFen + bill.lateFeeFen, 'a total that is none');
const billsSchema = z
  .array(billSchema)
  .max(200)
  .refine((bills) => new Set(bills.map(({ billId }) => billId)).size === bills.length, 'one bill twice');
const lockSchema = z
  .object({ orderId: id, bills: billsSchema.min(1), totalFen: fen, expiresAt: z.iso.datetime() })
  .refine(
    (lock) => lock.totalFen === lock.bills.reduce((sum, bill) => sum + bill.totalFen, 0),
    'a total that is none',
  );
const postingSchema = z.object({ orderId: id, taxVoucherNo: id, postedAt: z.iso.datetime() });

/** The tax bureau over HTTP and JSON. */
export class HttpTaxBureau extends HttpGateway implements TaxBureau {
  identify(person: Asked<'identify'>): ReturnType<TaxBureau['identify']> {
    return this.call({
      operation: 'identify',
      kind: 'repeatable',
      payload: person,
      answer: z.object({ taxpayerId: id }),
      refusals: ['taxpayer-unknown'],
    });
  }

  bills(taxpayerId: string): ReturnType<TaxBureau['bills']> {
    return this.call({
      operation: 'bills',
      kind: 'repeatable',
      payload: { taxpayerId },
      answer: billsSchema,
      refusals: ['taxpayer-unknown'],
    });
  }

  lockBills(request: Asked<'lockBills'>): ReturnType<TaxBureau['lockBills']> {
    const asked = request.bills.map(({ billId, totalFen }) => `${billId} ${totalFen}`).sort();
    return this.call({
      operation: 'lock-bills',
      kind: 'repeatable',
      payload: request,
      answer: lockSchema,
      refusals: ['already-paid', 'locked-elsewhere', 'amount-changed'],
      belongs: (lock) =>
        lock.orderId === request.orderId &&
        lock.bills
          .map(({ billId, totalFen }) => `${billId} ${totalFen}`)
          .sort()
          .join() === asked.join(),
    });
  }

  async unlockBills(orderId: string): ReturnType<TaxBureau['unlockBills']> {
    const unlocked = await this.call({
      operation: 'unlock-bills',
      kind: 'repeatable',
      payload: { orderId },
      answer: z.object({ orderId: z.literal(orderId) }),
      refusals: ['already-posted'],
    });
    return unlocked.ok ? ok(undefined) : unlocked;
  }

  post(request: Asked<'post'>): ReturnType<TaxBureau['post']> {
    return this.call({
      operation: 'post',
      kind: 'money',
      payload: request,
      answer: postingSchema,
      refusals: ['already-paid', 'lock-lost', 'rejected'],
      belongs: ({ orderId }) => orderId === request.orderId,
    });
  }

  queryPosting(orderId: string): ReturnType<TaxBureau['queryPosting']> {
    return this.call<
      { state: 'locked' | 'posted' | 'none'; posting: z.infer<typeof postingSchema> | null },
      never
    >({
      operation: 'query-posting',
      kind: 'repeatable',
      payload: { orderId },
      answer: z
        .object({ state: z.enum(['locked', 'posted', 'none']), posting: postingSchema.nullable() })
        .refine(
          ({ state, posting }) => (state === 'posted') === (posting !== null),
          'posted without a posting',
        ),
      refusals: [],
      belongs: ({ posting }) => posting === null || posting.orderId === orderId,
    });
  }
}
