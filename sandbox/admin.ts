import type { Context, Hono } from 'hono';
import { z } from 'zod';
import type { Clock } from '../contract/clock.ts';
import { adminPage } from './admin-page.ts';
import type { Books } from './books.ts';
import { clearSchema, faultSchema, type Faults } from './faults.ts';
import { readBooks } from './overview.ts';
import type { PaymentChannel } from './payment-channel.ts';
import { seed } from './people.ts';
import type { SandboxEnvironment } from './sandbox.ts';
import type { TaxBureau } from './tax-bureau.ts';

export interface AdminParts {
  readonly clock: Clock;
  readonly database: Books;
  readonly faults: Faults;
  readonly bureau: TaxBureau;
  readonly channel: PaymentChannel;
}

type Outcome = { readonly status: 200 | 404; readonly body: object };

/** The desk behind the counter: look at the books, switch faults, play the phone, be the clerk elsewhere. */
export function addAdmin(
  app: Hono<SandboxEnvironment>,
  { clock, database, faults, bureau, channel }: AdminParts,
): void {
  const overview = () => ({ ...readBooks(database, clock), faults: faults.list() });
  const found = (isFound: boolean): Outcome =>
    isFound ? { status: 200, body: { ok: true } } : { status: 404, body: { ok: false } };

  app.get('/admin', (c) => c.html(adminPage(overview())));
  app.get('/admin/overview', (c) => c.json(overview()));
  app.get('/admin/health', (c) => c.json({ ok: true, time: new Date(clock.now()).toISOString() }));
  app.get('/admin/people', (c) => {
    const { people, bills } = readBooks(database, clock);
    return c.json(
      people.map((person) => ({
        ...person,
        bills: bills.filter(({ taxpayerId }) => taxpayerId === person.taxpayerId),
      })),
    );
  });

  const on = <T>(
    method: 'POST' | 'DELETE',
    path: string,
    shape: z.ZodType<T>,
    act: (body: T) => Outcome,
  ): void => {
    app.on(method, path, async (c: Context<SandboxEnvironment>) => {
      const body = shape.safeParse(await c.req.json().catch(() => ({})));
      if (!body.success) return c.json({ ok: false, problem: z.prettifyError(body.error) }, 400);
      const outcome = act(body.data);
      return c.json(outcome.body, outcome.status);
    });
  };
  let generation = 0;
  on('POST', '/admin/faults', faultSchema, (fault) => {
    faults.add(fault);
    return found(true);
  });
  on('DELETE', '/admin/faults', clearSchema, (which) => {
    faults.clear(which);
    return found(true);
  });
  on('POST', '/admin/reset', z.object({}), () => {
    faults.clear({});
    seed(database, clock.now(), ++generation);
    return found(true);
  });
  on(
    'POST',
    '/admin/phone/password',
    z.object({ channelOrderNo: z.string(), entered: z.boolean() }),
    ({ channelOrderNo, entered }) => found(channel.password(channelOrderNo, entered)),
  );
  on('POST', '/admin/bills/pay-elsewhere', z.object({ billId: z.string() }), ({ billId }) =>
    found(bureau.payElsewhere(billId)),
  );
  on(
    'POST',
    '/admin/bills/reprice',
    z.object({ billId: z.string(), taxFen: z.number().int().positive().max(100_000_000) }),
    ({ billId, taxFen }) => found(bureau.reprice(billId, taxFen)),
  );
}
