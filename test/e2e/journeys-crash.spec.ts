import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { root } from '../support/electron-app.ts';
import { expect, test, type Kiosk } from './journey-walk.ts';

test.setTimeout(300_000);
// A charge that takes its time gives a moment to be killed in.
test.use({ speed: 1 });

interface OrderLine {
  readonly status: string;
  readonly final: boolean;
  readonly order: { readonly receipt: string; readonly attempt: number } | null;
}

/** What the terminal's own record says of all orders, newest first; throws where its chain does not hold. */
function journal(kiosk: Kiosk): OrderLine[] {
  const run = (...args: string[]): string =>
    execFileSync(
      process.execPath,
      ['main/journal/cli.ts', ...args, '--directory', kiosk.stateDirectory, '--json'],
      { cwd: path.resolve(root), encoding: 'utf8' },
    );
  run('verify');
  return JSON.parse(run('orders')) as OrderLine[];
}

async function comesBack(kiosk: Kiosk): Promise<void> {
  await kiosk.kill();
  // A card on the reader is nobody's any more.
  await kiosk.world.lift();
  await kiosk.launch();
}

test('killed at every station of a payment: recovered, the books agree, nobody pays twice', async ({
  kiosk,
}) => {
  const { world } = kiosk;
  const newest = async (status: string): Promise<void> => {
    await expect.poll(() => journal(kiosk)[0]?.status, { timeout: 30_000 }).toBe(status);
  };

  await test.step('while a code is waited for: the bills are let go', async () => {
    await kiosk.toScan('sun-yanshi');
    await comesBack(kiosk);
    await kiosk.sees('attract', {}, 60_000);
    await kiosk.agrees({});
    await newest('abandoned');
  });

  await test.step('while the channel is being asked: asked again, booked, no second charge', async () => {
    await kiosk.fresh();
    await kiosk.toScan('sun-yanshi');
    await world.admin('POST', 'faults', {
      service: 'payment-channel',
      kind: 'slow',
      operation: 'charge',
      ms: 4000,
      times: 1,
    });
    await kiosk.pay();
    await kiosk.sees('paying');
    await comesBack(kiosk);
    await kiosk.sees('attract', {}, 60_000);
    await newest('posted');
    await kiosk.agrees({ treasuryFen: 4_000, trades: ['paid'], bookedBills: 2 });
    // The same citizen comes once more: there is nothing left to pay.
    await kiosk.toBills('sun-yanshi');
    await kiosk.sees('no-bills');
    await kiosk.leave('continue');
    await kiosk.stands({ treasuryFen: 4_000, trades: ['paid'], bookedBills: 2 });
  });

  await test.step('while the tax office is being told: told again with the same number', async () => {
    await kiosk.fresh();
    await kiosk.toScan('sun-yanshi');
    await world.admin('POST', 'faults', {
      service: 'tax-bureau',
      kind: 'slow',
      operation: 'post',
      ms: 6000,
      times: 1,
    });
    await kiosk.pay();
    await kiosk.sees('paying', { phase: 'posting' });
    await comesBack(kiosk);
    await kiosk.sees('attract', {}, 60_000);
    await newest('posted');
    await kiosk.agrees({ treasuryFen: 4_000, trades: ['paid'], bookedBills: 2 });
  });

  await test.step('while the slip is being printed: paid and booked once, the paper is known to be unsure', async () => {
    await kiosk.fresh();
    await kiosk.toScan('sun-yanshi');
    await world.printer.request('fault', { name: 'slow', dotsPerSecond: 50 });
    await kiosk.pay();
    await kiosk.sees('paid', { slip: 'printing' });
    await expect.poll(() => world.printer.state().hangingLines, { intervals: [50] }).toBeGreaterThan(2);
    await comesBack(kiosk);
    await kiosk.sees('attract', {}, 60_000);
    await newest('posted');
    await world.printer.request('clear-fault', {});
    const books = await kiosk.books();
    expect([books.accounts.tax.balanceFen, books.trades.length]).toEqual([4_000, 1]);
    expect(journal(kiosk)[0]?.order).toMatchObject({ receipt: 'unsure', attempt: 1 });
  });

  expect(
    journal(kiosk)
      .filter((order) => !order.final)
      .map((order) => order.status),
  ).toEqual([]);
});
