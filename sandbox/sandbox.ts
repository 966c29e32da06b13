import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { Hono, type Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { z } from 'zod';
import { delay, type Clock } from '../contract/clock.ts';
import { addAdmin } from './admin.ts';
import { row, type Books } from './books.ts';
import { Faults, garbageAnswer, serviceSchema, type Fault } from './faults.ts';
import { operations } from './operations.ts';
import { PaymentChannel } from './payment-channel.ts';
import { amountFault, dateBills, seed } from './people.ts';
import { TaxBureau } from './tax-bureau.ts';

export type SandboxEnvironment = { Bindings: Partial<HttpBindings> };

export interface SandboxOptions {
  readonly clock: Clock;
  /** 0 ≤ x < 1; for how long answers take. */
  readonly random: () => number;
  /** From `openBooks`; an empty one is filled with the made-up people. */
  readonly database: Books;
  /** How long a charge takes at least and at most, in milliseconds; default at once. */
  readonly chargeTakesMs?: readonly [number, number];
}

export interface Sandbox {
  readonly app: Hono<SandboxEnvironment>;
  readonly faults: Faults;
  readonly bureau: TaxBureau;
  readonly channel: PaymentChannel;
}

const LARGEST_REQUEST = 64 * 1024;
const requestSchema = z.object({ requestId: z.string().min(1).max(64), payload: z.unknown() });

/** The line dropped; in a process without sockets it shows as a rejected request. */
export class LineDropped extends Error {}

/** Tax bureau, payment channel and postal service with their books, as one app to serve or to call in-process. */
export function createSandbox({ clock, random, database, chargeTakesMs = [0, 0] }: SandboxOptions): Sandbox {
  const faults = new Faults();
  const channel = new PaymentChannel(database, clock);
  const bureau = new TaxBureau(database, clock, (orderNo, transactionNo) =>
    channel.treasuryReceipt(orderNo, transactionNo),
  );
  const all = operations(bureau, channel);
  if (!row(database, z.object({ one: z.number() }), 'SELECT 1 AS one FROM people'))
    seed(database, clock.now());
  else dateBills(database, clock.now());

  const app = new Hono<SandboxEnvironment>();
  // A bug or a dropped line: not turned into an answer where there is no socket to drop.
  app.onError((error) => {
    throw error;
  });
  app.use(bodyLimit({ maxSize: LARGEST_REQUEST, onError: (c) => c.text('too large', 413) }));
  addAdmin(app, { clock, database, faults, bureau, channel });

  const reply = (requestId: string, code: string, payload: unknown) => ({
    requestId,
    code,
    message: code === 'ok' ? '' : `sandbox: ${code}`,
    payload,
    serverTime: new Date(clock.now()).toISOString(),
  });
  const strike = async (
    c: Context<SandboxEnvironment>,
    striking: readonly Fault[],
  ): Promise<Response | null> => {
    const has = (kind: Fault['kind']): Fault | undefined => striking.find((fault) => fault.kind === kind);
    if (has('offline') || has('drop-before')) return drop(c);
    const slow = has('slow');
    if (slow) await delay(clock, slow.ms);
    return has('http-500') ? c.text('Internal Server Error', 500) : null;
  };

  app.get('/:service/health', async (c) => {
    const service = serviceSchema.safeParse(c.req.param('service'));
    if (!service.success) return c.notFound();
    const stopped = await strike(c, faults.strike(service.data, 'health'));
    return stopped ?? c.json(reply('health', 'ok', null));
  });

  app.post('/:service/:operation', async (c) => {
    const service = serviceSchema.safeParse(c.req.param('service'));
    const name = c.req.param('operation');
    if (!service.success || !Object.hasOwn(all[service.data], name)) return c.notFound();
    const operation = all[service.data][name]!;
    const request = requestSchema.safeParse(await c.req.json().catch(() => null));
    if (!request.success) return c.json(reply('', 'malformed', null), 400);
    const { requestId } = request.data;
    const payload = operation.request.safeParse(request.data.payload);
    if (!payload.success) return c.json(reply(requestId, 'malformed', null), 400);

    const striking = faults.strike(service.data, name);
    const stopped = await strike(c, striking);
    if (stopped) return stopped;
    const refusal = striking.find(({ kind }) => kind === 'refuse');
    if (refusal) return c.json(reply(requestId, refusal.code, null));
    if (name === 'charge' && chargeTakesMs[1] > 0) {
      await delay(clock, chargeTakesMs[0] + random() * (chargeTakesMs[1] - chargeTakesMs[0]));
    }
    const result = operation.run(payload.data);
    const answer = result.ok ? reply(requestId, 'ok', result.value) : reply(requestId, result.error, null);
    if (striking.some(({ kind }) => kind === 'commit-then-drop')) return drop(c);
    if (name === 'charge' && losesAnswer(payload.data)) return drop(c);
    const garbage = striking.find(({ kind }) => kind === 'garbage');
    if (!garbage) return c.json(answer);
    const { type, body } = garbageAnswer(garbage.garbage, answer);
    return c.body(body, 200, { 'content-type': type });
  });

  return { app, faults, bureau, channel };
}

/** Fault 03: paid, but the answer is lost. */
function losesAnswer(payload: unknown): boolean {
  const charge = z.object({ amountFen: z.number() }).safeParse(payload);
  return charge.success && amountFault(charge.data.amountFen) === '03';
}

function drop(c: Context<SandboxEnvironment>): Response {
  const socket = c.env?.outgoing?.socket;
  if (!socket) throw new LineDropped();
  socket.destroy();
  return RESPONSE_ALREADY_SENT;
}
