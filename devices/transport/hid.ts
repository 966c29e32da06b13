import type { Clock } from '../../contract/clock.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import { bounded } from './bounded.ts';
import { LineListeners, type OpenError, type Transport, type WriteError } from './transport.ts';

const OPEN_MS = 3000;
const WRITE_MS = 2000;
const REPORT_BYTES = 64;

/** The part of node-hid that is used; handed in by tests, since no HID device can be simulated in user space. */
export interface HidLibrary {
  devicesAsync(vendorId: number, productId: number): Promise<HidDeviceInfo[]>;
  readonly HIDAsync: { open(path: string): Promise<HidDevice> };
}
interface HidDeviceInfo {
  readonly path?: string | undefined;
  readonly usagePage?: number | undefined;
}
interface HidDevice {
  on(event: 'data', listener: (report: Uint8Array) => void): unknown;
  on(event: 'error', listener: (error: unknown) => void): unknown;
  write(report: Buffer): Promise<number>;
  sendFeatureReport(report: Buffer): Promise<number>;
  close(): Promise<void>;
}

// node-hid is a native library over libusb; where that is missing only the HID devices stay away, not the product.
const loadNodeHid = (): Promise<HidLibrary> => import('node-hid');

export interface HidOptions {
  readonly vendorId: number;
  readonly productId: number;
  /** Picks among several interfaces of one device, for example 0x8c for barcode scanners. */
  readonly usagePage?: number | undefined;
  /** `reports`: written as given, report id first. `raw64`: a byte stream cut into 64-byte reports of id 0 (SDT HID readers). */
  readonly framing: 'reports' | 'raw64';
  /** Sent once after opening, report id first; Honeywell scanners turn to HID POS by `[0xfe, 0x01]`. */
  readonly featureOnOpen?: readonly number[] | undefined;
}

/** A HID device by vendor and product id; data comes as whole input reports. */
export class HidTransport implements Transport {
  readonly name: string;
  readonly #options: HidOptions;
  readonly #clock: Clock;
  readonly #load: () => Promise<HidLibrary>;
  readonly #listeners = new LineListeners();
  #device: HidDevice | null = null;
  #opening: Promise<Result<void, OpenError>> | null = null;

  constructor(options: HidOptions & { clock: Clock; load?: () => Promise<HidLibrary> }) {
    this.#options = options;
    this.#clock = options.clock;
    this.#load = options.load ?? loadNodeHid;
    const hex = (n: number): string => n.toString(16).padStart(4, '0');
    this.name = `hid ${hex(options.vendorId)}:${hex(options.productId)}`;
  }

  get isOpen(): boolean {
    return this.#device !== null;
  }

  open(): Promise<Result<void, OpenError>> {
    if (this.isOpen) return Promise.resolve(ok(undefined));
    this.#opening ??= this.#open().finally(() => (this.#opening = null));
    return this.#opening;
  }

  async #open(): Promise<Result<void, OpenError>> {
    const library = await this.#load().catch(() => null);
    if (!library) return err('no-driver');
    let late = false;
    const device = await bounded<HidDevice | OpenError>(this.#clock, OPEN_MS, 'timeout', (settle) => {
      this.#find(library).then(
        (found) => {
          if (late && typeof found !== 'string') void this.#release(found);
          settle(found);
        },
        () => settle('busy'),
      );
    });
    late = true;
    if (typeof device === 'string') return err(device);
    device.on('data', (report) => {
      if (this.#device === device) this.#listeners.data(new Uint8Array(report));
    });
    device.on('error', () => this.#drop(device));
    this.#device = device;
    return ok(undefined);
  }

  async #find(library: HidLibrary): Promise<HidDevice | OpenError> {
    const { vendorId, productId, usagePage, featureOnOpen } = this.#options;
    const devices = await library.devicesAsync(vendorId, productId);
    const path = devices.find((info) => usagePage === undefined || info.usagePage === usagePage)?.path;
    if (path === undefined) return 'no-device';
    const device = await library.HIDAsync.open(path);
    if (featureOnOpen) await device.sendFeatureReport(Buffer.from(featureOnOpen));
    return device;
  }

  #drop(device: HidDevice): void {
    if (this.#device !== device) return;
    this.#device = null;
    void this.#release(device);
    this.#listeners.lost();
  }

  async write(bytes: Uint8Array): Promise<Result<void, WriteError>> {
    const device = this.#device;
    if (!device) return err('closed');
    for (const report of this.#options.framing === 'raw64' ? raw64(bytes) : [Buffer.from(bytes)]) {
      const result = await bounded<Result<void, WriteError>>(
        this.#clock,
        WRITE_MS,
        err('timeout'),
        (settle) => {
          device.write(report).then(
            () => settle(ok(undefined)),
            () => settle(err(this.#device === device ? 'failed' : 'closed')),
          );
        },
      );
      if (!result.ok) return result;
    }
    return ok(undefined);
  }

  async close(): Promise<void> {
    await this.#opening;
    const device = this.#device;
    this.#device = null;
    if (device) await this.#release(device);
  }

  #release(device: HidDevice): Promise<void> {
    return bounded<void>(this.#clock, WRITE_MS, undefined, (settle) => {
      // A device that is already gone cannot be closed, and need not be.
      device.close().then(settle, () => settle());
    });
  }

  onData(listener: (chunk: Uint8Array) => void): () => void {
    return this.#listeners.onData(listener);
  }

  onLost(listener: () => void): () => void {
    return this.#listeners.onLost(listener);
  }
}

/** 64-byte output reports of id 0, the rest filled with zeros. */
function raw64(bytes: Uint8Array): Buffer[] {
  const reports: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += REPORT_BYTES) {
    const report = Buffer.alloc(1 + REPORT_BYTES);
    report.set(bytes.subarray(at, at + REPORT_BYTES), 1);
    reports.push(report);
  }
  return reports;
}
