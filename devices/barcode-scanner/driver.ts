import { createHash } from 'node:crypto';
import { delay, type Clock } from '../../contract/clock.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import { Connection } from '../connection.ts';
import { HealthMonitor } from '../device-health.ts';
import type { DeviceHealth } from '../device.ts';
import { createTransport, type TransportConfig } from '../transport/open-transport.ts';
import type { Transport } from '../transport/transport.ts';
import type { BarcodeScanner, Scan, ScannerReason } from './barcode-scanner.ts';
import { SuffixFramer, type RawScan } from './framing.ts';
import { HidPosFramer } from './hid-pos.ts';
import { scannerProfiles, type ScannerProfile, type ScannerProfileName } from './profile.ts';
import { decodeText, splitAim } from './protocol.ts';

/** How often a scan that waits for its line looks whether it is back. */
const LOOK_MS = 100;

export interface BarcodeScannerOptions {
  readonly transport: TransportConfig;
  readonly profile: ScannerProfileName | ScannerProfile;
  readonly clock: Clock;
}

/** A barcode scanner on a serial line or as USB HID POS. */
export function createBarcodeScanner({ transport, profile, clock }: BarcodeScannerOptions): LineScanner {
  return new LineScanner({
    transport: createTransport(transport, clock),
    profile: typeof profile === 'string' ? scannerProfiles[profile] : profile,
    clock,
  });
}

export class LineScanner implements BarcodeScanner {
  readonly #clock: Clock;
  readonly #profile: ScannerProfile;
  readonly #transport: Transport;
  readonly #health: HealthMonitor<ScannerReason>;
  readonly #connection: Connection<ScannerReason>;
  readonly #framer: SuffixFramer | HidPosFramer;
  readonly #closing = new AbortController();
  /** The caller being served. */
  #claim: object | null = null;
  #lostAt = -Infinity;
  /** Set while a caller waits; scans that began before `since` belong to an older page. */
  #armed: { since: number; take: (scan: Scan) => void } | null = null;
  /** The scan given last, as a digest: the code itself may be money. */
  #last = { digest: '', at: -Infinity };

  constructor(options: { transport: Transport; profile: ScannerProfile; clock: Clock }) {
    const { transport, profile, clock } = options;
    this.#clock = clock;
    this.#profile = profile;
    this.#transport = transport;
    this.#health = new HealthMonitor<ScannerReason>(clock, { state: 'offline', reason: 'no-device' });
    const framerOptions = {
      maxBytes: profile.maxBytes,
      gapMs: profile.framing.gapMs,
      onDropped: (why: 'too-long' | 'cut-off') =>
        this.#health.count(why === 'too-long' ? 'tooLongCount' : 'cutOffCount'),
    };
    this.#framer =
      profile.framing.kind === 'suffix'
        ? new SuffixFramer(profile.framing.suffix, framerOptions)
        : new HidPosFramer(framerOptions);
    transport.onData((chunk) => {
      for (const scan of this.#framer.push(chunk, clock.monotonic())) this.#receive(scan);
    });
    this.#connection = new Connection<ScannerReason>({
      transport,
      clock,
      health: this.#health,
      away: 'no-device',
      greet: (line) => {
        this.#framer.reset();
        line.addEventListener('abort', () => (this.#lostAt = clock.monotonic()), { once: true });
        return Promise.resolve(ok({ state: 'ok', reason: null }));
      },
    });
  }

  open(): Promise<void> {
    return this.#connection.open();
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#connection.close();
  }

  health(): DeviceHealth<ScannerReason> {
    return this.#health.current();
  }

  onHealth(listener: (health: DeviceHealth<ScannerReason>) => void): () => void {
    return this.#health.listen(listener);
  }

  async scan({ signal: caller }: { signal: AbortSignal }): Promise<Result<Scan, 'cancelled' | 'offline'>> {
    if (this.#claim !== null) throw new Error('the scanner serves one caller at a time');
    const claim = {};
    this.#claim = claim;
    // At once on abort: who leaves one page may stand before the next in the same turn.
    const free = (): void => {
      if (this.#claim !== claim) return;
      this.#claim = null;
      this.#armed = null;
    };
    // Ends the parts of this call that still wait when one of them has decided.
    const over = new AbortController();
    const signal = AbortSignal.any([caller, this.#closing.signal, over.signal]);
    try {
      return await new Promise((resolve) => {
        if (signal.aborted) return resolve(err('cancelled'));
        signal.addEventListener('abort', () => (free(), resolve(err('cancelled'))), { once: true });
        this.#armed = { since: this.#clock.monotonic(), take: (scan) => resolve(ok(scan)) };
        void this.#keepLit(signal).then(() => resolve(err('offline')));
      });
    } finally {
      over.abort();
      free();
      if (this.#claim === null) void this.#send('stop');
    }
  }

  /** Triggers while the line is up, again and again. Resolves when the line stays away, or at the signal. */
  async #keepLit(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      if (!this.#connection.isUp) {
        const left = this.#lostAt + this.#profile.blinkMs - this.#clock.monotonic();
        if (left <= 0) return;
        await delay(this.#clock, Math.min(left, LOOK_MS), signal);
        continue;
      }
      await this.#send('start');
      const line = this.#connection.signal;
      const repeatMs = this.#profile.trigger?.repeatMs ?? this.#profile.blinkMs;
      await delay(this.#clock, repeatMs, AbortSignal.any([signal, line]));
    }
  }

  async #send(command: 'start' | 'stop'): Promise<void> {
    const { trigger } = this.#profile;
    if (!trigger || !this.#connection.isUp) return;
    const sent = await this.#transport.write(
      new Uint8Array(Buffer.from(trigger[command].replaceAll(' ', ''), 'hex')),
    );
    if (!sent.ok) this.#health.count('triggerErrorCount');
  }

  #receive(raw: RawScan): void {
    const framing = this.#profile.framing;
    const split = framing.kind === 'suffix' && framing.aimPrefix ? splitAim(raw.bytes) : raw;
    const armed = this.#armed;
    if (!armed || raw.startedAt < armed.since) return this.#health.count('strayScanCount');
    const text = decodeText(split.bytes);
    if (!text.ok) return this.#health.count('unreadableCount');

    const now = this.#clock.monotonic();
    const digest = createHash('sha256').update(`${split.symbology}\n${text.value}`).digest('base64');
    const same = digest === this.#last.digest && now - this.#last.at < this.#profile.sameCodeMs;
    this.#last = { digest, at: now };
    // The window slides: a code left under the window is one scan, however long it lies there.
    if (same) return this.#health.count('duplicateCount');
    this.#health.count('goodScanCount');
    this.#armed = null;
    armed.take({ text: text.value, symbology: split.symbology, at: this.#clock.now() });
  }
}
