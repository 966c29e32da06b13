import { err, ok, type Result } from '../../contract/result.ts';
import type { BarcodeScanner, Scan, ScannerReason } from '../../devices/barcode-scanner/barcode-scanner.ts';
import type { Device, DeviceHealth } from '../../devices/device.ts';
import type {
  CardReaderReason,
  CardReadError,
  IdCard,
  IdCardReader,
} from '../../devices/id-card-reader/id-card-reader.ts';
import type {
  PrinterProfile,
  PrinterReason,
  PrintJob,
  PrintOutcome,
  ReceiptPrinter,
} from '../../devices/receipt-printer/receipt-printer.ts';

/** A device whose health a test sets by hand. For tests of the conversation; drivers are tested on simulators. */
class FakeDevice<Reason extends string> implements Device<Reason> {
  #health: DeviceHealth<Reason> = { state: 'ok', reason: null, since: 0, counters: {} };
  readonly #listeners = new Set<(health: DeviceHealth<Reason>) => void>();

  async open(): Promise<void> {}
  async close(): Promise<void> {}

  health(): DeviceHealth<Reason> {
    return this.#health;
  }

  onHealth(listener: (health: DeviceHealth<Reason>) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  setHealth(state: DeviceHealth['state'], reason: Reason | null = null): void {
    this.#health = { state, reason, since: 0, counters: {} };
    for (const listener of this.#listeners) listener(this.#health);
  }
}

/** One waiter at a time, ended by a value or by the signal. */
class Waiter<T> {
  #resolve: ((value: T) => void) | null = null;

  wait(signal: AbortSignal, cancelled: T): Promise<T> {
    return new Promise((resolve) => {
      if (signal.aborted) return resolve(cancelled);
      this.#resolve = resolve;
      signal.addEventListener('abort', () => this.give(cancelled), { once: true });
    });
  }

  get waiting(): boolean {
    return this.#resolve !== null;
  }

  give(value: T): void {
    const resolve = this.#resolve;
    this.#resolve = null;
    resolve?.(value);
  }
}

export class FakeIdCardReader extends FakeDevice<CardReaderReason> implements IdCardReader {
  readonly #reads = new Waiter<Result<IdCard, CardReadError>>();
  readonly #removals = new Waiter<'removed' | 'cancelled' | 'offline'>();
  #cardLies = false;

  read(options: { signal: AbortSignal; onCardFound?: () => void }): Promise<Result<IdCard, CardReadError>> {
    if (this.health().state === 'offline') return Promise.resolve(err('offline'));
    return this.#reads.wait(options.signal, err('cancelled'));
  }

  waitForRemoval(options: { signal: AbortSignal }): Promise<'removed' | 'cancelled' | 'offline'> {
    if (!this.#cardLies) return Promise.resolve('removed');
    return this.#removals.wait(options.signal, 'cancelled');
  }

  get reading(): boolean {
    return this.#reads.waiting;
  }

  place(card: IdCard): void {
    this.#cardLies = true;
    this.#reads.give(ok({ ...card, photo: new Uint8Array(card.photo) }));
  }

  fail(error: CardReadError): void {
    this.#reads.give(err(error));
  }

  lift(): void {
    this.#cardLies = false;
    this.#removals.give('removed');
  }
}

export class FakeBarcodeScanner extends FakeDevice<ScannerReason> implements BarcodeScanner {
  readonly #scans = new Waiter<Result<Scan, 'cancelled' | 'offline'>>();

  scan(options: { signal: AbortSignal }): Promise<Result<Scan, 'cancelled' | 'offline'>> {
    if (this.health().state === 'offline') return Promise.resolve(err('offline'));
    return this.#scans.wait(options.signal, err('cancelled'));
  }

  get armed(): boolean {
    return this.#scans.waiting;
  }

  give(text: string): void {
    this.#scans.give(ok({ text, symbology: 'Q1', at: 0 }));
  }

  vanish(): void {
    this.setHealth('offline', 'no-device');
    this.#scans.give(err('offline'));
  }
}

export class FakeReceiptPrinter extends FakeDevice<PrinterReason> implements ReceiptPrinter {
  readonly profile: PrinterProfile = {
    model: 'fake',
    dots: 576,
    columns: 48,
    charset: 'gb18030',
    processId: true,
    nativeQr: true,
    cut: 'partial',
    pictures: false,
  };
  readonly jobs: PrintJob[] = [];
  outcome: PrintOutcome = { kind: 'printed', confirmedBy: 'process-id' };

  print(job: PrintJob): Promise<PrintOutcome> {
    this.jobs.push(job);
    return Promise.resolve(this.outcome);
  }
}

export const demoCard: IdCard = {
  kind: 'resident',
  name: '赵示范',
  englishName: null,
  sex: 'male',
  nation: '01',
  nationality: null,
  birth: '1980-01-01',
  address: '云南省昆明市官渡区示范路1号演示大厦',
  idNumber: '539901198001010010',
  authority: '演示公安局',
  validFrom: '2020-01-01',
  validTo: '2040-01-01',
  passNumber: null,
  photo: new Uint8Array(1024),
  consistent: true,
};
