import { z } from 'zod';
import type { ControlProtocol } from '../bench/control-socket.ts';
import { SCANNER_FAULT_NAMES, scannerFaultSchema } from './simulator.ts';

/** What the bench and tests may do to a simulated scanner. */
export const barcodeScannerControl = {
  commands: {
    /** Hold a code with this text, in UTF-8 or GB18030, before the scanner. Error: `not-lit`, `unplugged`. */
    scan: z.strictObject({
      text: z.string().min(1).max(4096),
      charset: z.enum(['utf-8', 'gb18030']).default('utf-8'),
    }),
    /** The same with bytes in hex. */
    'scan-bytes': z.strictObject({ hex: z.string().regex(/^([0-9a-f]{2})+$/i) }),
    fault: scannerFaultSchema,
    'clear-fault': z.strictObject({ name: z.enum(SCANNER_FAULT_NAMES).optional() }),
    unplug: z.strictObject({}),
    plug: z.strictObject({}),
    state: z.strictObject({}),
  },
  state: z.object({
    plugged: z.boolean(),
    lit: z.boolean(),
    scans: z.number(),
    faults: z.array(scannerFaultSchema),
  }),
} as const satisfies ControlProtocol;
