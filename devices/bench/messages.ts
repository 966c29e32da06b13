import { z } from 'zod';

/** The three simulators and the sandbox, as the bench page names them. */
export const benchTargetSchema = z.enum(['idCardReader', 'receiptPrinter', 'barcodeScanner', 'sandbox']);
export type BenchTarget = z.infer<typeof benchTargetSchema>;

/** Up: one thing a person does at the bench. Parameters are checked by the simulator's own protocol. */
export const benchCommandSchema = z.object({
  id: z.number().int().nonnegative(),
  target: benchTargetSchema,
  command: z.string().min(1).max(64),
  params: z.unknown(),
});

/** Down: the whole picture of one target (null while its program is away), or the answer to a command. */
export const benchMessageSchema = z.union([
  z.object({ kind: z.literal('state'), target: benchTargetSchema, state: z.unknown().nullable() }),
  z.object({
    kind: z.literal('answer'),
    id: z.number(),
    ok: z.boolean(),
    result: z.unknown().optional(),
    error: z.string().nullable(),
  }),
]);
export type BenchMessage = z.infer<typeof benchMessageSchema>;
