import { z } from 'zod';
import type { Clock } from '../contract/clock.ts';
import { err, ok, type Result } from '../contract/result.ts';
import { taxTypeSchema } from '../contract/screen.ts';
import { beijingDate } from '../contract/beijing-time.ts';
import { daysBetween } from './clock.ts';
import { nextNumber, row, rows, run, type Books } from './books.ts';
import { amountFault } from './people.ts';

const LOCK_MS = 15 * 60_000;
/** Fault 07: how long the treasury takes to confirm. */
const LATE_CONFIRM_MS = 90_000;
/** Paid by somebody at another place. */
export const ELSEWHERE = 'elsewhere';

/** 0.05 % a day from the day after the deadline, the day of payment included (D2), rounded half up to the fen. */
export function lateFeeFen(taxFen: number, overdueDays: number): number {
  return Math.floor((taxFen * overdueDays * 5 + 5000) / 10_000);
}

const billRow = z.object({
  bill_id: z.string(),
  taxpayer_id: z.string(),
  tax_type: taxTypeSchema,
  detail: z.string(),
  period_from: z.string(),
  period_to: z.string(),
  deadline: z.string(),
  tax_fen: z.number(),
  paid_by: z.string().nullable(),
  held_by: z.string().nullable(),
});
type BillRow = z.infer<typeof billRow>;

const pricedSchema = z.object({
  billId: z.string(),
  taxType: taxTypeSchema,
  detail: z.string(),
  periodFrom: z.string(),
  periodTo: z.string(),
  deadline: z.string(),
  overdueDays: z.number(),
  taxFen: z.number(),
  lateFeeFen: z.number(),
  totalFen: z.number(),
});
export type PricedBill = z.infer<typeof pricedSchema>;

const lockRow = z.object({
  order_id: z.string(),
  total_fen: z.number(),
  bills: z.string().transform((text) => z.array(pricedSchema).parse(JSON.parse(text))),
  expires_at: z.number(),
  state: z.enum(['held', 'released', 'posted']),
});
type LockRow = z.infer<typeof lockRow>;

const postingRow = z.object({
  order_id: z.string(),
  channel_order_no: z.string(),
  voucher_no: z.string(),
  posted_at: z.number(),
  known_at: z.number(),
});

const iso = (at: number): string => new Date(at).toISOString();

/** What came into the treasury account, as the bureau asks the channel. */
export type TreasuryReceipt = { readonly amountFen: number; readonly paidAt: number } | null;

/** The bureau's rules over its own books. Times are the sandbox clock's. */
export class TaxBureau {
  readonly #books: Books;
  readonly #clock: Clock;
  readonly #receipt: (channelOrderNo: string, transactionNo: string) => TreasuryReceipt;

  constructor(
    books: Books,
    clock: Clock,
    receipt: (channelOrderNo: string, transactionNo: string) => TreasuryReceipt,
  ) {
    this.#books = books;
    this.#clock = clock;
    this.#receipt = receipt;
  }

  identify(person: { idNumber: string; name: string }): Result<{ taxpayerId: string }, 'taxpayer-unknown'> {
    const found = row(
      this.#books,
      z.object({ taxpayerId: z.string(), name: z.string() }),
      'SELECT taxpayer_id AS taxpayerId, name FROM people WHERE id_number = ?',
      person.idNumber,
    );
    return found?.name === person.name ? ok({ taxpayerId: found.taxpayerId }) : err('taxpayer-unknown');
  }

  /** Unpaid bills, at today's price, those held for an order too. */
  bills(taxpayerId: string): Result<PricedBill[], 'taxpayer-unknown'> {
    const person = row(
      this.#books,
      z.object({ name: z.string() }),
      'SELECT name FROM people WHERE taxpayer_id = ?',
      taxpayerId,
    );
    if (!person) return err('taxpayer-unknown');
    const open = rows(
      this.#books,
      billRow,
      'SELECT * FROM bills WHERE taxpayer_id = ? AND paid_by IS NULL ORDER BY deadline, bill_id',
      taxpayerId,
    );
    return ok(open.map((bill) => this.#price(bill)));
  }

  lockBills(request: {
    orderId: string;
    taxpayerId: string;
    bills: { billId: string; totalFen: number }[];
  }): Result<object, 'already-paid' | 'locked-elsewhere' | 'amount-changed'> {
    const { orderId, taxpayerId } = request;
    const now = this.#clock.now();
    const known = this.#lock(orderId);
    if (known?.state === 'posted') return err('already-paid');
    if (known?.state === 'held' && known.expires_at > now && sameBills(known, request.bills)) {
      return ok(publicLock(known));
    }
    const wanted = request.bills.map(({ billId }) => this.#bill(billId));
    if (wanted.some((bill) => bill?.taxpayer_id !== taxpayerId)) return err('amount-changed');
    const found = wanted.filter((bill) => bill !== null);
    if (found.some((bill) => bill.paid_by !== null)) return err('already-paid');
    if (found.some((bill) => this.#isHeldByAnother(bill, orderId))) return err('locked-elsewhere');
    const bills = found.map((bill) => this.#price(bill));
    if (bills.some((bill, i) => bill.totalFen !== request.bills[i]?.totalFen)) return err('amount-changed');
    this.#books.transaction(() => {
      run(this.#books, 'UPDATE bills SET held_by = NULL WHERE held_by = ?', orderId);
      for (const { billId } of bills) {
        run(this.#books, 'UPDATE bills SET held_by = ? WHERE bill_id = ?', orderId, billId);
      }
      run(
        this.#books,
        `INSERT OR REPLACE INTO locks VALUES (?, ?, ?, ?, ?, 'held')`,
        orderId,
        taxpayerId,
        bills.reduce((sum, bill) => sum + bill.totalFen, 0),
        JSON.stringify(bills),
        now + LOCK_MS,
      );
    })();
    return ok(publicLock(this.#lock(orderId)!));
  }

  unlockBills(orderId: string): Result<{ orderId: string }, 'already-posted'> {
    if (this.#lock(orderId)?.state === 'posted') return err('already-posted');
    this.#books.transaction(() => {
      run(this.#books, 'UPDATE bills SET held_by = NULL WHERE held_by = ?', orderId);
      run(this.#books, `UPDATE locks SET state = 'released' WHERE order_id = ?`, orderId);
    })();
    return ok({ orderId });
  }

  /** `processing` is no answer yet (fault 07): ask again. */
  post(request: {
    orderId: string;
    totalFen: number;
    channelOrderNo: string;
    channelTransactionNo: string;
  }): Result<object, 'already-paid' | 'lock-lost' | 'rejected' | 'processing'> {
    const { orderId, totalFen, channelOrderNo } = request;
    const now = this.#clock.now();
    const known = this.#posting(orderId);
    if (known) {
      if (known.channel_order_no !== channelOrderNo) return err('already-paid');
      return known.known_at <= now ? ok(publicPosting(known)) : err('processing');
    }
    const lock = this.#lock(orderId);
    if (!lock || lock.state !== 'held') return err('lock-lost');
    const bills = lock.bills.map(({ billId }) => this.#bill(billId)!);
    if (bills.some((bill) => bill.paid_by !== null)) return err('already-paid');
    const receipt = this.#receipt(channelOrderNo, request.channelTransactionNo);
    // Money that lies elsewhere than in the treasury account pays no tax.
    if (!receipt || receipt.amountFen !== totalFen || lock.total_fen !== totalFen) return err('rejected');
    if (amountFault(totalFen) === '08') return err('rejected');
    // Paid in time counts, even when told late, as long as nobody else holds the bills.
    if (receipt.paidAt > lock.expires_at || bills.some((bill) => bill.held_by !== orderId))
      return err('lock-lost');
    const serial = String(nextNumber(this.#books, 'voucher')).padStart(8, '0');
    this.#books.transaction(() => {
      run(
        this.#books,
        'INSERT INTO postings VALUES (?, ?, ?, ?, ?, ?)',
        orderId,
        totalFen,
        channelOrderNo,
        `DEMO${beijingDate(now).replaceAll('-', '')}${serial}`,
        now,
        amountFault(totalFen) === '07' ? now + LATE_CONFIRM_MS : now,
      );
      run(this.#books, 'UPDATE bills SET paid_by = ?, held_by = NULL WHERE held_by = ?', orderId, orderId);
      run(this.#books, `UPDATE locks SET state = 'posted' WHERE order_id = ?`, orderId);
    })();
    const posting = this.#posting(orderId)!;
    return posting.known_at <= now ? ok(publicPosting(posting)) : err('processing');
  }

  queryPosting(orderId: string): Result<object, never> {
    const now = this.#clock.now();
    const posting = this.#posting(orderId);
    if (posting && posting.known_at <= now) return ok({ state: 'posted', posting: publicPosting(posting) });
    const lock = this.#lock(orderId);
    const isHeld = posting !== null || (lock?.state === 'held' && lock.expires_at > now);
    return ok({ state: isHeld ? 'locked' : 'none', posting: null });
  }

  /** Admin: somebody paid it at a counter. False where there is no such open bill. */
  payElsewhere(billId: string): boolean {
    if (this.#bill(billId)?.paid_by !== null) return false;
    run(this.#books, 'UPDATE bills SET paid_by = ?, held_by = NULL WHERE bill_id = ?', ELSEWHERE, billId);
    return true;
  }

  /** Admin: the bureau assesses anew. Held bills keep their price until let go. */
  reprice(billId: string, taxFen: number): boolean {
    if (this.#bill(billId)?.paid_by !== null) return false;
    run(this.#books, 'UPDATE bills SET tax_fen = ? WHERE bill_id = ?', taxFen, billId);
    return true;
  }

  #price(bill: BillRow): PricedBill {
    const overdueDays = Math.max(0, daysBetween(bill.deadline, beijingDate(this.#clock.now())));
    const fee = lateFeeFen(bill.tax_fen, overdueDays);
    return {
      billId: bill.bill_id,
      taxType: bill.tax_type,
      detail: bill.detail,
      periodFrom: bill.period_from,
      periodTo: bill.period_to,
      deadline: bill.deadline,
      overdueDays,
      taxFen: bill.tax_fen,
      lateFeeFen: fee,
      totalFen: bill.tax_fen + fee,
    };
  }

  #isHeldByAnother(bill: BillRow, orderId: string): boolean {
    if (bill.held_by === null || bill.held_by === orderId) return false;
    return (this.#lock(bill.held_by)?.expires_at ?? 0) > this.#clock.now();
  }

  #bill(billId: string): BillRow | null {
    return row(this.#books, billRow, 'SELECT * FROM bills WHERE bill_id = ?', billId);
  }

  #lock(orderId: string): LockRow | null {
    return row(this.#books, lockRow, 'SELECT * FROM locks WHERE order_id = ?', orderId);
  }

  #posting(orderId: string): z.infer<typeof postingRow> | null {
    return row(this.#books, postingRow, 'SELECT * FROM postings WHERE order_id = ?', orderId);
  }
}

function sameBills(lock: LockRow, asked: readonly { billId: string; totalFen: number }[]): boolean {
  const list = (bills: readonly { billId: string; totalFen: number }[]): string =>
    bills
      .map(({ billId, totalFen }) => `${billId} ${totalFen}`)
      .sort()
      .join();
  return list(lock.bills) === list(asked);
}

function publicLock(lock: LockRow): object {
  return {
    orderId: lock.order_id,
    bills: lock.bills,
    totalFen: lock.total_fen,
    expiresAt: iso(lock.expires_at),
  };
}

function publicPosting(posting: z.infer<typeof postingRow>): object {
  return { orderId: posting.order_id, taxVoucherNo: posting.voucher_no, postedAt: iso(posting.posted_at) };
}
