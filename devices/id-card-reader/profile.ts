import { z } from 'zod';
import sdtGeneric from './profiles/sdt-generic.json' with { type: 'json' };

const ms = z.number().int().positive().max(60_000);
const tries = z.number().int().min(1).max(10);

/** How a model of reader wants to be spoken to. */
export const readerProfileSchema = z.strictObject({
  model: z.string().min(1),
  /** From sending a command to its whole answer. */
  timeoutMs: z.strictObject({
    reset: ms,
    status: ms,
    'sam-id': ms,
    'max-rf-frame': ms,
    find: ms,
    select: ms,
    'base-information': ms,
    'additional-address': ms,
    'management-number': ms,
  }),
  /** Silence inside an answer that ends it. */
  silenceMs: ms,
  /** Silence to wait for after something went wrong, so that a late answer is not taken for the next one. */
  quietMs: ms,
  /** After a reset of the module, before it listens again. */
  resetPauseMs: ms,
  pollMs: ms,
  removalPollMs: ms,
  /** How often a reader that nobody uses is asked whether it is well. */
  idleCheckMs: ms,
  retryPauseMs: ms,
  readTries: tries,
  /** Tries with a card that fails authentication. */
  refusedTries: tries,
  /** A card that could not be read is left alone until it is lifted, or for this long. */
  leaveMs: ms,
  /** A line that is back within this time does not end a read. */
  blinkMs: ms,
  /** What is asked to learn whether a card that was read still lies there: find says "no card" then. */
  presenceProbe: z.enum(['additional-address', 'management-number']),
});
export type ReaderProfile = z.infer<typeof readerProfileSchema>;

/** By the name in the configuration file. */
export const readerProfiles = { 'sdt-generic': readerProfileSchema.parse(sdtGeneric) } as const;
export type ReaderProfileName = keyof typeof readerProfiles;
