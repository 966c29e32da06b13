import type { Device } from '../device.ts';

export type PrinterReason =
  | 'no-device'
  | 'no-answer'
  | 'paper-out'
  | 'cover-open'
  | 'cutter-error'
  | 'head-hot'
  | 'unrecoverable-error'
  /** Degraded, not offline: 5–20 m left; finish the job, tell staff. */
  | 'paper-low'
  | 'offline-unknown';

export interface PrintJob {
  /** Unique; a repeated id is answered with the first outcome, never printed twice. One that was not started may be tried again. */
  readonly id: string;
  /** Body commands in the printer's language, without initialisation, confirmation request or cut. */
  readonly body: Uint8Array;
}

/**
 * Exactly one outcome a job. `printed` only when the printer itself said so, by process id (GS ( H fn 48) or by a
 * buffered status behind the cut (GS r 1).
 */
export type PrintOutcome =
  | { readonly kind: 'printed'; readonly confirmedBy: 'process-id' | 'buffered-status' }
  /** Nothing was put on paper. */
  | { readonly kind: 'not-started'; readonly reason: PrinterReason }
  /** Some of it may be on paper. */
  | { readonly kind: 'partial'; readonly reason: PrinterReason }
  /** Everything was sent, nothing contradicts, nothing confirms. */
  | { readonly kind: 'unconfirmed'; readonly reason: PrinterReason };

export interface PrinterProfile {
  readonly model: string;
  /** Dots across the printable width: 576 on 80 mm, 384 on 58 mm. */
  readonly dots: number;
  /** Columns of 12-dot characters: 48 or 32. */
  readonly columns: number;
  readonly charset: 'gb18030' | 'gbk';
  readonly processId: boolean;
  readonly nativeQr: boolean;
  readonly cut: 'full' | 'partial' | 'none';
  /** Raster pictures (GS v 0) are printed; false leaves them out. */
  readonly pictures: boolean;
}

export interface ReceiptPrinter extends Device<PrinterReason> {
  readonly profile: PrinterProfile;
  print(job: PrintJob): Promise<PrintOutcome>;
}
