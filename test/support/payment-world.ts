import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { err, ok, type Result } from '../../contract/result.ts';
import type { GatewayError } from '../../main/gateways/gateway.ts';
import type {
  ChargeRefusal,
  PaymentChannel,
  Trade,
  TradeState,
} from '../../main/gateways/payment-channel.ts';
import type { Bill, BillLock, Posting, TaxBureau } from '../../main/gateways/tax-bureau.ts';
import { InProcessJournal } from '../../main/journal/in-process.ts';
import { openJournalStore, type JournalStore } from '../../main/journal/journal-store.ts';
import type { Journal, JournalAppend, JournalFailure } from '../../main/journal/journal.ts';
import { PaymentEngine } from '../../main/orders/payment-engine.ts';
import { VirtualClock } from './virtual-clock.ts';

/** How the channel treats the next charge. */
export type ChargeScript =
  | 'paid'
  | 'user-paying'
  /** Carried out, the answer lost. */
  | 'paid-answer-lost'
  /** Not received, and nobody can tell. */
  | 'request-lost'
  | 'away'
  | { readonly refuse: ChargeRefusal };

const unknown = { kind: 'unknown', detail: 'cut off' } as const;
const away = { kind: 'away' } as const;

const noHealth = {
  health: () => ({ state: 'ok', since: 0 }) as const,
  onHealth: () => () => undefined,
  open: () => undefined,
  close: () => Promise.resolve(),
};

interface BookedTrade {
  state: TradeState;
  readonly amountFen: number;
  readonly sentAt: number;
  /** The channel's own clock, which nobody sets. */
  readonly receivedAt: number;
  readonly payCode: string;
}

/** A payment channel with books of its own; answers by script, faults by script. */
export class FakeChannel implements PaymentChannel {
  readonly books = new Map<string, BookedTrade>();
  readonly calls: string[] = [];
  charges: ChargeScript[] = [];
  /** Answers of the next queries, taken before the books are asked. */
  queries: (GatewayError<never> | TradeState)[] = [];
  reversals: ('answer-lost' | 'request-lost' | 'again' | 'away' | 'user-paying' | 'not-reversible')[] = [];
  amountError = 0;
  readonly tooEarly: string[] = [];
  readonly #clock: VirtualClock;

  readonly health = noHealth.health;
  readonly onHealth = noHealth.onHealth;
  readonly open = noHealth.open;
  readonly close = noHealth.close;

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  /** Money the channel holds for us now. */
  get takenFen(): number {
    return [...this.books.values()]
      .filter((t) => t.state === 'paid')
      .reduce((sum, t) => sum + t.amountFen, 0);
  }

  get takenTimes(): number {
    return [...this.books.values()].filter((t) => t.state === 'paid').length;
  }

  #trade(channelOrderNo: string): Trade {
    const booked = this.books.get(channelOrderNo);
    const paid = booked?.state === 'paid';
    return {
      channelOrderNo,
      state: booked?.state ?? 'not-found',
      amountFen: (booked?.amountFen ?? 0) + (paid ? this.amountError : 0),
      wallet: paid ? 'wechat' : null,
      transactionNo: paid ? `42000${channelOrderNo}` : null,
      paidAt: paid ? new Date(booked.sentAt).toISOString() : null,
    };
  }

  async charge(
    request: Parameters<PaymentChannel['charge']>[0],
  ): Promise<Result<Trade, GatewayError<ChargeRefusal>>> {
    await Promise.resolve();
    const { channelOrderNo, amountFen, payCode } = request;
    this.calls.push(`charge ${channelOrderNo}`);
    const script = this.charges.shift() ?? 'paid';
    if (script === 'away') return err(away);
    if (script === 'request-lost') return err(unknown);
    if (this.books.has(channelOrderNo)) throw new Error(`${channelOrderNo} used twice`);
    const refused = typeof script === 'object';
    this.books.set(channelOrderNo, {
      state: refused ? 'closed' : script === 'user-paying' ? 'user-paying' : 'paid',
      amountFen,
      sentAt: this.#clock.now(),
      receivedAt: this.#clock.monotonic(),
      payCode,
    });
    if (refused) return err({ kind: 'refused', code: script.refuse, message: script.refuse });
    return script === 'paid-answer-lost' ? err(unknown) : ok(this.#trade(channelOrderNo));
  }

  async query(channelOrderNo: string): Promise<Result<Trade, GatewayError<never>>> {
    await Promise.resolve();
    this.calls.push(`query ${channelOrderNo}`);
    const script = this.queries.shift();
    if (typeof script === 'object') return err(script);
    const trade = this.#trade(channelOrderNo);
    return ok(script === undefined ? trade : { ...trade, state: script });
  }

  async reverse(
    channelOrderNo: string,
  ): Promise<Result<'reversed' | 'again', GatewayError<'too-early' | 'user-paying' | 'not-reversible'>>> {
    await Promise.resolve();
    this.calls.push(`reverse ${channelOrderNo}`);
    const script = this.reversals.shift();
    if (script === 'away') return err(away);
    if (script === 'request-lost') return err(unknown);
    if (script === 'user-paying' || script === 'not-reversible') {
      return err({ kind: 'refused', code: script, message: script });
    }
    const booked = this.books.get(channelOrderNo);
    if (booked && this.#clock.monotonic() - booked.receivedAt < 15_000) {
      this.tooEarly.push(channelOrderNo);
      return err({ kind: 'refused', code: 'too-early', message: 'within 15 s' });
    }
    if (script === 'again') return ok('again');
    if (booked) booked.state = booked.state === 'paid' ? 'refunded' : 'reversed';
    // Reversing what never came closes the number, so that a charge still on its way is refused.
    else
      this.books.set(channelOrderNo, {
        state: 'reversed',
        amountFen: 0,
        sentAt: 0,
        receivedAt: -Infinity,
        payCode: '',
      });
    return script === 'answer-lost' ? err(unknown) : ok('reversed');
  }

  refund(): Promise<Result<{ refundedFen: number }, GatewayError<'not-refundable'>>> {
    return Promise.resolve(err(away));
  }

  dailyBill(): Promise<Result<readonly Trade[], GatewayError<'not-ready'>>> {
    return Promise.resolve(err(away));
  }
}

/** A tax bureau with books of its own. */
export class FakeBureau implements TaxBureau {
  readonly locks = new Map<string, BillLock>();
  readonly postings = new Map<string, Posting>();
  readonly calls: string[] = [];
  lockScripts: (
    'away' | 'answer-lost' | 'already-paid' | 'locked-elsewhere' | 'amount-changed' | 'dearer'
  )[] = [];
  postScripts: ('away' | 'answer-lost' | 'request-lost' | 'rejected' | 'lock-lost' | 'already-paid')[] = [];
  unlockScripts: ('away' | 'answer-lost')[] = [];
  lockForMs = 900_000;
  readonly #clock: VirtualClock;
  #vouchers = 0;

  readonly health = noHealth.health;
  readonly onHealth = noHealth.onHealth;
  readonly open = noHealth.open;
  readonly close = noHealth.close;

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  identify(): Promise<Result<{ taxpayerId: string }, GatewayError<'taxpayer-unknown'>>> {
    return Promise.resolve(ok({ taxpayerId: 'T1' }));
  }

  bills(): Promise<Result<readonly Bill[], GatewayError<'taxpayer-unknown'>>> {
    return Promise.resolve(ok([demoBill('B1', 12_345)]));
  }

  async lockBills(
    request: Parameters<TaxBureau['lockBills']>[0],
  ): Promise<Result<BillLock, GatewayError<'already-paid' | 'locked-elsewhere' | 'amount-changed'>>> {
    await Promise.resolve();
    this.calls.push(`lock ${request.orderId}`);
    const script = this.lockScripts.shift();
    if (script === 'away') return err(away);
    if (script === 'already-paid' || script === 'locked-elsewhere' || script === 'amount-changed') {
      return err({ kind: 'refused', code: script, message: script });
    }
    const bills = request.bills.map(({ billId, totalFen }) =>
      demoBill(billId, totalFen + (script === 'dearer' ? 1 : 0)),
    );
    const lock: BillLock = {
      orderId: request.orderId,
      bills,
      totalFen: bills.reduce((sum, bill) => sum + bill.totalFen, 0),
      expiresAt: new Date(this.#clock.now() + this.lockForMs).toISOString(),
    };
    this.locks.set(request.orderId, lock);
    return script === 'answer-lost' ? err(unknown) : ok(lock);
  }

  async unlockBills(orderId: string): Promise<Result<void, GatewayError<'already-posted'>>> {
    await Promise.resolve();
    this.calls.push(`unlock ${orderId}`);
    const script = this.unlockScripts.shift();
    if (script === 'away') return err(away);
    if (this.postings.has(orderId))
      return err({ kind: 'refused', code: 'already-posted', message: 'posted' });
    this.locks.delete(orderId);
    return script === 'answer-lost' ? err(unknown) : ok(undefined);
  }

  async post(
    request: Parameters<TaxBureau['post']>[0],
  ): Promise<Result<Posting, GatewayError<'already-paid' | 'lock-lost' | 'rejected'>>> {
    await Promise.resolve();
    this.calls.push(`post ${request.orderId}`);
    const script = this.postScripts.shift();
    if (script === 'away') return err(away);
    if (script === 'request-lost') return err(unknown);
    if (script === 'rejected' || script === 'lock-lost' || script === 'already-paid') {
      return err({ kind: 'refused', code: script, message: script });
    }
    const known = this.postings.get(request.orderId);
    if (!known && !this.locks.has(request.orderId)) {
      return err({ kind: 'refused', code: 'lock-lost', message: 'no lock' });
    }
    const posting = known ?? {
      orderId: request.orderId,
      taxVoucherNo: `V${++this.#vouchers}`,
      postedAt: new Date(this.#clock.now()).toISOString(),
    };
    this.postings.set(request.orderId, posting);
    return script === 'answer-lost' ? err(unknown) : ok(posting);
  }

  queryPosting(
    orderId: string,
  ): Promise<Result<{ state: 'locked' | 'posted' | 'none'; posting: Posting | null }, GatewayError<never>>> {
    const posting = this.postings.get(orderId) ?? null;
    return Promise.resolve(
      ok({ state: posting ? 'posted' : this.locks.has(orderId) ? 'locked' : 'none', posting }),
    );
  }
}

export function demoBill(billId: string, totalFen: number): Bill {
  return {
    billId,
    taxType: 'vehicleVesselTax',
    detail: '云A·**216',
    periodFrom: '2026-01-01',
    periodTo: '2026-12-31',
    deadline: '2026-12-31',
    overdueDays: 0,
    taxFen: totalFen,
    lateFeeFen: 0,
    totalFen,
  };
}

/**
 * A journal whose terminal dies at append number `after` (from 0): `before-write` loses the entry, `after-write` only its
 * answer. Nothing resolves any more after it, so the engine on it does nothing more.
 */
export class DyingJournal extends InProcessJournal {
  dead = false;
  written = 0;
  readonly #after: number;
  readonly #how: 'before-write' | 'after-write';

  constructor(store: JournalStore, clock: VirtualClock, after: number, how: 'before-write' | 'after-write') {
    super(store, clock);
    this.#after = after;
    this.#how = how;
  }

  override async append(entry: JournalAppend): Promise<Result<{ seq: number }, JournalFailure>> {
    if (this.dead) return new Promise(() => undefined);
    if (this.written >= this.#after && this.#how === 'before-write') return this.#die();
    this.written++;
    const last = this.written > this.#after;
    const result = await super.append(entry);
    return last || this.dead ? this.#die() : result;
  }

  #die(): Promise<never> {
    this.dead = true;
    return new Promise(() => undefined);
  }
}

/** Memory where there is some: these tests open thousands of journals, and what a disk keeps is tested elsewhere. */
const SCRATCH = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

/** A terminal's payment side with made-up backends, a virtual clock and a real journal in a directory of its own. */
export class PaymentWorld {
  readonly clock = new VirtualClock();
  readonly channel = new FakeChannel(this.clock);
  readonly bureau = new FakeBureau(this.clock);
  readonly directory = mkdtempSync(join(SCRATCH, 'yizhan-orders-'));
  #store: JournalStore | null = null;
  #seed = 1;

  get store(): JournalStore {
    return (this.#store ??= this.reopen());
  }

  /** The journal as a new start finds it. */
  reopen(): JournalStore {
    this.#store?.abandon();
    const opened = openJournalStore({ directory: this.directory, terminalId: 'YN-TEST', mark: 'test' });
    if (!opened.ok) throw new Error(opened.error.detail);
    this.#store = opened.value;
    return opened.value;
  }

  journal(): InProcessJournal {
    return new InProcessJournal(this.store, this.clock);
  }

  engine(
    ports: {
      journal?: Journal;
      channel?: PaymentChannel;
      bureau?: TaxBureau;
      recoverPatienceMs?: number;
    } = {},
  ): PaymentEngine {
    return new PaymentEngine({
      clock: this.clock,
      journal: ports.journal ?? this.journal(),
      channel: ports.channel ?? this.channel,
      bureau: ports.bureau ?? this.bureau,
      limitFen: 500_000,
      ...(ports.recoverPatienceMs === undefined ? {} : { recoverPatienceMs: ports.recoverPatienceMs }),
      random: (count) => {
        const bytes = new Uint8Array(count);
        for (let i = 0; i < count; i++) {
          this.#seed = (Math.imul(this.#seed, 1_664_525) + 1_013_904_223) >>> 0;
          bytes[i] = this.#seed >>> 24;
        }
        return bytes;
      },
    });
  }

  request(bills: readonly Bill[] = [demoBill('B1', 12_345)]): Parameters<PaymentEngine['create']>[0] {
    return {
      sessionId: 'S1',
      taxpayerId: 'T1',
      payer: { name: '张*', idNumber: '530***********001X' },
      bills,
    };
  }

  dispose(): void {
    this.#store?.abandon();
    this.#store = null;
    rmSync(this.directory, { recursive: true, force: true });
  }
}
