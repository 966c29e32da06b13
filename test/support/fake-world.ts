import { ok, type Result } from '../../contract/result.ts';
import type { Gateway, GatewayHealth } from '../../main/gateways/gateway.ts';
import type { PaymentChannel } from '../../main/gateways/payment-channel.ts';
import type { TaxBureau } from '../../main/gateways/tax-bureau.ts';
import type { Journal, JournalAppend, JournalFailure } from '../../main/journal/journal.ts';
import type { CreateFailure, PaymentOrder, PaymentOrders } from '../../main/orders/payment-orders.ts';
import { Station, type StationParts } from '../../main/station.ts';
import { demoBill, demoOrder } from './demo-data.ts';
import { FakeBarcodeScanner, FakeIdCardReader, FakeReceiptPrinter } from './fake-devices.ts';
import { VirtualClock } from './virtual-clock.ts';

class FakeGateway implements Gateway {
  #health: GatewayHealth = { state: 'ok', since: 0 };
  readonly #listeners = new Set<(health: GatewayHealth) => void>();

  health(): GatewayHealth {
    return this.#health;
  }
  onHealth(listener: (health: GatewayHealth) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
  open(): void {}
  async close(): Promise<void> {}
  setAway(away: boolean): void {
    this.#health = { state: away ? 'away' : 'ok', since: 0 };
    for (const listener of this.#listeners) listener(this.#health);
  }
}

const unused = (): never => {
  throw new Error('not called through the fake: orders are faked whole');
};

export class FakeTaxBureau extends FakeGateway implements TaxBureau {
  identifyAnswer: Awaited<ReturnType<TaxBureau['identify']>> = ok({ taxpayerId: 'TP-1' });
  billsAnswer: Awaited<ReturnType<TaxBureau['bills']>> = ok([demoBill(1), demoBill(2)]);
  async identify(): ReturnType<TaxBureau['identify']> {
    return this.identifyAnswer;
  }
  async bills(): ReturnType<TaxBureau['bills']> {
    return this.billsAnswer;
  }
  lockBills = unused;
  unlockBills = unused;
  post = unused;
  queryPosting = unused;
}

class FakePaymentChannel extends FakeGateway implements PaymentChannel {
  charge = unused;
  query = unused;
  reverse = unused;
  refund = unused;
  dailyBill = unused;
}

export class FakeJournal implements Journal {
  readonly appended: JournalAppend[] = [];
  #state: ReturnType<Journal['health']> = { state: 'ok', reason: null };
  readonly #listeners = new Set<(health: ReturnType<Journal['health']>) => void>();

  async append(entry: JournalAppend): Promise<Result<{ seq: number }, JournalFailure>> {
    this.appended.push(entry);
    return ok({ seq: this.appended.length });
  }
  async openOrders(): ReturnType<Journal['openOrders']> {
    return ok([]);
  }
  async order(): ReturnType<Journal['order']> {
    return ok(null);
  }
  async entries(): ReturnType<Journal['entries']> {
    return ok([]);
  }
  readonly erasedBefore: string[] = [];
  async eraseBefore(before: string): ReturnType<Journal['eraseBefore']> {
    this.erasedBefore.push(before);
    return ok(0);
  }
  health(): ReturnType<Journal['health']> {
    return this.#state;
  }
  onHealth(listener: (health: ReturnType<Journal['health']>) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
  fail(): void {
    this.#state = { state: 'offline', reason: 'io-error' };
    for (const listener of this.#listeners) listener(this.#state);
  }
  async close(): Promise<void> {}
}

/** Orders whose course the test decides; the engine itself is tested beside its source. */
export class FakePaymentOrders implements PaymentOrders {
  createAnswer: Result<PaymentOrder, CreateFailure> = ok(demoOrder());
  readonly charged: string[] = [];
  abandoned = 0;
  #order: PaymentOrder = demoOrder();
  readonly #listeners = new Set<(order: PaymentOrder) => void>();

  async create(): Promise<Result<PaymentOrder, CreateFailure>> {
    if (this.createAnswer.ok) this.#order = this.createAnswer.value;
    return this.createAnswer;
  }
  async charge(_orderId: string, payCode: string): ReturnType<PaymentOrders['charge']> {
    this.charged.push(payCode);
    this.set({ status: 'charging', attempt: this.#order.attempt + 1 });
    return ok(this.#order);
  }
  async abandon(): ReturnType<PaymentOrders['abandon']> {
    this.abandoned += 1;
    this.set({ status: 'abandoned' });
    return ok(this.#order);
  }
  async receipt(
    _orderId: string,
    event: Parameters<PaymentOrders['receipt']>[1],
  ): ReturnType<PaymentOrders['receipt']> {
    const track = {
      'print-started': 'printing',
      'print-confirmed': 'printed',
      'print-unsure': 'unsure',
      'print-not-started': 'slip',
      'print-failed': 'slip',
    } as const;
    this.set({ receipt: track[event], prints: this.#order.prints + (event === 'print-started' ? 1 : 0) });
    return ok(this.#order);
  }
  get(): PaymentOrder | null {
    return this.#order;
  }
  observe(_orderId: string, listener: (order: PaymentOrder) => void): () => void {
    this.#listeners.add(listener);
    listener(this.#order);
    return () => this.#listeners.delete(listener);
  }
  async recover(): ReturnType<PaymentOrders['recover']> {
    return ok({ recovered: 0, stillOpen: 0 });
  }
  openCount(): number {
    return 0;
  }
  async close(): Promise<void> {}

  set(change: Partial<PaymentOrder>): void {
    this.#order = { ...this.#order, ...change };
    for (const listener of this.#listeners) listener(this.#order);
  }
  get order(): PaymentOrder {
    return this.#order;
  }
}

/** A whole station on fakes and a virtual clock, for tests of the conversation. */
export function fakeWorld(change: Partial<StationParts> = {}) {
  const clock = new VirtualClock();
  const world = {
    clock,
    reader: new FakeIdCardReader(),
    printer: new FakeReceiptPrinter(),
    scanner: new FakeBarcodeScanner(),
    bureau: new FakeTaxBureau(),
    channel: new FakePaymentChannel(),
    postal: new FakeGateway(),
    journal: new FakeJournal(),
    orders: new FakePaymentOrders(),
  };
  let ids = 0;
  const station = new Station({
    clock,
    newId: () => `session-${++ids}`,
    idCardReader: world.reader,
    receiptPrinter: world.printer,
    barcodeScanner: world.scanner,
    taxBureau: world.bureau,
    paymentChannel: world.channel,
    postalService: world.postal,
    journal: world.journal,
    orders: world.orders,
    composeSlip: (order, language) => new TextEncoder().encode(`${order.status} ${language}`),
    site: { name: '官渡示范服务点', nameEn: 'Guandu Demo Point', region: '云南官渡', postcode: '650200' },
    identities: 'demo',
    defaultLanguage: 'zh-CN',
    limits: {
      orderFen: 500_000,
      passwordAboveFen: 100_000,
      idleSeconds: 120,
      idleWarningSeconds: 30,
      retentionDays: 7,
    },
    ...change,
  });
  return { ...world, station };
}
