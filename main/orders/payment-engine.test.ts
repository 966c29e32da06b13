import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { PaymentWorld, demoBill } from '../../test/support/payment-world.ts';
import { settle } from '../../test/support/virtual-clock.ts';
import type { PaymentEngine } from './payment-engine.ts';
import type { PaymentOrder } from './payment-orders.ts';

const CODE = '134567890123456789';

let world: PaymentWorld;
let engine: PaymentEngine;

beforeEach(() => {
  world = new PaymentWorld();
  engine = world.engine();
});

afterEach(async () => {
  await engine.close();
  world.dispose();
});

async function created(): Promise<PaymentOrder> {
  const made = await engine.create(world.request());
  if (!made.ok) throw new Error(made.error);
  return made.value;
}

async function charged(code = CODE): Promise<string> {
  const { orderId } = await created();
  const result = await engine.charge(orderId, code);
  expect(result).toMatchObject({ ok: true, value: { status: 'charging' } });
  await settle();
  return orderId;
}

const statusOf = (orderId: string): string | undefined => engine.get(orderId)?.status;
const kinds = (): string[] => {
  const entries = world.store.entries({});
  return entries.ok ? entries.value.map((entry) => entry.kind) : [];
};

describe('a bill that is paid', () => {
  test('is created, locked, charged, posted, and its receipt printed: seven commits', async () => {
    const seen: string[] = [];
    const { orderId } = await created();
    engine.observe(orderId, (order) => seen.push(order.status));
    await engine.charge(orderId, CODE);
    await settle();
    await engine.receipt(orderId, 'print-started');
    await engine.receipt(orderId, 'print-confirmed');

    expect(engine.get(orderId)).toMatchObject({
      status: 'posted',
      taxVoucherNo: 'V1',
      wallet: 'wechat',
      receipt: 'printed',
      prints: 1,
    });
    expect(seen).toEqual(['created', 'charging', 'posting', 'posted', 'posted', 'posted']);
    expect(kinds()).toEqual([
      'order.created',
      'order.locked',
      'order.charging',
      'order.paid',
      'order.posting',
      'order.posted',
      'order.receipt',
      'order.receipt',
    ]);
    expect(world.channel.takenFen).toBe(12_345);
  });

  test('never leaves its code in the journal', async () => {
    await charged();
    const entries = world.store.entries({});
    expect(JSON.stringify(entries)).not.toContain(CODE);
    expect(JSON.stringify(entries)).toContain('"codePrefix":"13"');
  });
});
