import { createContext, useContext } from 'react';
import type { z } from 'zod';
import type { barcodeScannerControl } from '../../barcode-scanner/simulator-control.ts';
import type { idCardReaderControl } from '../../id-card-reader/simulator-control.ts';
import type { receiptPrinterControl } from '../../receipt-printer/simulator-control.ts';
import type { BenchTarget } from '../messages.ts';

export type ReaderState = z.infer<(typeof idCardReaderControl)['state']>;
export type ScannerState = z.infer<(typeof barcodeScannerControl)['state']>;
export type PrinterState = z.infer<(typeof receiptPrinterControl)['state']>;

export interface Tools {
  readonly reader: ReaderState | null;
  readonly scanner: ScannerState | null;
  readonly printer: PrinterState | null;
  readonly sandbox: unknown;
  /** Does a thing; what went wrong is shown at the foot of the page. */
  readonly act: (target: BenchTarget, command: string, params?: unknown) => Promise<unknown>;
}

export const ToolsContext = createContext<Tools | null>(null);

export function useTools(): Tools {
  const tools = useContext(ToolsContext);
  if (!tools) throw new Error('outside the bench');
  return tools;
}
