import { delay, type Clock } from '../../contract/clock.ts';
import type { Journal } from '../journal/journal.ts';
import type { GatewayError } from '../gateways/gateway.ts';
import type { PaymentChannel, Trade } from '../gateways/payment-channel.ts';
import type { TaxBureau } from '../gateways/tax-bureau.ts';
import { channelOrderNo } from './ids.ts';
import { reduce } from './payment-order.ts';
import type { PaymentOrder } from './payment-orders.ts';
import {
  isCase,
  isClosed,
  publicOrder,
  type ChargeAnswer,
  type LockAnswer,
  type PaymentEffect,
  type PaymentEvent,
  type PaymentState,
  type PaymentStep,
  type PostAnswer,
  type ReverseAnswer,
  type TradeAnswer,
} from './payment-state.ts';
import type { Result } from '../../contract/result.ts';

export interface PaymentPorts {
  readonly clock: Clock;
  readonly journal: Journal;
  readonly bureau: TaxBureau;
  readonly channel: PaymentChannel;
}

/** Gateways have their own limits (20 s); this one only holds should one of them break its word. */
const CALL_LIMIT_MS = 45_000;
/** A payment code is forgotten after this, sent or not (REL-07). */
const CODE_LIVES_MS = 60_000;
const WRITE_AGAIN_FIRST_MS = 1000;
const WRITE_AGAIN_LAST_MS = 60_000;
/** A day of tries to write an outcome; after that the next start recovers the order from the journal. */
const MOST_WRITES = 1440;
const LOOK_AT_LOCK_EVERY_MS = 60_000;

export type Applied =
  | { readonly kind: 'done' }
  | { readonly kind: 'ignored'; readonly reason: string }
  | { readonly kind: 'journal-away' };

/**
 * One payment order under way: takes events one at a time, writes the step, then carries its effects out.
 * Nothing is shown or done before the write has come back flushed.
 */
export class PaymentDriver {
  readonly #ports: PaymentPorts;
  readonly #stop = new AbortController();
  readonly #listeners = new Set<(order: PaymentOrder) => void>();
  readonly #watchers = new Set<() => void>();
  #state: PaymentState;
  #queue: Promise<unknown> = Promise.resolve();
  #timer: unknown = null;
  #lockTimer: unknown = null;
  #payCode: { code: string; presentedAt: number } | null = null;
  #ageBase: number;
  #ageFrom: number;
  #inFlight = 0;
  #lastFailed = false;

  constructor(ports: PaymentPorts, state: PaymentState) {
    this.#ports = ports;
    this.#state = state;
    // After a restart only the wall clock knows how old the attempt is; within a run only the monotonic one is asked.
    const { clock } = ports;
    this.#ageBase = state.sentAt === null ? 0 : Math.max(state.age, clock.now() - state.sentAt);
    this.#ageFrom = clock.monotonic();
  }

  get state(): PaymentState {
    return this.#state;
  }

  get order(): PaymentOrder {
    return publicOrder(this.#state);
  }

  /** True while a journey watches. */
  get observed(): boolean {
    return this.#listeners.size > 0;
  }

  /** Nothing left to do, or only for a person, or the other side does not answer just now, or this run is over. */
  get settled(): boolean {
    return (
      this.#stop.signal.aborted ||
      isClosed(this.#state) ||
      isCase(this.#state.status) ||
      (this.#lastFailed && this.#inFlight === 0)
    );
  }

  observe(listener: (order: PaymentOrder) => void): () => void {
    this.#listeners.add(listener);
    listener(this.order);
    return () => this.#listeners.delete(listener);
  }

  /** Resolves when `settled`, or after `patienceMs`. */
  whenSettled(patienceMs: number): Promise<void> {
    if (this.settled) return Promise.resolve();
    return new Promise((resolve) => {
      const done = (): void => {
        this.#ports.clock.clearTimeout(timer);
        this.#watchers.delete(look);
        resolve();
      };
      const look = (): void => {
        if (this.settled) done();
      };
      const timer = this.#ports.clock.setTimeout(done, patienceMs);
      this.#watchers.add(look);
    });
  }

  /** Writes the new order's first entry: the intention to lock. */
  async begin(): Promise<boolean> {
    const { orderId, sessionId, taxpayerId, payer, reference, totalFen, bills } = this.#state;
    const written = await this.#ports.journal.append({
      kind: 'order.created',
      orderId,
      sessionId,
      body: { status: 'created', reference, totalFen, billIds: bills.map((bill) => bill.billId) },
      personal: { taxpayerId, payerName: payer.name, payerIdNumber: payer.idNumber },
      order: this.#row(this.#state),
    });
    return written.ok;
  }

  /** Locks the bills and writes the answer. An answer that cannot be written is given back to the bureau when it can. */
  async lock(): Promise<{ answer: LockAnswer; applied: Applied }> {
    const answer = await this.#call(() => this.#askLock());
    const applied = await this.dispatch({ type: 'lock-answered', answer });
    if (applied.kind === 'journal-away') {
      void this.#deliver({ type: 'lock-answered', answer: { kind: 'unknown', detail: 'not written' } });
    }
    return { answer, applied };
  }

  /** Presents a payment code. It stays in memory until it is sent, a minute at most. */
  async charge(payCode: string, mac: string): Promise<Applied> {
    const { clock } = this.#ports;
    const { lockExpiresAt, lockMarginMs } = this.#state;
    const code = { code: payCode, presentedAt: clock.monotonic() };
    const lockAlive = Date.parse(lockExpiresAt) - clock.now() > lockMarginMs;
    return this.dispatch(
      { type: 'charge', codeMac: mac, codePrefix: payCode.slice(0, 2), lockAlive, at: clock.now() },
      () => {
        if (this.#state.status === 'charging') this.#payCode = code;
      },
    );
  }

  /** Tries one event once: `journal-away` means that nothing has changed and nothing was done. */
  dispatch(event: PaymentEvent, onWritten?: () => void): Promise<Applied> {
    const applied = this.#queue.then(() => this.#apply(event, onWritten));
    this.#queue = applied;
    return applied;
  }

  /** Ends all waiting. What is under way outside is left to recovery. */
  async close(): Promise<void> {
    this.#stop.abort();
    this.#payCode = null;
    this.#ports.clock.clearTimeout(this.#timer);
    this.#ports.clock.clearTimeout(this.#lockTimer);
    this.#listeners.clear();
    await this.#queue;
    for (const look of [...this.#watchers]) look();
  }

  #age(): number {
    if (this.#state.sentAt === null) return 0;
    return this.#ageBase + (this.#ports.clock.monotonic() - this.#ageFrom);
  }

  async #apply(event: PaymentEvent, onWritten?: () => void): Promise<Applied> {
    if (this.#stop.signal.aborted) return { kind: 'ignored', reason: 'closed' };
    const steps: PaymentStep[] = [];
    const effects: PaymentEffect[] = [];
    const events: PaymentEvent[] = [event];
    let state = this.#state;
    for (let next = events.shift(); next !== undefined; next = events.shift()) {
      const step = reduce(state, next, this.#age());
      if (step.ignored !== null) {
        if (steps.length > 0) throw new Error(`${next.type} must follow ${event.type}: ${step.ignored}`);
        this.#noteIgnored(next, step.ignored);
        return { kind: 'ignored', reason: step.ignored };
      }
      steps.push(step);
      state = step.state;
      for (const effect of step.effects) {
        if (effect.kind === 'next') events.push(effect.event);
        else effects.push(effect);
      }
    }
    const entries = steps.flatMap((step) => (step.entry ? [{ ...step.entry, state: step.state }] : []));
    // Handed over in one turn: one transaction, one flush.
    const written = await Promise.all(
      entries.map((entry) =>
        this.#ports.journal.append({
          kind: entry.kind,
          orderId: entry.state.orderId,
          sessionId: entry.state.sessionId,
          body: entry.body,
          order: this.#row(entry.state),
        }),
      ),
    );
    if (written.some((result) => !result.ok)) return { kind: 'journal-away' };
    this.#state = state;
    onWritten?.();
    if (entries.length > 0) this.#tell();
    if (!this.#stop.signal.aborted) for (const effect of effects) this.#start(effect);
    this.#watchLock();
    for (const look of [...this.#watchers]) look();
    return { kind: 'done' };
  }

  #row(state: PaymentState) {
    return {
      orderId: state.orderId,
      orderKind: 'payment' as const,
      status: state.status,
      final: isClosed(state),
      reference: state.reference,
      state: JSON.stringify(state),
    };
  }

  #tell(): void {
    const order = this.order;
    for (const listener of [...this.#listeners]) listener(order);
  }

  /** Commands that do not fit are told to who gave them; an answer that does not fit belongs in the record. */
  #noteIgnored(event: PaymentEvent, reason: string): void {
    if (!event.type.endsWith('-answered')) return;
    const { orderId, sessionId, status } = this.#state;
    void this.#ports.journal.append({
      kind: 'order.ignored',
      orderId,
      sessionId,
      body: { event: event.type, status, reason },
    });
  }

  /** Brings an outcome in, again and again until it is written. */
  async #deliver(event: PaymentEvent): Promise<void> {
    const { clock } = this.#ports;
    for (let tries = 0; tries < MOST_WRITES && !this.#stop.signal.aborted; tries++) {
      const applied = await this.dispatch(event);
      if (applied.kind !== 'journal-away') return;
      await delay(clock, Math.min(WRITE_AGAIN_LAST_MS, WRITE_AGAIN_FIRST_MS * 2 ** tries), this.#stop.signal);
    }
  }

  #start(effect: PaymentEffect): void {
    const { clock } = this.#ports;
    if (effect.kind === 'wait') {
      clock.clearTimeout(this.#timer);
      this.#timer = clock.setTimeout(() => void this.#deliver({ type: 'due' }), effect.ms);
      return;
    }
    void this.#carryOut(effect);
  }

  async #carryOut(effect: PaymentEffect): Promise<void> {
    const attempt = this.#state.attempt;
    switch (effect.kind) {
      case 'charge':
        this.#ageBase = 0;
        this.#ageFrom = this.#ports.clock.monotonic();
        return this.#deliver({
          type: 'charge-answered',
          attempt,
          answer: await this.#call(() => this.#askCharge()),
        });
      case 'query':
        return this.#deliver({
          type: 'query-answered',
          attempt,
          answer: await this.#call(() => this.#askTrade()),
        });
      case 'reverse':
        return this.#deliver({
          type: 'reverse-answered',
          attempt,
          answer: await this.#call(() => this.#askReverse()),
        });
      case 'post':
        return this.#deliver({ type: 'post-answered', answer: await this.#call(() => this.#askPost()) });
      case 'unlock':
        return this.#deliver({ type: 'unlock-answered', answer: await this.#call(() => this.#askUnlock()) });
      case 'wait':
      case 'next':
        throw new Error(`${effect.kind} is not carried out here`);
    }
  }

  /** A call that throws or never ends has an unknown outcome, as one that was cut off has. */
  async #call<A extends { readonly kind: string }>(
    work: () => Promise<A>,
  ): Promise<A | { kind: 'unknown'; detail: string }> {
    const answered = new AbortController();
    const over = AbortSignal.any([this.#stop.signal, answered.signal]);
    const limit = delay(this.#ports.clock, CALL_LIMIT_MS, over).then(
      () => ({ kind: 'unknown', detail: 'no end in 45 s' }) as const,
    );
    this.#inFlight++;
    try {
      const answer = await Promise.race([work(), limit]);
      this.#lastFailed = answer.kind === 'away' || answer.kind === 'unknown';
      return answer;
    } catch (error) {
      this.#lastFailed = true;
      return {
        kind: 'unknown',
        detail: `gateway threw ${error instanceof Error ? error.name : typeof error}`,
      };
    } finally {
      this.#inFlight--;
      answered.abort();
    }
  }

  get #channelOrderNo(): string {
    return channelOrderNo(this.#state.orderId, this.#state.attempt);
  }

  async #askLock(): Promise<LockAnswer> {
    const { orderId, taxpayerId, bills } = this.#state;
    const locked = await this.#ports.bureau.lockBills({
      orderId,
      taxpayerId,
      bills: bills.map(({ billId, totalFen }) => ({ billId, totalFen })),
    });
    if (!locked.ok) return locked.error;
    const lock = locked.value;
    const forMs = Date.parse(lock.expiresAt) - this.#ports.clock.now();
    if (lock.orderId !== orderId || Number.isNaN(forMs))
      return { kind: 'unknown', detail: 'a lock of another order' };
    return {
      kind: 'locked',
      bills: lock.bills,
      totalFen: lock.totalFen,
      expiresAt: lock.expiresAt,
      forMs: Math.max(0, forMs),
    };
  }

  async #askCharge(): Promise<ChargeAnswer> {
    const held = this.#payCode;
    this.#payCode = null;
    const { clock, channel } = this.#ports;
    // Never sent: it is certain that this code has not paid.
    if (held === null || clock.monotonic() - held.presentedAt > CODE_LIVES_MS) {
      return { kind: 'refused', code: 'code-expired' };
    }
    const charged = await channel.charge({
      channelOrderNo: this.#channelOrderNo,
      amountFen: this.#state.totalFen,
      payCode: held.code,
      account: 'tax',
      description: this.#state.reference,
    });
    return charged.ok ? this.#trade(charged) : charged.error;
  }

  async #askTrade(): Promise<TradeAnswer> {
    return this.#trade(await this.#ports.channel.query(this.#channelOrderNo));
  }

  /** An answer about another order, or "paid" without a number, is no answer. */
  #trade(answer: Result<Trade, GatewayError<never>>): TradeAnswer {
    if (!answer.ok)
      return answer.error.kind === 'refused' ? { kind: 'unknown', detail: 'refused' } : answer.error;
    const trade = answer.value;
    if (trade.channelOrderNo !== this.#channelOrderNo) return { kind: 'unknown', detail: 'another order' };
    if (trade.state === 'paid' && (trade.transactionNo === null || trade.paidAt === null)) {
      return { kind: 'unknown', detail: 'paid without a number or a time' };
    }
    return { kind: 'trade', trade };
  }

  async #askReverse(): Promise<ReverseAnswer> {
    const reversed = await this.#ports.channel.reverse(this.#channelOrderNo);
    return reversed.ok ? { kind: reversed.value } : reversed.error;
  }

  async #askPost(): Promise<PostAnswer> {
    const { orderId, totalFen, transactionNo, paidAt } = this.#state;
    const posted = await this.#ports.bureau.post({
      orderId,
      totalFen,
      channelOrderNo: this.#channelOrderNo,
      channelTransactionNo: transactionNo ?? '',
      paidAt: paidAt ?? '',
    });
    if (!posted.ok) return posted.error;
    if (posted.value.orderId !== orderId) return { kind: 'unknown', detail: 'a posting of another order' };
    return { kind: 'posted', posting: posted.value };
  }

  async #askUnlock(): Promise<Extract<PaymentEvent, { type: 'unlock-answered' }>['answer']> {
    const unlocked = await this.#ports.bureau.unlockBills(this.#state.orderId);
    return unlocked.ok
      ? { kind: 'unlocked' }
      : unlocked.error.kind === 'refused'
        ? { kind: 'refused' }
        : unlocked.error;
  }

  /** An order that waits for a code when its lock ends is given up, unless a journey still shows it and will say so itself. */
  #watchLock(): void {
    const { clock } = this.#ports;
    clock.clearTimeout(this.#lockTimer);
    const { status, locked, lockExpiresAt } = this.#state;
    if (this.#stop.signal.aborted || !locked) return;
    if (status !== 'created' && status !== 'declined' && status !== 'reversed') return;
    const left = Date.parse(lockExpiresAt) - clock.now();
    this.#lockTimer = clock.setTimeout(
      () => {
        if (this.observed || Date.parse(lockExpiresAt) > clock.now()) this.#watchLock();
        else void this.#deliver({ type: 'lock-expired' });
      },
      Math.min(3_600_000, Math.max(left, left <= 0 ? LOOK_AT_LOCK_EVERY_MS : 0)),
    );
  }
}
