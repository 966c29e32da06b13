import { z } from 'zod';
import type { Clock } from '../contract/clock.ts';
import { row, rows, type Account, type Books } from './books.ts';
import { PaymentChannel } from './payment-channel.ts';

const personRow = z.object({
  taxpayerId: z.string(),
  persona: z.string(),
  name: z.string(),
  idNumber: z.string(),
});
const billRow = z.object({
  billId: z.string(),
  taxpayerId: z.string(),
  taxType: z.string(),
  detail: z.string(),
  deadline: z.string(),
  taxFen: z.number(),
  paidBy: z.string().nullable(),
  heldBy: z.string().nullable(),
});
const orderRow = z.object({
  orderId: z.string(),
  totalFen: z.number(),
  state: z.string(),
  expiresAt: z.number(),
  channelOrderNo: z.string().nullable(),
  taxVoucherNo: z.string().nullable(),
});
const accountRow = z.object({
  paidFen: z.number(),
  reversedFen: z.number(),
  refundedFen: z.number(),
  balanceFen: z.number(),
});

/** Both accounts: what came, what went back, and what is left. Σ left = Σ paid − reversed − refunded, by each. */
function account(books: Books, name: Account): z.infer<typeof accountRow> {
  return row(
    books,
    accountRow,
    `SELECT coalesce(sum(amount_fen) FILTER (WHERE kind = 'paid'), 0) AS paidFen,
            -coalesce(sum(amount_fen) FILTER (WHERE kind = 'reversed'), 0) AS reversedFen,
            -coalesce(sum(amount_fen) FILTER (WHERE kind = 'refunded'), 0) AS refundedFen,
            coalesce(sum(amount_fen), 0) AS balanceFen
     FROM entries WHERE account = ?`,
    name,
  )!;
}

/** All the books as plain data; payment codes only masked, everything marked as demo. */
export function readBooks(books: Books, clock: Clock) {
  const trades = new PaymentChannel(books, clock).trades().map((trade) => ({
    channelOrderNo: trade.channel_order_no,
    account: trade.account,
    amountFen: trade.amount_fen,
    wallet: trade.wallet,
    state: trade.state,
    refusal: trade.refusal,
    transactionNo: trade.transaction_no,
    chargedAt: new Date(trade.charged_at).toISOString(),
    paidAt: trade.paid_at === null ? null : new Date(trade.paid_at).toISOString(),
    refundedFen: trade.refunded_fen,
  }));
  return {
    isDemo: true,
    time: new Date(clock.now()).toISOString(),
    accounts: { tax: account(books, 'tax'), postage: account(books, 'postage') },
    trades,
    orders: rows(
      books,
      orderRow,
      `SELECT locks.order_id AS orderId, locks.total_fen AS totalFen, state, expires_at AS expiresAt,
              channel_order_no AS channelOrderNo, voucher_no AS taxVoucherNo
       FROM locks LEFT JOIN postings USING (order_id) ORDER BY expires_at, locks.order_id`,
    ).map((order) => ({ ...order, expiresAt: new Date(order.expiresAt).toISOString() })),
    people: rows(
      books,
      personRow,
      'SELECT taxpayer_id AS taxpayerId, persona, name, id_number AS idNumber FROM people ORDER BY taxpayer_id',
    ),
    bills: rows(
      books,
      billRow,
      `SELECT bill_id AS billId, taxpayer_id AS taxpayerId, tax_type AS taxType, detail, deadline, tax_fen AS taxFen,
              paid_by AS paidBy, held_by AS heldBy FROM bills ORDER BY taxpayer_id, bill_id`,
    ),
  };
}
export type BooksView = ReturnType<typeof readBooks>;
