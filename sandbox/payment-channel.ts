import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Clock } from '../contract/clock.ts';
import { beijingDate } from '../contract/beijing-time.ts';
import { classifyPayCode, maskPayCode } from '../contract/pay-code.ts';
import { err, ok, type Result } from '../contract/result.ts';
import { walletSchema } from '../contract/screen.ts';
import { accountSchema, nextNumber, row, rows, run, type Account, type Books } from './books.ts';
import { amountFault } from './people.ts';
import type { TreasuryReceipt } from './tax-bureau.ts';

/** Above this a wallet asks for the password (E2). */
const PASSWORD_ABOVE_FEN = 100_000;
/** The wallet's owner has entered the password. */
const PASSWORD_MS = 12_000;
/** The channel does not reverse while the page for the password stands open. */
const PASSWORD_PAGE_MS = 30_000;
/** The platform closes what is still unpaid. */
const CLOSE_MS = 45_000;
const REVERSE_FROM_MS = 15_000;
/** Fault 05: the system error that was none. */
const SYSTEM_ERROR_MS = 5000;

const tradeRow = z.object({
  channel_order_no: z.string(),
  account: accountSchema,
  amount_fen: z.number(),
  code_hash: z.string(),
  wallet: walletSchema.nullable(),
  state: z.enum(['paid', 'user-paying', 'not-paid', 'closed', 'reversed', 'refunded']),
  refusal: z.enum(['insufficient', 'code-expired', 'code-invalid']).nullable(),
  transaction_no: z.string().nullable(),
  charged_at: z.number(),
  paid_at: z.number().nullable(),
  pays_at: z.number().nullable(),
  recalls: z.number(),
  refunded_fen: z.number(),
});
type TradeRow = z.infer<typeof tradeRow>;
type Refusal = NonNullable<TradeRow['refusal']>;

export type PublicTrade = ReturnType<typeof publicTrade>;

function publicTrade(trade: TradeRow) {
  return {
    channelOrderNo: trade.channel_order_no,
    state: trade.state,
    amountFen: trade.amount_fen,
    wallet: trade.wallet,
    transactionNo: trade.transaction_no,
    paidAt: trade.paid_at === null ? null : new Date(trade.paid_at).toISOString(),
  };
}

/** The channel's rules over its own books (WeChat code payment, E2). Times are the sandbox clock's. */
export class PaymentChannel {
  readonly #books: Books;
  readonly #clock: Clock;

  constructor(books: Books, clock: Clock) {
    this.#books = books;
    this.#clock = clock;
  }

  /** Idempotent by channelOrderNo. `system-error` says nothing about the outcome (fault 05). */
  charge(request: {
    channelOrderNo: string;
    amountFen: number;
    payCode: string;
    account: Account;
  }): Result<PublicTrade, Refusal | 'channel-refused' | 'system-error'> {
    const hash = createHash('sha256').update(request.payCode).digest('hex');
    const known = this.#trade(request.channelOrderNo);
    if (known) {
      const isSame =
        known.amount_fen === request.amountFen &&
        known.account === request.account &&
        known.code_hash === hash;
      if (!isSame || known.state === 'reversed' || known.state === 'refunded') return err('channel-refused');
      return known.refusal ? err(known.refusal) : ok(publicTrade(known));
    }
    const fault = amountFault(request.amountFen);
    const code = classifyPayCode(request.payCode);
    const usedBefore = row(
      this.#books,
      z.object({ one: z.number() }),
      'SELECT 1 AS one FROM trades WHERE code_hash = ?',
      hash,
    );
    const refusal: Refusal | null =
      !code.ok || usedBefore
        ? 'code-invalid'
        : fault === '04'
          ? 'insufficient'
          : fault === '13'
            ? 'code-expired'
            : null;
    const now = this.#clock.now();
    const asksPassword =
      request.amountFen > PASSWORD_ABOVE_FEN ||
      fault === '01' ||
      fault === '02' ||
      fault === '06' ||
      fault === '14';
    const never = fault === '02' || fault === '06' || fault === '14';
    run(
      this.#books,
      'INSERT INTO trades VALUES (?, ?, ?, ?, ?, ?, ?, ?, NULL, ?, NULL, ?, ?, 0, 1)',
      request.channelOrderNo,
      request.account,
      request.amountFen,
      hash,
      maskPayCode(request.payCode),
      code.ok ? code.wallet : null,
      refusal ? 'closed' : 'user-paying',
      refusal,
      now,
      refusal || never ? null : now + (asksPassword ? PASSWORD_MS : fault === '05' ? SYSTEM_ERROR_MS : 0),
      fault === '06' ? 1 : 0,
    );
    if (refusal) return err(refusal);
    const trade = this.#trade(request.channelOrderNo)!;
    return fault === '05' ? err('system-error') : ok(publicTrade(trade));
  }

  query(channelOrderNo: string): Result<object, never> {
    const trade = this.#trade(channelOrderNo);
    return ok(
      trade
        ? publicTrade(trade)
        : {
            channelOrderNo,
            state: 'not-found',
            amountFen: 0,
            wallet: null,
            transactionNo: null,
            paidAt: null,
          },
    );
  }

  /** Unpaid becomes closed, paid goes back. */
  reverse(
    channelOrderNo: string,
  ): Result<
    { channelOrderNo: string; outcome: 'reversed' | 'again' },
    'too-early' | 'user-paying' | 'not-reversible'
  > {
    let trade = this.#trade(channelOrderNo);
    if (!trade) return err('not-reversible');
    const reversed = ok({ channelOrderNo, outcome: 'reversed' as const });
    if (trade.state === 'reversed') return reversed;
    if (trade.state === 'refunded' || trade.refunded_fen > 0) return err('not-reversible');
    const now = this.#clock.now();
    const age = now - trade.charged_at;
    if (age < REVERSE_FROM_MS) return err('too-early');
    const fault = amountFault(trade.amount_fen);
    if (trade.state === 'user-paying' && fault === '14') {
      this.#pay(trade, now - 1000);
      trade = this.#trade(channelOrderNo)!;
    }
    if (trade.state === 'user-paying' && fault !== '06' && age < PASSWORD_PAGE_MS) return err('user-paying');
    if (trade.recalls > 0) {
      run(this.#books, 'UPDATE trades SET recalls = recalls - 1 WHERE channel_order_no = ?', channelOrderNo);
      return ok({ channelOrderNo, outcome: 'again' });
    }
    const { state, account, amount_fen } = trade;
    this.#books.transaction(() => {
      if (state === 'paid') this.#enter(account, channelOrderNo, 'reversed', -amount_fen, now);
      run(this.#books, `UPDATE trades SET state = 'reversed' WHERE channel_order_no = ?`, channelOrderNo);
    })();
    return reversed;
  }

  /** Idempotent by refundNo; in parts, together never more than was paid. */
  refund(request: {
    channelOrderNo: string;
    refundNo: string;
    amountFen: number;
  }): Result<{ refundNo: string; refundedFen: number }, 'not-refundable'> {
    const { channelOrderNo, refundNo, amountFen } = request;
    const trade = this.#trade(channelOrderNo);
    const known = row(
      this.#books,
      z.object({ channel_order_no: z.string(), amount_fen: z.number() }),
      'SELECT * FROM refunds WHERE refund_no = ?',
      refundNo,
    );
    if (known) {
      return known.channel_order_no === channelOrderNo && known.amount_fen === amountFen
        ? ok({ refundNo, refundedFen: amountFen })
        : err('not-refundable');
    }
    if (trade?.state !== 'paid' || trade.refunded_fen + amountFen > trade.amount_fen)
      return err('not-refundable');
    const refunded = trade.refunded_fen + amountFen;
    this.#books.transaction(() => {
      run(this.#books, 'INSERT INTO refunds VALUES (?, ?, ?)', refundNo, channelOrderNo, amountFen);
      this.#enter(trade.account, channelOrderNo, 'refunded', -amountFen, this.#clock.now());
      run(
        this.#books,
        'UPDATE trades SET refunded_fen = ?, state = ? WHERE channel_order_no = ?',
        refunded,
        refunded === trade.amount_fen ? 'refunded' : 'paid',
        channelOrderNo,
      );
    })();
    return ok({ refundNo, refundedFen: amountFen });
  }

  /** What was paid on one Beijing date, one account alone. Faults 09, 10 and 11 plant their differences here. */
  dailyBill(date: string, account: Account): Result<PublicTrade[], 'not-ready'> {
    if (date >= beijingDate(this.#clock.now())) return err('not-ready');
    const paid = this.trades().filter(
      (trade) => trade.account === account && trade.paid_at !== null && beijingDate(trade.paid_at) === date,
    );
    return ok(
      paid.flatMap((trade) => {
        const line = publicTrade(trade);
        switch (amountFault(trade.amount_fen)) {
          case '09':
            return [
              line,
              {
                ...line,
                channelOrderNo: `X${line.channelOrderNo.slice(1)}`,
                transactionNo: `${line.transactionNo}-9`,
              },
            ];
          case '10':
            return [];
          case '11':
            return [{ ...line, amountFen: line.amountFen + 1 }];
          default:
            return [line];
        }
      }),
    );
  }

  /** The phone: its owner enters the password, or gives up. False where no payment waits for it. */
  password(channelOrderNo: string, entered: boolean): boolean {
    const trade = this.#trade(channelOrderNo);
    if (trade?.state !== 'user-paying') return false;
    if (entered) this.#pay(trade, this.#clock.now());
    else {
      run(
        this.#books,
        `UPDATE trades SET state = 'not-paid', pays_at = NULL WHERE channel_order_no = ?`,
        channelOrderNo,
      );
    }
    return true;
  }

  /** What the treasury account got by one trade, or null; money in another account is none. */
  treasuryReceipt(channelOrderNo: string, transactionNo: string): TreasuryReceipt {
    const trade = this.#trade(channelOrderNo);
    if (trade?.account !== 'tax' || trade.state !== 'paid' || trade.refunded_fen > 0) return null;
    if (trade.transaction_no !== transactionNo || trade.paid_at === null) return null;
    return { amountFen: trade.amount_fen, paidAt: trade.paid_at };
  }

  trades(): TradeRow[] {
    const all = rows(this.#books, tradeRow, 'SELECT * FROM trades ORDER BY charged_at, channel_order_no');
    return all.map((trade) => this.#trade(trade.channel_order_no)!);
  }

  /** One trade as it stands now: what time alone has brought is written first. */
  #trade(channelOrderNo: string): TradeRow | null {
    const find = (): TradeRow | null =>
      row(this.#books, tradeRow, 'SELECT * FROM trades WHERE channel_order_no = ?', channelOrderNo);
    const trade = find();
    if (trade?.state !== 'user-paying' && trade?.state !== 'not-paid') return trade;
    const now = this.#clock.now();
    if (trade.pays_at !== null && trade.pays_at <= now) this.#pay(trade, trade.pays_at);
    else if (trade.charged_at + CLOSE_MS <= now) {
      run(this.#books, `UPDATE trades SET state = 'closed' WHERE channel_order_no = ?`, channelOrderNo);
    } else return trade;
    return find();
  }

  #pay(trade: TradeRow, at: number): void {
    const serial = String(nextNumber(this.#books, 'transaction')).padStart(10, '0');
    this.#books.transaction(() => {
      run(
        this.#books,
        `UPDATE trades SET state = 'paid', paid_at = ?, transaction_no = ? WHERE channel_order_no = ?`,
        at,
        `DEMO${beijingDate(at).replaceAll('-', '')}${serial}`,
        trade.channel_order_no,
      );
      this.#enter(trade.account, trade.channel_order_no, 'paid', trade.amount_fen, at);
    })();
  }

  #enter(
    account: Account,
    channelOrderNo: string,
    kind: 'paid' | 'reversed' | 'refunded',
    amountFen: number,
    at: number,
  ): void {
    run(
      this.#books,
      'INSERT INTO entries (account, channel_order_no, kind, amount_fen, at) VALUES (?, ?, ?, ?, ?)',
      account,
      channelOrderNo,
      kind,
      amountFen,
      at,
    );
  }
}
