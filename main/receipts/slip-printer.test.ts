import { expect, test } from 'vitest';
import type { PrintOutcome } from '../../devices/receipt-printer/receipt-printer.ts';
import { FakeReceiptPrinter } from '../../test/support/fake-devices.ts';
import { FakePaymentOrders } from '../../test/support/fake-world.ts';
import { settle, VirtualClock } from '../../test/support/virtual-clock.ts';
import { SlipPrinter } from './slip-printer.ts';

const printed: PrintOutcome = { kind: 'printed', confirmedBy: 'process-id' };

/** A printer whose paper comes when the test says so. */
function world() {
  const orders = new FakePaymentOrders();
  const printer = new FakeReceiptPrinter();
  const waiting: ((outcome: PrintOutcome) => void)[] = [];
  printer.print = (job) => {
    printer.jobs.push(job);
    return new Promise((resolve) => waiting.push(resolve));
  };
  const clock = new VirtualClock();
  const slips = new SlipPrinter({
    clock,
    orders,
    printer,
    compose: (order) => new TextEncoder().encode(order.status),
  });
  const papers = () => printer.jobs.map((job) => new TextDecoder().decode(job.body));
  const finish = async (outcome: PrintOutcome): Promise<void> => {
    waiting.shift()?.(outcome);
    await settle();
  };
  return { clock, orders, printer, slips, papers, finish };
}

test('one slip asked for twice comes out once', async () => {
  const { orders, slips, papers, finish } = world();
  orders.set({ status: 'posted', receipt: 'owed' });
  const both = [slips.print('o', 'zh-CN'), slips.print('o', 'zh-CN')];
  await settle();
  await finish(printed);
  expect(await Promise.all(both)).toEqual(['printed', 'printed']);
  expect(papers()).toEqual(['posted']);
});

test('an order that is decided while its slip comes out gets the slip of what it is now', async () => {
  const { orders, slips, papers, finish } = world();
  orders.set({ status: 'unknown' });
  const checked = slips.print('o', 'zh-CN');
  await settle();
  orders.set({ status: 'posted', receipt: 'owed', prints: 0 });
  const paid = slips.print('o', 'zh-CN');
  await finish(printed);
  expect(await checked).toBe('printed');
  await finish(printed);
  expect(await paid).toBe('printed');
  expect(papers()).toEqual(['unknown', 'posted']);
});

test('asked for again just after a new roll: the printer is given a moment to say that it is well', async () => {
  const { clock, orders, printer, slips, papers, finish } = world();
  orders.set({ status: 'posted', receipt: 'slip' });
  printer.setHealth('offline', 'paper-out');
  const again = slips.print('o', 'zh-CN');
  await clock.advance(3000);
  expect(papers()).toEqual([]);
  printer.setHealth('ok');
  await settle();
  await finish(printed);
  expect(await again).toBe('printed');
});

test('asked for again while the printer stays away: said after a while, nothing printed', async () => {
  const { clock, orders, printer, slips, papers } = world();
  orders.set({ status: 'posted', receipt: 'slip' });
  printer.setHealth('offline', 'paper-out');
  const again = slips.print('o', 'zh-CN');
  await clock.advance(8500);
  expect(await again).toBe('not-printed');
  expect(papers()).toEqual([]);
});
