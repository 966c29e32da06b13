import { z } from 'zod';
import type { ControlProtocol } from '../bench/control-socket.ts';
import { PRINTER_FAULT_NAMES, printerFaultSchema } from './simulator.ts';

/** A piece of paper that came out, as a person and a test look at it. */
export const printedPaperSchema = z.object({
  /** 1 for the first since the program started. */
  number: z.number().int().positive(),
  /** Drawn from the bytes; one unit a dot. */
  svg: z.string(),
  lines: z.array(z.string()),
  /** Bytes the printer took for it, commands included. */
  bytes: z.number().int().nonnegative(),
  cut: z.enum(['full', 'partial', 'none']),
  /** Wall clock, ms since the epoch. */
  at: z.number(),
});
export type PrintedPaper = z.infer<typeof printedPaperSchema>;

/** What the bench and tests may do to a simulated receipt printer. */
export const receiptPrinterControl = {
  commands: {
    /** The latest papers, oldest first; at most 20 are kept. */
    papers: z.strictObject({}),
    /** The piece that still hangs in the printer, drawn. */
    hanging: z.strictObject({}),
    'tear-off': z.strictObject({}),
    fault: printerFaultSchema,
    'clear-fault': z.strictObject({ name: z.enum(PRINTER_FAULT_NAMES).optional() }),
    /** A new roll. */
    refill: z.strictObject({}),
    'open-cover': z.strictObject({}),
    'close-cover': z.strictObject({}),
    unplug: z.strictObject({}),
    plug: z.strictObject({}),
    'power-cycle': z.strictObject({}),
    state: z.strictObject({}),
  },
  state: z.object({
    plugged: z.boolean(),
    online: z.boolean(),
    coverOpen: z.boolean(),
    paper: z.enum(['ok', 'low', 'out']),
    cutterError: z.boolean(),
    headHot: z.boolean(),
    faults: z.array(printerFaultSchema),
    pendingBytes: z.number(),
    hangingLines: z.number(),
    papers: z.number(),
  }),
  events: { paper: printedPaperSchema },
} as const satisfies ControlProtocol;
