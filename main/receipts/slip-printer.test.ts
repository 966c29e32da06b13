import { expect, test } from 'vitest';
import type { PrintOutcome } from '../../devices/receipt-printer/receipt-printer.ts';
import { FakeReceiptPrinter } from '../../test/support/fake-devices.ts';
import { FakePaymentOrders } from '../../test/support/fake-world.ts';
import { settle } from '../../test/support/virtual-clock.ts';
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
  const slips = new SlipPrinter({
    orders,
    printer,
    compose: (order) => new TextEncoder().encode(order.status),
  });
  const papers = () => printer.jobs.map((job) => new TextDecoder().decode(job.body));
  const finish = async (outcome: PrintOutcome): Promise<void> => {
    waiting.shift()?.(outcome);
    await settle();
  };
  return { orders, slips, papers, finish };
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
