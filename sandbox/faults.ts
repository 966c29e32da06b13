import { z } from 'zod';

export const serviceSchema = z.enum(['tax-bureau', 'payment-channel', 'postal-service']);
export type ServiceName = z.infer<typeof serviceSchema>;

const kinds = [
  /** Answers after `ms`. */
  'slow',
  'http-500',
  /** Done, then an answer that cannot be read; see `garbage`. */
  'garbage',
  /** Done, then the line drops before the answer. */
  'commit-then-drop',
  /** The line drops before anything is done. */
  'drop-before',
  /** Every connection is dropped, the health probe's too. */
  'offline',
  /** Nothing is done; the answer is `code`. */
  'refuse',
] as const;
export const garbageSchema = z.enum(['html', 'wrong-types', 'huge', 'wrong-id', 'proto', 'cut']);

/** One fault: of a service, of one operation or all of them, `times` times or until cleared. */
export const faultSchema = z
  .strictObject({
    service: serviceSchema,
    kind: z.enum(kinds),
    operation: z.string().min(1).max(40).optional(),
    times: z.number().int().min(1).max(1000).optional(),
    ms: z.number().int().min(0).max(600_000).default(4000),
    code: z.string().min(1).max(64).default('system-error'),
    garbage: garbageSchema.default('html'),
  })
  .describe('a fault');
export type Fault = z.infer<typeof faultSchema>;
export const clearSchema = z.strictObject({
  service: serviceSchema.optional(),
  kind: z.enum(kinds).optional(),
  operation: z.string().optional(),
});

/** Faults switched on now. */
export class Faults {
  #active: Fault[] = [];

  list(): readonly Fault[] {
    return this.#active;
  }

  add(fault: Fault): void {
    this.clear({ service: fault.service, kind: fault.kind, operation: fault.operation });
    this.#active.push(fault);
  }

  /** What is not said fits all; an operation that is not said fits every one. */
  clear(which: z.infer<typeof clearSchema>): void {
    this.#active = this.#active.filter(
      (fault) =>
        (which.service !== undefined && fault.service !== which.service) ||
        (which.kind !== undefined && fault.kind !== which.kind) ||
        (which.operation !== undefined && fault.operation !== which.operation),
    );
  }

  /** Faults that strike this call; each counts it. Of faults for all operations only `offline` strikes the health probe. */
  strike(service: ServiceName, operation: string): Fault[] {
    const striking = this.#active.filter(
      (fault) =>
        fault.service === service &&
        (fault.operation === undefined
          ? operation !== 'health' || fault.kind === 'offline'
          : fault.operation === operation),
    );
    this.#active = this.#active.flatMap((fault) => {
      if (fault.times === undefined || !striking.includes(fault)) return [fault];
      return fault.times > 1 ? [{ ...fault, times: fault.times - 1 }] : [];
    });
    return striking;
  }
}

/** An answer that no client may believe; `good` is what it would have been. */
export function garbageAnswer(
  kind: z.infer<typeof garbageSchema>,
  good: object,
): { type: string; body: string } {
  const json = 'application/json';
  switch (kind) {
    case 'html':
      return { type: 'text/html', body: '<html><body><h1>Welcome to the guest network</h1></body></html>' };
    case 'wrong-types':
      return {
        type: json,
        body: JSON.stringify({ ...good, payload: { totalFen: '-1', bills: 'all', state: 7 } }),
      };
    case 'huge':
      return { type: json, body: JSON.stringify({ ...good, padding: 'x'.repeat(1024 * 1024) }) };
    case 'wrong-id':
      return { type: json, body: JSON.stringify({ ...good, requestId: 'another' }) };
    case 'proto':
      return { type: json, body: `{"__proto__":{"ok":true},${JSON.stringify(good).slice(1)}` };
    case 'cut':
      return { type: json, body: JSON.stringify(good).slice(0, -3) };
  }
}
