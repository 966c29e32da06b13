import { fromCallback, fromPromise } from 'xstate';
import { beijingDate, beijingTime } from '../contract/beijing-time.ts';
import { delay, type Clock } from '../contract/clock.ts';
import type { Language } from '../contract/language.ts';
import { classifyPayCode } from '../contract/pay-code.ts';
import type { Screen, Service, UnavailableReason } from '../contract/screen.ts';
import type { Lamp, View } from '../contract/view.ts';
import type { BarcodeScanner } from '../devices/barcode-scanner/barcode-scanner.ts';
import type { Device } from '../devices/device.ts';
import { forget, type IdCardReader } from '../devices/id-card-reader/id-card-reader.ts';
import type { ReceiptPrinter } from '../devices/receipt-printer/receipt-printer.ts';
import type { PaymentChannel } from './gateways/payment-channel.ts';
import type { PostalService } from './gateways/postal-service.ts';
import type { TaxBureau } from './gateways/tax-bureau.ts';
import type { Person } from './journeys/errand.ts';
import { identifyMachine, type ReadCardEvent } from './journeys/identify.ts';
import {
  payTaxMachine,
  type CreateRequest,
  type FetchedBills,
  type FetchFailure,
  type OrderEvent,
  type ScanEvent,
} from './journeys/pay-tax.ts';
import type { Result } from '../contract/result.ts';
import type { Journal } from './journal/journal.ts';
import type { PaymentOrder, PaymentOrders } from './orders/payment-orders.ts';
import { SlipPrinter } from './receipts/slip-printer.ts';
import { judgeCard } from './session/card-judge.ts';
import { sessionMachine } from './session/session-machine.ts';
import { Session } from './session/session.ts';
import type { StationPort } from './station-port.ts';

/** A blink shorter than this does not disturb a journey (design.md §3). */
const BLINK_MS = 3000;
/** Long enough for a reader to answer whether a card still lies there. */
const CARD_LOOK_MS = 1500;
const RECOVER_AGAIN_FIRST_MS = 1000;
const RECOVER_AGAIN_LAST_MS = 30_000;
const DAY_MS = 86_400_000;

/** Everything a terminal is made of. Nothing here knows Electron; tests and simulation build the same object. */
export interface StationParts {
  readonly clock: Clock;
  readonly newId: () => string;
  readonly idCardReader: IdCardReader;
  readonly receiptPrinter: ReceiptPrinter;
  readonly barcodeScanner: BarcodeScanner;
  readonly taxBureau: TaxBureau;
  readonly paymentChannel: PaymentChannel;
  readonly postalService: PostalService;
  readonly journal: Journal;
  readonly orders: PaymentOrders;
  readonly composeSlip: (order: PaymentOrder, language: Language) => Uint8Array;
  readonly site: View['site'];
  readonly identities: 'demo' | 'real';
  readonly defaultLanguage: Language;
  readonly limits: {
    readonly orderFen: number;
    readonly passwordAboveFen: number;
    readonly idleSeconds: number;
    readonly idleWarningSeconds: number;
    /** Days after which a person's sealed data is erased from the journal. */
    readonly retentionDays: number;
  };
}

/** One terminal as a plain object: devices, orders, journal and the conversation, behind one picture and one intent. */
export class Station implements StationPort {
  readonly #parts: StationParts;
  readonly #session: Session;
  readonly #slips: SlipPrinter;
  readonly #listeners = new Set<(view: View) => void>();
  readonly #stops: (() => void)[] = [];
  #notes: Record<string, unknown>[] = [];
  readonly #closing = new AbortController();
  #ready = false;
  #seq = 0;
  #lastPicture = '';
  #view: View;
  #composing = false;
  #minute: unknown = null;
  #erasure: unknown = null;

  constructor(parts: StationParts) {
    this.#parts = parts;
    this.#slips = new SlipPrinter({
      orders: parts.orders,
      printer: parts.receiptPrinter,
      compose: parts.composeSlip,
    });
    this.#session = new Session({
      clock: parts.clock,
      input: {
        newId: parts.newId,
        judge: (card) => judgeCard(card, beijingDate(parts.clock.now()), parts.identities),
        limits: { orderFen: parts.limits.orderFen, passwordAboveFen: parts.limits.passwordAboveFen },
        available: (service) => this.#unavailable(service) === null,
      },
      machine: this.#machine(),
      defaultLanguage: parts.defaultLanguage,
      idleSeconds: parts.limits.idleSeconds,
      warningSeconds: parts.limits.idleWarningSeconds,
      home: () => this.#home(),
      keptDays: parts.limits.retentionDays,
      slipWillPrint: () => parts.receiptPrinter.health().state !== 'offline',
      onChange: () => this.#changed(),
      record: (kind, body) => this.#record(kind, body),
      onEnd: (sessionId) => this.#flushNotes(sessionId),
    });
    this.#view = this.#compose();
  }

  /** Opens devices, probes backends, recovers open orders, then serves. Resolves when citizens can be served. */
  async start(): Promise<void> {
    const { idCardReader, receiptPrinter, barcodeScanner, taxBureau, paymentChannel, postalService } =
      this.#parts;
    const devices: [string, Device][] = [
      ['id-card-reader', idCardReader],
      ['receipt-printer', receiptPrinter],
      ['barcode-scanner', barcodeScanner],
    ];
    for (const [name, device] of devices) {
      this.#stops.push(
        device.onHealth((health) => {
          this.#append('device.health', { device: name, state: health.state, reason: health.reason }, true);
          this.#changed();
        }),
      );
    }
    for (const [name, gateway] of [
      ['tax-bureau', taxBureau],
      ['payment-channel', paymentChannel],
      ['postal-service', postalService],
    ] as const) {
      this.#stops.push(
        gateway.onHealth((health) => {
          this.#append('gateway.health', { gateway: name, state: health.state }, true);
          this.#changed();
        }),
      );
      gateway.open();
    }
    this.#stops.push(this.#parts.journal.onHealth(() => this.#changed()));
    await Promise.all(devices.map(([, device]) => device.open()));
    await this.#recover();
    if (this.#closing.signal.aborted) return;
    this.#ready = true;
    this.#session.start();
    this.#tick();
    this.#erase();
    this.#changed();
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#session.stop();
    this.#parts.clock.clearTimeout(this.#minute);
    this.#parts.clock.clearTimeout(this.#erasure);
    for (const stop of this.#stops) stop();
    await this.#flushNotes(this.#session.sessionId);
    await this.#parts.orders.close();
    await Promise.all([
      this.#parts.idCardReader.close(),
      this.#parts.receiptPrinter.close(),
      this.#parts.barcodeScanner.close(),
      this.#parts.taxBureau.close(),
      this.#parts.paymentChannel.close(),
      this.#parts.postalService.close(),
    ]);
    await this.#parts.journal.close();
  }

  view(): View {
    return this.#view;
  }

  onView(listener: (view: View) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  intent(message: unknown): void {
    if (!this.#ready) return;
    this.#session.intent(message);
  }

  shellEvent(event: { kind: string; detail: Record<string, unknown> }): void {
    this.#append(`shell.${event.kind}`, event.detail);
  }

  /** Again and again until the record can be read and written: nobody is served over an order that was left open. */
  async #recover(): Promise<void> {
    const { clock, orders } = this.#parts;
    for (let pauseMs = RECOVER_AGAIN_FIRST_MS; !this.#closing.signal.aborted;) {
      if ((await orders.recover()).ok) return;
      await delay(clock, pauseMs, this.#closing.signal);
      pauseMs = Math.min(RECOVER_AGAIN_LAST_MS, pauseMs * 2);
    }
  }

  // ---- the picture ----

  /** Several changes of one turn make one picture. */
  #changed(): void {
    if (this.#composing) return;
    this.#composing = true;
    queueMicrotask(() => {
      this.#composing = false;
      const view = this.#compose();
      const picture = JSON.stringify({ ...view, seq: 0, countdown: view.countdown?.secondsTotal ?? null });
      if (picture === this.#lastPicture) {
        this.#view = { ...view, seq: this.#view.seq };
        return;
      }
      this.#lastPicture = picture;
      this.#view = view;
      this.#seq += 1;
      for (const listener of this.#listeners) listener(this.#view);
    });
  }

  #compose(): View {
    const { clock, site, identities } = this.#parts;
    const screen = this.#screen();
    return {
      seq: this.#seq + 1,
      screen,
      language: this.#session.language,
      accessibility: this.#session.accessibility,
      countdown: this.#ready ? this.#session.countdown() : null,
      lamps: {
        idCardReader: lamp(this.#parts.idCardReader, screen.kind === 'place-card'),
        receiptPrinter: lamp(this.#parts.receiptPrinter, false),
        barcodeScanner: lamp(this.#parts.barcodeScanner, screen.kind === 'scan-pay-code'),
      },
      site,
      time: beijingTime(clock.now()),
      demo: identities === 'demo',
      attendantCalled: this.#session.attendantCalled,
      canGoBack: this.#ready && this.#session.canGoBack(),
    };
  }

  #screen(): Screen {
    const isFree = !this.#ready || this.#session.idle;
    if (isFree && this.#parts.journal.health().state === 'offline') {
      return { kind: 'out-of-service', reason: 'journal-away' };
    }
    if (!this.#ready) return { kind: 'starting', openOrders: this.#parts.orders.openCount() };
    return this.#session.screen();
  }

  #tick(): void {
    const toNextMinute = 60_000 - (this.#parts.clock.now() % 60_000);
    this.#minute = this.#parts.clock.setTimeout(() => {
      this.#changed();
      this.#tick();
    }, toNextMinute);
  }

  #home(): Extract<Screen, { kind: 'home' }> {
    const services: readonly Service[] = ['pay-tax', 'pick-up', 'post-home', 'policies', 'track', 'help'];
    const printer = this.#parts.receiptPrinter.health();
    return {
      kind: 'home',
      tiles: services.map((service) => {
        const reason = this.#unavailable(service);
        return { service, available: reason === null, reason };
      }),
      notice:
        printer.reason === 'paper-out'
          ? 'printer-paper-out'
          : printer.state === 'offline'
            ? 'printer-away'
            : printer.reason === 'paper-low'
              ? 'printer-paper-low'
              : null,
    };
  }

  #unavailable(service: Service): UnavailableReason | null {
    if (service === 'help') return null;
    if (service !== 'pay-tax') return 'not-open-yet';
    const parts = this.#parts;
    if (parts.journal.health().state === 'offline') return 'journal-away';
    if (parts.idCardReader.health().state === 'offline') return 'card-reader-away';
    if (parts.barcodeScanner.health().state === 'offline') return 'scanner-away';
    if (parts.taxBureau.health().state === 'away') return 'bureau-away';
    if (parts.paymentChannel.health().state === 'away') return 'channel-away';
    return null;
  }

  // ---- the machines' world ----

  #machine(): typeof sessionMachine {
    const { clock, idCardReader, orders, taxBureau } = this.#parts;

    const identify = identifyMachine.provide({
      actors: {
        readCard: fromCallback<{ type: 'none' }>(({ sendBack }) => {
          const stop = new AbortController();
          void this.#readCard(stop.signal, sendBack);
          return () => stop.abort();
        }),
      },
    });

    const payTax = payTaxMachine.provide({
      actors: {
        fetchBills: fromPromise<Result<FetchedBills, FetchFailure>, Person>(({ input }) =>
          fetchBills(taxBureau, input),
        ),
        createOrder: fromPromise<Awaited<ReturnType<PaymentOrders['create']>>, CreateRequest>(({ input }) =>
          orders.create(input),
        ),
        watchOrder: fromCallback<{ type: 'none' }, string>(({ input, sendBack }) =>
          orders.observe(input, (order) => sendBack({ type: 'order', order } satisfies OrderEvent)),
        ),
        takePayCode: fromCallback<{ type: 'none' }, string>(({ input, sendBack }) => {
          const stop = new AbortController();
          void this.#takePayCode(input, stop.signal, sendBack);
          return () => stop.abort();
        }),
        releaseOrder: fromPromise<void, string>(async ({ input }) => {
          // Refused only where money may have moved; then recovery and the resolver own the order.
          await orders.abandon(input);
        }),
        printSlip: fromPromise(({ input }) => this.#slips.print(input, this.#session.language)),
        tellSlip: fromPromise<void, { orderId: string; cameOut: boolean }>(async ({ input }) => {
          await orders.receipt(input.orderId, input.cameOut ? 'print-confirmed' : 'print-failed');
        }),
      },
    });

    return sessionMachine.provide({
      actors: {
        identify,
        payTax,
        cardStillThere: fromPromise<boolean>(async () => {
          if (idCardReader.health().state === 'offline') return false;
          const stop = new AbortController();
          const looked = delay(clock, CARD_LOOK_MS, stop.signal).then(() => 'cancelled' as const);
          const gone = await Promise.race([idCardReader.waitForRemoval({ signal: stop.signal }), looked]);
          stop.abort();
          return gone === 'cancelled';
        }),
        cardTaken: fromPromise<void>(async ({ signal }) => {
          await idCardReader.waitForRemoval({ signal });
        }),
      },
    });
  }

  async #readCard(signal: AbortSignal, send: (event: ReadCardEvent) => void): Promise<void> {
    const { clock, idCardReader } = this.#parts;
    let awaySince: number | null = null;
    while (!signal.aborted) {
      const read = await idCardReader.read({
        signal,
        onCardFound: () => {
          if (!signal.aborted) send({ type: 'card-found' });
        },
      });
      if (signal.aborted) return;
      if (read.ok) {
        send({ type: 'card-read', card: read.value });
        // The photo is not used: no open decoder exists, the page shows a neutral avatar.
        forget(read.value);
        return;
      }
      if (read.error === 'cancelled') return;
      if (read.error !== 'offline') return send({ type: 'card-failed', error: read.error });
      awaySince ??= clock.monotonic();
      if (clock.monotonic() - awaySince >= BLINK_MS) return send({ type: 'card-failed', error: 'offline' });
      await delay(clock, 250, signal);
    }
  }

  async #takePayCode(orderId: string, signal: AbortSignal, send: (event: ScanEvent) => void): Promise<void> {
    const { clock, barcodeScanner, orders } = this.#parts;
    const tellReady = (): void => {
      if (barcodeScanner.health().state !== 'offline') send({ type: 'scanner-ready' });
    };
    signal.addEventListener('abort', barcodeScanner.onHealth(tellReady), { once: true });
    tellReady();
    let awaySince: number | null = null;
    while (!signal.aborted) {
      const scan = await barcodeScanner.scan({ signal });
      if (signal.aborted) return;
      if (!scan.ok) {
        if (scan.error === 'cancelled') return;
        awaySince ??= clock.monotonic();
        if (clock.monotonic() - awaySince >= BLINK_MS) {
          return send({ type: 'scan-problem', problem: 'scanner-away' });
        }
        await delay(clock, 250, signal);
        continue;
      }
      awaySince = null;
      const code = classifyPayCode(scan.value.text);
      if (!code.ok) {
        send({ type: 'scan-problem', problem: 'not-a-pay-code' });
        continue;
      }
      const charged = await orders.charge(orderId, code.code);
      if (charged.ok) {
        if (signal.aborted || charged.value.status !== 'declined') return;
        // The same code again: declined here, nobody was asked, so the page still waits for another.
        send({ type: 'scan-problem', problem: 'code-refused' });
        continue;
      }
      send({ type: 'charge-refused', reason: charged.error });
      if (charged.error !== 'not-chargeable') return;
    }
  }

  // ---- the record ----

  /** Notes of a session are one entry at its end: no flush while nobody's money is concerned. */
  #record(kind: string, body: Record<string, unknown>): void {
    if (kind === 'attendant.called') this.#append(kind, body);
    if (this.#notes.length < 500) this.#notes.push({ at: this.#parts.clock.now(), kind, ...body });
  }

  async #flushNotes(sessionId: string | null): Promise<void> {
    const notes = this.#notes;
    this.#notes = [];
    if (notes.length === 0) return;
    await this.#parts.journal.append({
      kind: 'session.record',
      ...(sessionId === null ? {} : { sessionId }),
      body: { notes },
      lazy: true,
    });
  }

  /** Once a start and once a day: who was here longer ago than the retention time is erased from the journal. */
  #erase(): void {
    const { clock, journal, limits } = this.#parts;
    const before = new Date(clock.now() - limits.retentionDays * DAY_MS).toISOString();
    void journal.eraseBefore(before).then((erased) => {
      if (!erased.ok) this.#append('erasure.failed', { reason: erased.error.reason });
    });
    this.#erasure = clock.setTimeout(() => this.#erase(), DAY_MS);
  }

  /** `lazy`: flushed with the next entry that is not. */
  #append(kind: string, body: Record<string, unknown>, lazy = false): void {
    const sessionId = this.#session.sessionId;
    void this.#parts.journal.append({ kind, ...(sessionId === null ? {} : { sessionId }), body, lazy });
  }
}

function lamp(device: Device, waiting: boolean): Lamp {
  const { state } = device.health();
  if (state === 'offline') return 'off';
  if (waiting) return 'waiting';
  return state === 'degraded' ? 'attention' : 'ready';
}

async function fetchBills(bureau: TaxBureau, person: Person): Promise<Result<FetchedBills, FetchFailure>> {
  const identified = await bureau.identify({ idNumber: person.idNumber, name: person.name });
  if (!identified.ok) {
    return { ok: false, error: identified.error.kind === 'refused' ? 'taxpayer-unknown' : 'bureau-away' };
  }
  const { taxpayerId } = identified.value;
  const bills = await bureau.bills(taxpayerId);
  if (!bills.ok) {
    return { ok: false, error: bills.error.kind === 'refused' ? 'taxpayer-unknown' : 'bureau-away' };
  }
  return { ok: true, value: { taxpayerId, bills: bills.value } };
}
