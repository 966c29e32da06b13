import type { Result } from '../../contract/result.ts';
import type { Device } from '../device.ts';

export interface Scan {
  /** Decoded strictly as UTF-8, else GB18030; no control characters but GS (1D). */
  readonly text: string;
  /** AIM symbology identifier without `]`, for example `Q1`; null where the scanner does not say. */
  readonly symbology: string | null;
  /** Wall clock, ms since the epoch. */
  readonly at: number;
}

export type ScannerReason = 'no-device' | 'no-answer' | 'garbled';

export interface BarcodeScanner extends Device<ScannerReason> {
  /**
   * Arms the scanner, resolves with the first scan after this moment, disarms. Scans outside a call are counted and
   * dropped; the same content within 1500 ms is one scan; content over 512 bytes or unreadable is counted and dropped.
   */
  scan(options: { signal: AbortSignal }): Promise<Result<Scan, 'cancelled' | 'offline'>>;
}
