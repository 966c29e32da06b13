import { z } from 'zod';

const failureSchema = z.object({
  reason: z.enum(['away', 'disk-full', 'io-error', 'corrupt']),
  detail: z.string(),
});

const orderRowSchema = z.object({
  orderId: z.string().min(1),
  orderKind: z.enum(['payment', 'handover', 'delivery']),
  status: z.string().min(1),
  final: z.boolean(),
  reference: z.string(),
  state: z.string(),
});

/** One entry with the time of the process that tells it: `at` is an ISO instant, `elapsedMs` its monotonic clock. */
export const stampedAppendSchema = z
  .object({
    at: z.string(),
    elapsedMs: z.number(),
    kind: z.string().regex(/^[a-z][a-z0-9.-]*$/),
    orderId: z.string().optional(),
    sessionId: z.string().optional(),
    body: z.record(z.string(), z.unknown()),
    personal: z.record(z.string(), z.string()).optional(),
    order: orderRowSchema.optional(),
    lazy: z.boolean().optional(),
  })
  .refine((entry) => entry.personal === undefined || entry.sessionId !== undefined, {
    error: 'personal fields need the session whose key seals them',
  });
export type StampedAppend = z.infer<typeof stampedAppendSchema>;

const id = z.number().int().nonnegative();

/** What the client asks of the journal process. All entries of one `append` share one transaction and one flush. */
export const journalRequestSchema = z.discriminatedUnion('op', [
  z.object({ op: z.literal('open'), id, directory: z.string().min(1), terminalId: z.string().min(1) }),
  z.object({ op: z.literal('append'), id, entries: z.array(stampedAppendSchema).min(1) }),
  z.object({ op: z.literal('open-orders'), id }),
  z.object({ op: z.literal('order'), id, orderId: z.string() }),
  z.object({
    op: z.literal('entries'),
    id,
    orderId: z.string().optional(),
    fromSeq: z.number().int().optional(),
    limit: z.number().int().positive().optional(),
  }),
  z.object({ op: z.literal('erase-before'), id, at: z.string(), before: z.string() }),
  z.object({ op: z.literal('probe'), id, at: z.string() }),
  z.object({ op: z.literal('close'), id, at: z.string() }),
]);
export type JournalRequest = z.infer<typeof journalRequestSchema>;

const entrySchema = z.object({
  seq: z.number().int(),
  at: z.string(),
  kind: z.string(),
  orderId: z.string().nullable(),
  sessionId: z.string().nullable(),
  body: z.record(z.string(), z.unknown()),
  personal: z.record(z.string(), z.string()).nullable(),
});

/** What the journal process answers, by the request's id. */
export const journalResponseSchema = z.union([
  z.object({ id, ok: z.literal(false), failure: failureSchema }),
  z.object({
    id,
    ok: z.literal(true),
    value: z.union([
      z.object({ kind: z.literal('done') }),
      z.object({ kind: z.literal('appended'), seqs: z.array(z.number().int()) }),
      z.object({ kind: z.literal('orders'), orders: z.array(orderRowSchema) }),
      z.object({ kind: z.literal('entries'), entries: z.array(entrySchema) }),
      z.object({ kind: z.literal('erased'), sessions: z.number().int() }),
    ]),
  }),
]);
export type JournalResponse = z.infer<typeof journalResponseSchema>;
export type JournalAnswer = Extract<JournalResponse, { ok: true }>['value'];
