import type { FramerOptions, RawScan } from './framing.ts';

/** Input report of usage page 8C, usage 02, as node-hid gives it: `id | count | ] c m | data … | [61] vendor | [63] more`. */
const REPORT_BYTES = 64;
const MAX_DATA = 56;
const COUNT_AT = 1;
const MORE_AT = 63;
const BRACKET = 0x5d;
const CR = 0x0d;

/**
 * Joins HID POS reports into scans. Some vendors put one byte before the AIM identifier; a report that has it in neither
 * place is dropped. An unfinished scan is forgotten after `gapMs`, so that the next one is not glued to it.
 */
export class HidPosFramer {
  readonly #options: FramerOptions;
  readonly #buffer: number[] = [];
  #reportId: number | null = null;
  #symbology: string | null = null;
  #startedAt = 0;
  #lastAt = -Infinity;

  constructor(options: FramerOptions) {
    this.#options = options;
  }

  push(report: Uint8Array, now: number): RawScan[] {
    const late = now - this.#lastAt > this.#options.gapMs;
    this.#lastAt = now;
    if (this.#reportId !== null && (late || this.#reportId !== report[0])) {
      this.#options.onDropped('cut-off');
      this.reset();
    }
    if (report.length < REPORT_BYTES) return [];
    const aimAt = report[2] === BRACKET ? 2 : report[3] === BRACKET ? 3 : null;
    const count = report[COUNT_AT]!;
    if (aimAt === null || count > MAX_DATA) return [];

    if (this.#reportId === null) {
      this.#startedAt = now;
      this.#symbology = String.fromCharCode(report[aimAt + 1]!, report[aimAt + 2]!);
    }
    this.#reportId = report[0]!;
    this.#buffer.push(...report.subarray(aimAt + 3, aimAt + 3 + count));
    if (this.#buffer.length > this.#options.maxBytes + 1) {
      this.#options.onDropped('too-long');
      this.reset();
      return [];
    }
    if (report[MORE_AT] !== 0) return [];

    if (this.#buffer.at(-1) === CR) this.#buffer.pop();
    const scan: RawScan = {
      bytes: Uint8Array.from(this.#buffer),
      symbology: this.#symbology,
      startedAt: this.#startedAt,
    };
    this.reset();
    return scan.bytes.length > 0 ? [scan] : [];
  }

  reset(): void {
    this.#buffer.length = 0;
    this.#reportId = null;
  }
}
