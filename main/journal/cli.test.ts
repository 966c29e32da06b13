import Database from 'better-sqlite3';
import { unlinkSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { PaymentWorld } from '../../test/support/payment-world.ts';
import { settle } from '../../test/support/virtual-clock.ts';
import { runJournalCli } from './cli.ts';
import { journalFiles } from './journal-files.ts';

let world: PaymentWorld;
beforeEach(() => {
  world = new PaymentWorld();
});
afterEach(() => world.dispose());

function run(...args: string[]): { code: number; out: string; error: string } {
  const lines = { out: [] as string[], error: [] as string[] };
  const io = { out: (line: string) => lines.out.push(line), error: (line: string) => lines.error.push(line) };
  const code = runJournalCli([...args, '--directory', world.directory], io, {});
  return { code, out: lines.out.join('\n'), error: lines.error.join('\n') };
}

async function payOne(): Promise<{ orderId: string; reference: string }> {
  const engine = world.engine();
  const made = await engine.create(world.request());
  if (!made.ok) throw new Error(made.error);
  await engine.charge(made.value.orderId, '134567890123456789');
  await settle();
  await engine.close();
  return made.value;
}

describe('npm run journal', () => {
  test('verify says that the journal is whole, beside the running terminal', async () => {
    await payOne();
    expect(run('verify')).toMatchObject({
      code: 0,
      out: expect.stringContaining('The journal is whole: 6 entries'),
    });
    expect(JSON.parse(run('verify', '--json').out)).toMatchObject({ ok: true, entries: 6 });
  });

  test('verify names the first bad entry and ends with 1', async () => {
    await payOne();
    const db = new Database(journalFiles(world.directory).database);
    db.exec("drop trigger entry_is_append_only_update; update entry set kind = 'order.x' where seq = 4");
    db.close();
    expect(run('verify')).toMatchObject({
      code: 1,
      out: expect.stringContaining('First bad entry: 4 (changed)'),
    });
    expect(JSON.parse(run('verify', '--json').out)).toMatchObject({ ok: false, seq: 4, reason: 'changed' });
  });

  test('orders and show tell an order by its id and by its reference', async () => {
    const { orderId, reference } = await payOne();
    expect(run('orders').out).toMatch(
      new RegExp(`${reference}\\s+posted\\s+¥123.45\\s+receipt owed\\s+${orderId}`),
    );
    expect(run('orders', '--open').out).toBe('No open orders.');
    const shown = run('show', `${reference.slice(0, 5)} ${reference.slice(5)}`);
    expect(shown.code).toBe(0);
    expect(shown.out).toContain('order.paid');
    expect(run('show', orderId).out).toBe(shown.out);
    expect(JSON.parse(run('show', orderId, '--json').out)).toMatchObject({
      status: 'posted',
      order: { taxVoucherNo: 'V1' },
      entries: { length: 6 },
    });
    expect(run('show', 'nobody')).toMatchObject({ code: 1, error: 'There is no order nobody.' });
  });

  test('export gives every entry, checkpoint and the key, personal fields sealed', async () => {
    await payOne();
    const lines = run('export')
      .out.split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.map((line) => line['type'])).toEqual(['journal', ...Array<string>(6).fill('entry'), 'head']);
    expect(JSON.stringify(lines)).not.toContain('张');
  });

  test('an order of an erased session still shows, without what was sealed', async () => {
    const { orderId } = await payOne();
    expect(world.store.eraseSession('S1', '2026-03-20T00:00:00Z')).toEqual({ ok: true, value: true });
    expect(run('orders').out).toContain('(erased)');
    expect(JSON.parse(run('show', orderId, '--json').out)).toMatchObject({
      status: 'posted',
      order: null,
      erased: true,
    });
    expect(run('verify').code).toBe(0);
  });

  test('start-anew begins another journal only where one was lost', async () => {
    await payOne();
    expect(run('start-anew')).toMatchObject({
      code: 1,
      error: expect.stringContaining('it was not touched'),
    });
    world.dispose();
    world = new PaymentWorld();
    await payOne();
    world.store.abandon();
    unlinkSync(journalFiles(world.directory).database);
    expect(run('verify').code).toBe(1);
    expect(run('start-anew').code).toBe(0);
    expect(run('verify').out).toContain('1 entries');
  });

  test('what it does not understand ends with 2 and the usage', () => {
    expect(run('dance')).toMatchObject({ code: 2, error: expect.stringContaining('Not a command: dance') });
    expect(run('verify', '--loud').code).toBe(2);
    expect(run('show')).toMatchObject({ code: 1 });
  });
});
