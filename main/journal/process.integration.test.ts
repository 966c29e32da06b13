import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock } from '../../contract/clock.ts';
import { openJournal, type JournalClient } from './client.ts';
import type { JournalEntry } from './journal.ts';
import { openJournalStore } from './journal-store.ts';
import { measureAppends } from './measure.ts';
import { nodeJournalSpawner, type JournalChild, type JournalSpawner } from './spawner.ts';

let directory: string;
let children: JournalChild[];
let journals: JournalClient[];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'yizhan-journal-process-'));
  children = [];
  journals = [];
});

afterEach(async () => {
  for (const journal of journals) await journal.close();
  rmSync(directory, { recursive: true, force: true });
});

/** The real spawner, its children at hand to be killed. */
const spawner: JournalSpawner = {
  spawn() {
    const child = nodeJournalSpawner().spawn();
    children.push(child);
    return child;
  },
};

async function opened(): Promise<JournalClient> {
  const result = await openJournal({ spawner, directory, terminalId: 'YN-0001', clock: systemClock });
  if (!result.ok) throw new Error(result.error.detail);
  journals.push(result.value);
  return result.value;
}

function until(journal: JournalClient, state: 'ok' | 'offline'): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (journal.health().state !== state) return;
      stop();
      resolve();
    };
    const stop = journal.onHealth(look);
    look();
  });
}

async function everything(journal: JournalClient): Promise<JournalEntry[]> {
  const all: JournalEntry[] = [];
  for (;;) {
    const page = await journal.entries({ fromSeq: (all.at(-1)?.seq ?? 0) + 1 });
    if (!page.ok) throw new Error(page.error.detail);
    if (page.value.length === 0) return all;
    all.push(...page.value);
  }
}

test('writes in a process of its own and finds it all again', { timeout: 30_000 }, async () => {
  const journal = await opened();
  const order = {
    orderId: 'O1',
    orderKind: 'payment',
    status: 'charging',
    final: false,
    reference: 'ABCDEFGHJK',
    state: '{"n":1}',
  } as const;
  const results = await Promise.all(
    [1, 2, 3].map((n) =>
      journal.append({ kind: 'test.entry', orderId: 'O1', sessionId: 'S1', body: { n }, order }),
    ),
  );
  expect(results.map((result) => result.ok && result.value.seq)).toEqual([1, 2, 3]);
  expect(children[0]?.pid).not.toBe(process.pid);
  await journal.close();

  const again = await opened();
  expect(await again.openOrders()).toEqual({ ok: true, value: [order] });
  expect(await again.order('O1')).toEqual({ ok: true, value: order });
  expect((await everything(again)).map((entry) => entry.body)).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
});

test(
  'killed in the middle of writing: nothing acknowledged is lost, the chain is whole, it comes back by itself',
  { timeout: 60_000 },
  async () => {
    const acknowledged: number[] = [];
    let n = 0;
    for (let round = 0; round < 3; round++) {
      const journal = await opened();
      const child = children.at(-1)!;
      const killAt = acknowledged.length + 25;
      // Eight writers, so that the kill falls between a write and its answer.
      const writers = Array.from({ length: 8 }, async () => {
        for (;;) {
          const body = { n: ++n };
          const result = await journal.append({ kind: 'test.entry', body });
          if (!result.ok) return;
          acknowledged.push(body.n);
          if (acknowledged.length === killAt) child.kill();
        }
      });
      await Promise.all(writers);
      expect(journal.health().state).toBe('offline');
      await until(journal, 'ok');
      expect((await journal.append({ kind: 'test.again', body: {} })).ok).toBe(true);
      await journal.close();
    }

    const store = openJournalStore({ directory, terminalId: 'YN-0001', mark: 'test' });
    if (!store.ok) throw new Error(store.error.detail);
    expect(store.value.verify()).toMatchObject({ ok: true });
    const entries = store.value.entries({});
    store.value.abandon();
    const kept = new Set(entries.ok ? entries.value.map((entry) => entry.body['n']) : []);
    expect(acknowledged.filter((number) => !kept.has(number))).toEqual([]);
    expect(acknowledged.length).toBeGreaterThanOrEqual(75);
  },
);

test('two terminals on one journal still write one chain', { timeout: 30_000 }, async () => {
  const [first, second] = [await opened(), await opened()];
  const results = await Promise.all(
    Array.from({ length: 40 }, (_, n) =>
      (n % 2 === 0 ? first : second).append({ kind: 'test.entry', body: { n } }),
    ),
  );
  expect(results.filter((result) => !result.ok)).toEqual([]);
  await first.close();
  await second.close();
  const store = openJournalStore({ directory, terminalId: 'YN-0001', mark: 'test' });
  if (!store.ok) throw new Error(store.error.detail);
  expect(store.value.verify()).toMatchObject({ ok: true, entries: 40 });
  store.value.abandon();
});

test('says how long an append takes', { timeout: 30_000 }, async () => {
  const times = await measureAppends(await opened(), systemClock, 50);
  expect(times.n).toBe(50);
  expect(times.p50Ms).toBeGreaterThan(0);
  expect(times.p99Ms).toBeGreaterThanOrEqual(times.p50Ms);
});
