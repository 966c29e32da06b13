import { beijingDate, beijingTime } from '../contract/beijing-time.ts';
import { delay, type Clock } from '../contract/clock.ts';
import type { Language } from '../contract/language.ts';
import type { Screen, Service, UnavailableReason } from '../contract/screen.ts';
import type { Lamp, View } from '../contract/view.ts';
import type { BarcodeScanner } from '../devices/barcode-scanner/barcode-scanner.ts';
import type { Device } from '../devices/device.ts';
import type { IdCardReader } from '../devices/id-card-reader/id-card-reader.ts';
import type { ReceiptPrinter } from '../devices/receipt-printer/receipt-printer.ts';
import type { PaymentChannel } from './gateways/payment-channel.ts';
import type { PostalService } from './gateways/postal-service.ts';
import type { TaxBureau } from './gateways/tax-bureau.ts';
import type { Journal } from './journal/journal.ts';
import type { PaymentOrder, PaymentOrders } from './orders/payment-orders.ts';
import { SlipPrinter } from './receipts/slip-printer.ts';
import { judgeCard } from './session/card-judge.ts';
import { sessionWorld } from './session/session-world.ts';
import { Session } from './session/session.ts';
import type { StationPort } from './station-port.ts';

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
      clock: parts.clock,
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
      machine: sessionWorld({
        ...parts,
        printSlip: (orderId) => this.#slips.print(orderId, this.#session.language),
      }),
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
