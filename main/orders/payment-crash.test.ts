import { describe, expect, test } from 'vitest';
import { DyingJournal, PaymentWorld } from '../../test/support/payment-world.ts';
import type { PaymentEngine } from './payment-engine.ts';
import { orderOfProjection } from './payment-state.ts';

const CODE = '134567890123456789';

/** What the world does in one story; the crash comes on top. */
const STORIES: Record<string, (world: PaymentWorld) => void> = {
  'paid at once': () => undefined,
  'paid after the password': (world) => {
    world.channel.charges = ['user-paying'];
    world.clock.setTimeout(() => settleTrades(world, 'paid'), 12_000);
  },
  'password never entered': (world) => {
    world.channel.charges = ['user-paying'];
  },
  'paid, answer lost': (world) => {
    world.channel.charges = ['paid-answer-lost'];
  },
  'charge lost on its way': (world) => {
    world.channel.charges = ['request-lost'];
  },
  'channel away': (world) => {
    world.channel.charges = ['away'];
  },
  'wallet says no': (world) => {
    world.channel.charges = [{ refuse: 'insufficient' }];
  },
  'lock answer lost': (world) => {
    world.bureau.lockScripts = ['answer-lost'];
  },
  'posting answer lost twice': (world) => {
    world.bureau.postScripts = ['answer-lost', 'request-lost'];
  },
  'bureau refuses after the debit': (world) => {
    world.bureau.postScripts = Array<'rejected'>(5).fill('rejected');
  },
  'reversal carried out, answer lost': (world) => {
    world.channel.charges = ['user-paying'];
    world.channel.reversals = ['answer-lost', 'request-lost', 'again'];
  },
  'paid one second before the reversal, which is lost': (world) => {
    world.channel.charges = ['user-paying'];
    world.channel.reversals = ['request-lost', 'away', 'user-paying'];
    world.clock.setTimeout(() => settleTrades(world, 'paid'), 59_500);
  },
};

function settleTrades(world: PaymentWorld, state: 'paid'): void {
  for (const trade of world.channel.books.values()) if (trade.state === 'user-paying') trade.state = state;
}

async function visit(engine: PaymentEngine, world: PaymentWorld): Promise<void> {
  const made = await engine.create(world.request());
  if (!made.ok) return;
  const { orderId } = made.value;
  const charged = await engine.charge(orderId, CODE);
  if (!charged.ok) return;
  await new Promise<void>((resolve) => {
    engine.observe(orderId, (order) => {
      if (!['created', 'charging', 'unknown', 'reversing', 'paid', 'posting'].includes(order.status))
        resolve();
    });
  });
  if (engine.get(orderId)?.receipt === 'owed') {
    await engine.receipt(orderId, 'print-started');
    await engine.receipt(orderId, 'print-confirmed');
  } else await engine.abandon(orderId);
}

/** Runs one life of the terminal until it dies or the visit is over. */
async function live(
  world: PaymentWorld,
  journal: DyingJournal,
  work: (engine: PaymentEngine) => Promise<unknown>,
) {
  const engine = world.engine({ journal });
  let over = false;
  void work(engine).then(() => (over = true));
  for (let second = 0; second < 150 && !over && !journal.dead; second += 3) await world.clock.advance(3000);
  return { died: journal.dead, engine };
}

/** Computed from the books of the channel and the bureau, never from the terminal's word alone. */
function expectNothingLost(world: PaymentWorld, where: string): void {
  const { channel, bureau, store } = world;
  const entries = store.entries({});
  const orderIds = new Set(entries.ok ? entries.value.flatMap((entry) => entry.orderId ?? []) : []);
  const open = store.openOrders();
  expect(channel.takenTimes, `${where}: money taken at most once`).toBeLessThanOrEqual(1);
  expect(channel.tooEarly, `${where}: no reversal before 15 s`).toEqual([]);
  expect(bureau.postings.size, `${where}: posted at most once`).toBeLessThanOrEqual(1);
  for (const orderId of orderIds) {
    const row = store.order(orderId);
    const order = row.ok && row.value ? orderOfProjection(row.value.state) : null;
    const posted = bureau.postings.has(orderId);
    if (channel.takenTimes === 1) {
      expect(posted ? ['posted'] : ['refundDue', 'unresolved'], `${where}: taken`).toContain(order?.status);
      expect(['owed', 'unsure', 'printed'], `${where}: a receipt is owed`).toContain(order?.receipt);
    } else {
      expect(posted, `${where}: nothing taken, nothing posted`).toBe(false);
      expect(order?.status, `${where}: nothing taken`).toBe('abandoned');
      expect(bureau.locks.has(orderId), `${where}: bills are free`).toBe(false);
    }
  }
  expect(
    open.ok && open.value.filter((row) => row.status !== 'refundDue' && row.status !== 'unresolved'),
    `${where}: none left open`,
  ).toEqual([]);
  const verdict = store.verify();
  expect(verdict, `${where}: chain`).toMatchObject({ ok: true });
}

describe.each(Object.entries(STORIES))('%s', (_name, setUp) => {
  test(
    'survives a crash at every write, and another one while recovering (C1–C13)',
    { timeout: 60_000 },
    async () => {
      let points = 0;
      for (const how of ['before-write', 'after-write'] as const) {
        for (let at = 0; at < 40; at++) {
          let died = false;
          for (const again of how === 'after-write' ? [null, 0, 2] : [null]) {
            const world = new PaymentWorld();
            try {
              setUp(world);
              const first = await live(
                world,
                new DyingJournal(world.reopen(), world.clock, at, how),
                (engine) => visit(engine, world),
              );
              died = first.died;
              if (!died) {
                await first.engine.close();
                break;
              }
              points++;
              if (again !== null) {
                const journal = new DyingJournal(world.reopen(), world.clock, again, 'after-write');
                const second = await live(world, journal, (engine) => engine.recover());
                if (!second.died) await second.engine.close();
              }
              world.reopen();
              const engine = world.engine();
              const recovered = engine.recover();
              for (let minute = 0; minute < 8; minute++) await world.clock.advance(60_000);
              expect(await recovered).toMatchObject({ ok: true });
              await engine.close();
              expectNothingLost(world, `${how} ${at}, again ${again}`);
            } finally {
              world.dispose();
            }
          }
          if (!died) break;
        }
      }
      expect(points).toBeGreaterThan(3);
    },
  );
});
