import { z } from 'zod';
import type { ControlProtocol } from '../bench/control-socket.ts';
import { chipSchema, SAMPLE_CARD_IDS } from './sample-cards.ts';
import { READER_FAULT_NAMES, readerFaultSchema } from './simulator.ts';

/** What the bench and tests may do to a simulated card reader. */
export const idCardReaderControl = {
  commands: {
    /** A known sample, or a chip written for the occasion. */
    'place-card': z.union([
      z.strictObject({ sample: z.enum(SAMPLE_CARD_IDS) }),
      z.strictObject({ chip: chipSchema }),
    ]),
    'lift-card': z.strictObject({}),
    fault: readerFaultSchema,
    'clear-fault': z.strictObject({ name: z.enum(READER_FAULT_NAMES).optional() }),
    /** The cable: the driver's end of the line disappears and comes back. */
    unplug: z.strictObject({}),
    plug: z.strictObject({}),
    state: z.strictObject({}),
  },
  state: z.object({
    plugged: z.boolean(),
    card: z.object({ sample: z.enum(SAMPLE_CARD_IDS).nullable(), chip: chipSchema }).nullable(),
    field: z.enum(['idle', 'found', 'selected', 'read']),
    faults: z.array(readerFaultSchema),
    counters: z.object({ requests: z.number(), reads: z.number() }),
  }),
} as const satisfies ControlProtocol;
