import { makeReference } from '../../contract/reference.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import { codeMac, uuidV7, type RandomBytes } from './ids.ts';
import { PaymentDriver, type PaymentPorts } from './payment-driver.ts';
import type { CreateFailure, PaymentOrder, PaymentOrders, ReceiptEvent } from './payment-orders.ts';
import { isCase, isClosed, newPaymentState, parsePaymentState } from './payment-state.ts';

export interface PaymentEngineOptions extends PaymentPorts {
  readonly random: RandomBytes;
  /** One order's limit in fen; beyond it the counter helps. */
  readonly limitFen: number;
  /** How long a start waits for open orders to be decided before they go on in the background. */
  readonly recoverPatienceMs?: number;
}

const RECOVER_PATIENCE_MS = 35_000;
/** How long giving up waits for the bureau to free the bills; it goes on trying afterwards. */
const RELEASE_PATIENCE_MS = 10_000;
/** Closed orders kept in memory for the page and the receipt. */
const CLOSED_KEPT = 20;

/**
 * The payment orders of this terminal: the reducer's effects carried out through the ports (design.md §4).
 *
 * Flushes of a normally paid bill (PERF-5: at most 7), one durable commit each:
 * 1 created (before lock) · 2 locked (after lock, before it is shown) · 3 charging (before charge) · 4 paid + posting
 * (after charge, before post) · 5 posted (after post) · 6 receipt printing (before print) · 7 receipt printed (after print).
 */
export class PaymentEngine implements PaymentOrders {
  readonly #options: PaymentEngineOptions;
  readonly #drivers = new Map<string, PaymentDriver>();
  readonly #loading = new Map<string, Promise<PaymentDriver | 'journal-away' | null>>();
  #closed = false;

  constructor(options: PaymentEngineOptions) {
    this.#options = options;
  }

  async create(
    request: Parameters<PaymentOrders['create']>[0],
  ): Promise<Result<PaymentOrder, CreateFailure>> {
    const { clock, random, journal, limitFen } = this.#options;
    const totalFen = request.bills.reduce((sum, bill) => sum + bill.totalFen, 0);
    if (totalFen > limitFen) return err('over-limit');
    if (this.#closed || journal.health().state === 'offline') return err('journal-away');
    if (this.#undecided(request.bills.map((bill) => bill.billId))) return err('locked-elsewhere');

    const state = newPaymentState({
      orderId: uuidV7(clock.now(), random),
      reference: makeReference(random),
      sessionId: request.sessionId,
      taxpayerId: request.taxpayerId,
      payer: request.payer,
      bills: request.bills,
      codeSalt: Buffer.from(random(16)).toString('hex'),
    });
    const driver = new PaymentDriver(this.#options, state);
    if (!(await driver.begin())) return err('journal-away');
    this.#keep(driver);
    const { answer, applied } = await driver.lock();
    if (applied.kind === 'journal-away') return err('journal-away');
    if (driver.state.status === 'created' && driver.state.locked) return ok(driver.order);
    if (answer.kind === 'refused') return err(answer.code);
    return err(answer.kind === 'locked' ? 'amount-changed' : 'bureau-away');
  }

  /** A bill is never armed for a second code while money may hang on a first (REL-04). */
  #undecided(billIds: readonly string[]): boolean {
    const atStake = ['charging', 'unknown', 'reversing', 'paid', 'posting', 'refundDue', 'unresolved'];
    return [...this.#drivers.values()].some(
      ({ state }) =>
        atStake.includes(state.status) && state.bills.some((bill) => billIds.includes(bill.billId)),
    );
  }

  async charge(
    orderId: string,
    payCode: string,
  ): Promise<Result<PaymentOrder, 'not-chargeable' | 'lock-expired' | 'journal-away'>> {
    const driver = this.#drivers.get(orderId);
    if (!driver) return err('not-chargeable');
    const applied = await driver.charge(payCode, codeMac(driver.state.codeSalt, payCode));
    if (applied.kind === 'done') return ok(driver.order);
    if (applied.kind === 'journal-away') return err('journal-away');
    const { status, lockExpiresAt } = driver.state;
    const ranOut = status === 'abandoned' && Date.parse(lockExpiresAt) <= this.#options.clock.now();
    return err(applied.reason === 'lock-expired' || ranOut ? 'lock-expired' : 'not-chargeable');
  }

  async abandon(orderId: string): Promise<Result<PaymentOrder, 'not-abandonable' | 'journal-away'>> {
    const driver = this.#drivers.get(orderId);
    if (!driver) return err('not-abandonable');
    const applied = await driver.dispatch({ type: 'abandon' });
    if (applied.kind === 'journal-away') return err('journal-away');
    // Given up before is given up as well.
    if (applied.kind === 'ignored' && driver.state.status !== 'abandoned') return err('not-abandonable');
    await driver.whenSettled(RELEASE_PATIENCE_MS);
    return ok(driver.order);
  }

  async receipt(
    orderId: string,
    event: ReceiptEvent,
  ): Promise<Result<PaymentOrder, 'journal-away' | 'not-due'>> {
    const driver = await this.#find(orderId);
    if (driver === 'journal-away') return err('journal-away');
    if (driver === null) return err('not-due');
    const applied = await driver.dispatch({ type: event });
    this.#forgetSome();
    if (applied.kind === 'done') return ok(driver.order);
    return err(applied.kind === 'journal-away' ? 'journal-away' : 'not-due');
  }

  /** Writes a person's decision on a case: the money went back, was booked by hand, or was never taken. */
  async decide(
    orderId: string,
    outcome: 'refunded' | 'posted' | 'reversed',
    by: string,
  ): Promise<Result<PaymentOrder, 'journal-away' | 'not-a-case'>> {
    const driver = await this.#find(orderId);
    if (driver === 'journal-away') return err('journal-away');
    if (driver === null) return err('not-a-case');
    const applied = await driver.dispatch({ type: 'decided', outcome, by });
    if (applied.kind === 'done') return ok(driver.order);
    return err(applied.kind === 'journal-away' ? 'journal-away' : 'not-a-case');
  }

  get(orderId: string): PaymentOrder | null {
    return this.#drivers.get(orderId)?.order ?? null;
  }

  observe(orderId: string, listener: (order: PaymentOrder) => void): () => void {
    return this.#drivers.get(orderId)?.observe(listener) ?? (() => undefined);
  }

  async recover(): Promise<Result<{ recovered: number; stillOpen: number }, 'journal-away'>> {
    const open = await this.#options.journal.openOrders();
    if (!open.ok) return err('journal-away');
    const found: PaymentDriver[] = [];
    for (const row of open.value) {
      if (row.orderKind !== 'payment' || this.#drivers.has(row.orderId)) continue;
      const state = parsePaymentState(row.state);
      // The chain holds, so this program wrote it: a state that cannot be read is a bug, and no citizen may be served over it.
      if (state === null) throw new Error(`order ${row.orderId} cannot be read from the journal`);
      const driver = new PaymentDriver(this.#options, state);
      this.#keep(driver);
      found.push(driver);
    }
    const patience = this.#options.recoverPatienceMs ?? RECOVER_PATIENCE_MS;
    const written = await Promise.all(
      found.map(async (driver) => {
        const applied = await driver.dispatch({ type: 'recovered' });
        if (applied.kind === 'done') await driver.whenSettled(patience);
        return applied.kind !== 'journal-away';
      }),
    );
    if (written.includes(false)) {
      // Tried again as a whole by the next call: nothing was done for what could not be written.
      await Promise.all(
        found.map(async (driver, index) => {
          if (written[index] === true) return;
          this.#drivers.delete(driver.state.orderId);
          await driver.close();
        }),
      );
      return err('journal-away');
    }
    return ok({ recovered: found.length, stillOpen: found.filter(({ state }) => !isClosed(state)).length });
  }

  openCount(): number {
    return [...this.#drivers.values()].filter(
      (driver) => !isClosed(driver.state) && !isCase(driver.state.status) && !driver.observed,
    ).length;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#drivers.values()].map((driver) => driver.close()));
    this.#drivers.clear();
  }

  #keep(driver: PaymentDriver): void {
    this.#drivers.set(driver.state.orderId, driver);
    this.#forgetSome();
  }

  #forgetSome(): void {
    const closed = [...this.#drivers.values()].filter((driver) => isClosed(driver.state) && !driver.observed);
    for (const driver of closed.slice(0, Math.max(0, closed.length - CLOSED_KEPT))) {
      this.#drivers.delete(driver.state.orderId);
      void driver.close();
    }
  }

  /** A closed order may have left memory; its receipt can still be printed. */
  #find(orderId: string): Promise<PaymentDriver | 'journal-away' | null> {
    const known = this.#drivers.get(orderId);
    if (known) return Promise.resolve(known);
    const loading =
      this.#loading.get(orderId) ?? this.#load(orderId).finally(() => this.#loading.delete(orderId));
    this.#loading.set(orderId, loading);
    return loading;
  }

  async #load(orderId: string): Promise<PaymentDriver | 'journal-away' | null> {
    const row = await this.#options.journal.order(orderId);
    if (!row.ok) return 'journal-away';
    // An open order belongs to recovery.
    const state = row.value?.final === true ? parsePaymentState(row.value.state) : null;
    if (state === null) return null;
    const driver = new PaymentDriver(this.#options, state);
    this.#keep(driver);
    return driver;
  }
}
