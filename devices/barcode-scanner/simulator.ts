import { z } from 'zod';
import type { Clock } from '../../contract/clock.ts';
import { err, ok, type Result } from '../../contract/result.ts';

const times = z.number().int().min(1).max(10_000).optional();

/** Named faults. `times`: how many scans it strikes; without it, until cleared. */
export const scannerFaultSchema = z.discriminatedUnion('name', [
  z.strictObject({ name: z.literal('slow'), times, ms: z.number().int().min(0).max(60_000) }),
  /** Bytes that are no text, and no suffix, before the scan. */
  z.strictObject({ name: z.literal('garbage'), times }),
  /** In pieces of `size` bytes, `gapMs` apart. */
  z.strictObject({
    name: z.literal('split'),
    times,
    size: z.number().int().min(1).max(512),
    gapMs: z.number().int().min(0).max(5000).default(2),
  }),
  /** The suffix was never configured, or the cable broke just there. */
  z.strictObject({ name: z.literal('no-suffix'), times }),
  /** Reads the same code once more, as scanners in continuous mode do. */
  z.strictObject({
    name: z.literal('double'),
    times,
    afterMs: z.number().int().min(0).max(5000).default(500),
  }),
]);
export type ScannerFault = z.infer<typeof scannerFaultSchema>;
export type ScannerFaultName = ScannerFault['name'];
export const SCANNER_FAULT_NAMES = scannerFaultSchema.options.map((option) => option.shape.name.value);

const BETWEEN_MS = 5;
const GARBAGE = [0x80, 0xff, 0xfe, 0x00, 0x81];
const HONEYWELL = { on: [0x16, 0x54, 0x0d], off: [0x16, 0x55, 0x0d] };
const newland = (digit: number): number[] => [...Buffer.from('\x7e\x010000#SCNTRG'), digit, 0x3b, 0x03];
const NEWLAND = { on: newland(0x31), off: newland(0x30) };

export interface ScannerSimulatorOptions {
  readonly clock: Clock;
  readonly send: (bytes: Uint8Array) => void;
  readonly suffix?: string;
  /** `none`: looks all the time. Otherwise reads only after the trigger of that make. */
  readonly trigger?: 'none' | 'honeywell' | 'newland';
}

/** The scanner's end of the wire: codes are held before it, bytes come out, faults on demand. */
export class ScannerSimulator {
  readonly #options: Required<ScannerSimulatorOptions>;
  readonly #faults = new Map<ScannerFaultName, { fault: ScannerFault; left: number }>();
  readonly #timers = new Set<unknown>();
  #lit: boolean;
  #scans = 0;
  #busyUntil = -Infinity;

  constructor(options: ScannerSimulatorOptions) {
    this.#options = { suffix: '\r', trigger: 'none', ...options };
    this.#lit = this.#options.trigger === 'none';
  }

  /** Looking for codes. */
  get lit(): boolean {
    return this.#lit;
  }

  get scans(): number {
    return this.#scans;
  }

  get faults(): ScannerFault[] {
    return [...this.#faults.values()].map(({ fault }) => fault);
  }

  addFault(fault: ScannerFault): void {
    this.#faults.set(fault.name, { fault, left: fault.times ?? Infinity });
  }

  /** All faults without a name. */
  clearFaults(name?: ScannerFaultName): void {
    if (name) this.#faults.delete(name);
    else this.#faults.clear();
  }

  /** Power gone and back. */
  restart(): void {
    for (const timer of this.#timers) this.#options.clock.clearTimeout(timer);
    this.#timers.clear();
    this.#lit = this.#options.trigger === 'none';
  }

  /** Bytes from the host: trigger commands. */
  receive(bytes: Uint8Array): void {
    const { trigger, send } = this.#options;
    if (trigger === 'none') return;
    const commands = trigger === 'honeywell' ? HONEYWELL : NEWLAND;
    if (Buffer.compare(bytes, Buffer.from(commands.on)) === 0) this.#lit = true;
    else if (Buffer.compare(bytes, Buffer.from(commands.off)) === 0) this.#lit = false;
    else return;
    // Newland repeats the command with 02 in front and ACK before its end.
    if (trigger === 'newland') send(Uint8Array.from([0x02, ...bytes.subarray(1, -2), 0x06, 0x3b, 0x03]));
  }

  /** Holds a code before the scanner. */
  scan(content: Uint8Array): Result<void, 'not-lit'> {
    if (!this.#lit) return err('not-lit');
    this.#scans += 1;
    const { suffix } = this.#options;
    const bytes = Uint8Array.from([
      ...(this.#strikes('garbage') ? GARBAGE : []),
      ...content,
      ...(this.#strikes('no-suffix') ? [] : Buffer.from(suffix)),
    ]);
    const slow = this.#strikes('slow')?.ms ?? 0;
    const split = this.#strikes('split');
    this.#transmit(bytes, slow, split);
    const double = this.#strikes('double');
    if (double) this.#transmit(bytes, slow + double.afterMs, null);
    return ok(undefined);
  }

  #transmit(bytes: Uint8Array, afterMs: number, split: { size: number; gapMs: number } | null): void {
    const size = split?.size ?? bytes.length;
    const now = this.#options.clock.monotonic();
    // One wire: a scan begins when the one before is through.
    const start = Math.max(now + afterMs, this.#busyUntil > now ? this.#busyUntil + BETWEEN_MS : now);
    for (let at = 0, piece = 0; at < bytes.length; at += size, piece++) {
      const chunk = bytes.slice(at, at + size);
      const wait = start - now + piece * (split?.gapMs ?? 0);
      this.#busyUntil = now + wait;
      if (wait <= 0) this.#options.send(chunk);
      else this.#later(wait, () => this.#options.send(chunk));
    }
  }

  #strikes<N extends ScannerFaultName>(name: N): Extract<ScannerFault, { name: N }> | null {
    const entry = this.#faults.get(name);
    if (!entry) return null;
    entry.left -= 1;
    if (entry.left <= 0) this.#faults.delete(name);
    return entry.fault as Extract<ScannerFault, { name: N }>;
  }

  #later(afterMs: number, run: () => void): void {
    const timer = this.#options.clock.setTimeout(() => {
      this.#timers.delete(timer);
      run();
    }, afterMs);
    this.#timers.add(timer);
  }
}
