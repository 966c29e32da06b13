import { expect, test, describe, beforeEach } from 'vitest';
import { settle, VirtualClock } from '../../test/support/virtual-clock.ts';
import { openJournal, type JournalClient } from './client.ts';
import type { JournalRequest, JournalResponse } from './request.ts';
import type { JournalChild, JournalSpawner } from './spawner.ts';

type Answer = (request: JournalRequest) => Omit<Extract<JournalResponse, { ok: true }>, 'id'> | object | null;

/** A process that answers by script; null is silence. */
class FakeProcess implements JournalSpawner {
  readonly requests: JournalRequest[] = [];
  spawned = 0;
  killed = 0;
  answer: Answer;
  #exit: ((detail: string) => void) | null = null;

  constructor(answer: Answer) {
    this.answer = answer;
  }

  spawn(): JournalChild {
    this.spawned++;
    let tell: (message: unknown) => void = () => undefined;
    let dead = false;
    let exited: (detail: string) => void = () => undefined;
    const exit = (detail: string): void => {
      if (dead) return;
      dead = true;
      exited(detail);
    };
    this.#exit = exit;
    return {
      pid: this.spawned,
      send: (message) => {
        const request = message as JournalRequest;
        this.requests.push(request);
        const answer = this.answer(request);
        if (answer !== null) queueMicrotask(() => !dead && tell({ id: request.id, ...answer }));
      },
      onMessage: (listener) => (tell = listener),
      onExit: (listener) => (exited = listener),
      kill: () => {
        this.killed++;
        exit('killed');
      },
    };
  }

  die(): void {
    this.#exit?.('exit 11');
  }
}

const done = { ok: true, value: { kind: 'done' } };
const well: Answer = (request) =>
  request.op === 'append'
    ? { ok: true, value: { kind: 'appended', seqs: request.entries.map((_, index) => index + 1) } }
    : done;
const failing =
  (reason: 'disk-full' | 'io-error' | 'corrupt', ops: readonly JournalRequest['op'][]): Answer =>
  (request) =>
    ops.includes(request.op) ? { ok: false, failure: { reason, detail: 'scripted' } } : well(request);

let clock: VirtualClock;
beforeEach(() => {
  clock = new VirtualClock();
});

async function openOn(process: FakeProcess): Promise<JournalClient> {
  const opened = await openJournal({ spawner: process, directory: '/x', terminalId: 'T', clock });
  if (!opened.ok) throw new Error(opened.error.detail);
  return opened.value;
}

const note = { kind: 'test.entry', body: { a: 1 } };

test('a big database may take its time to open', async () => {
  const process = new FakeProcess((request) => (request.op === 'open' ? null : well(request)));
  const opening = openJournal({ spawner: process, directory: '/x', terminalId: 'T', clock });
  await clock.advance(60_000);
  expect(process.killed).toBe(0);
  await clock.advance(60_000);
  expect(process.killed).toBeGreaterThan(0);
  expect(await opening).toMatchObject({ ok: false, error: { reason: 'away' } });
});

describe('the client', () => {
  test('sends the appends of one turn together, stamped with its clock', async () => {
    const process = new FakeProcess(well);
    const journal = await openOn(process);
    const results = await Promise.all([journal.append(note), journal.append(note), journal.append(note)]);
    expect(results).toEqual([1, 2, 3].map((seq) => ({ ok: true, value: { seq } })));
    expect(process.requests.map(({ op }) => op)).toEqual(['open', 'append']);
    expect(process.requests[1]).toMatchObject({
      entries: [{ at: '2026-03-12T01:41:00.000Z', elapsedMs: 0 }, {}, {}],
    });
    await journal.close();
    expect(process.requests.at(-1)?.op).toBe('close');
  });

  test('waits five seconds for an answer, then kills the process and starts another', async () => {
    const process = new FakeProcess(well);
    const journal = await openOn(process);
    process.answer = () => null;
    const append = journal.append(note);
    await clock.advance(4999);
    expect(process.killed).toBe(0);
    await clock.advance(1);
    expect(await append).toMatchObject({ ok: false, error: { reason: 'away' } });
    expect(process.killed).toBe(1);
    expect(journal.health()).toEqual({ state: 'offline', reason: 'away' });
    process.answer = well;
    await clock.advance(500);
    expect(journal.health()).toEqual({ state: 'ok', reason: null });
    expect(await journal.append(note)).toMatchObject({ ok: true });
    await journal.close();
  });

  test('tells its health when the process ends, and answers at once meanwhile', async () => {
    const process = new FakeProcess(well);
    const journal = await openOn(process);
    const told: unknown[] = [];
    journal.onHealth((health) => told.push(health));
    process.die();
    expect(await journal.append(note)).toMatchObject({ ok: false, error: { reason: 'away' } });
    expect(await journal.openOrders()).toMatchObject({ ok: false });
    await clock.advance(500);
    expect(told).toEqual([
      { state: 'offline', reason: 'away' },
      { state: 'ok', reason: null },
    ]);
    await journal.close();
  });

  test('starts again with growing pauses, and stops after twenty failures', async () => {
    const process = new FakeProcess(well);
    const journal = await openOn(process);
    process.answer = failing('io-error', ['open']);
    process.die();
    await clock.advance(3500);
    expect(process.spawned, '0.5, 1, 2 s').toBe(4);
    await clock.advance(3_600_000);
    expect(process.spawned).toBe(21);
    expect(journal.health()).toEqual({ state: 'offline', reason: 'io-error' });
    await journal.close();
    expect(clock.pending).toBe(0);
  });

  test('does not start again on a journal that was set aside', async () => {
    const process = new FakeProcess(well);
    const journal = await openOn(process);
    process.answer = failing('corrupt', ['open']);
    process.die();
    await clock.advance(600_000);
    expect(process.spawned).toBe(2);
    expect(journal.health()).toEqual({ state: 'offline', reason: 'corrupt' });
    await journal.close();
  });

  test('with a full disk it is offline until a small write succeeds again', async () => {
    const process = new FakeProcess(well);
    const journal = await openOn(process);
    process.answer = failing('disk-full', ['append', 'probe']);
    expect(await journal.append(note)).toMatchObject({ ok: false, error: { reason: 'disk-full' } });
    expect(journal.health()).toEqual({ state: 'offline', reason: 'disk-full' });
    await clock.advance(11_000);
    expect(process.requests.filter(({ op }) => op === 'probe')).toHaveLength(2);
    process.answer = well;
    await clock.advance(5000);
    expect(journal.health()).toEqual({ state: 'ok', reason: null });
    expect(process.spawned).toBe(1);
    await journal.close();
  });

  test('a journal that will not open is an answer, not an exception', async () => {
    const process = new FakeProcess(failing('corrupt', ['open']));
    const opened = await openJournal({ spawner: process, directory: '/x', terminalId: 'T', clock });
    expect(opened).toMatchObject({ ok: false, error: { reason: 'corrupt' } });
    expect(clock.pending).toBe(0);
  });

  test('believes no answer that is not one', async () => {
    const process = new FakeProcess((request) =>
      request.op === 'open' ? done : { ok: true, value: { kind: 'what' } },
    );
    const journal = await openOn(process);
    const append = journal.append(note);
    await clock.advance(5000);
    expect(await append).toMatchObject({ ok: false, error: { reason: 'away' } });
    await journal.close();
  });

  test('closing answers what is under way', async () => {
    const process = new FakeProcess(well);
    const journal = await openOn(process);
    process.answer = () => null;
    const append = journal.append(note);
    await settle();
    const closed = journal.close();
    await clock.advance(3000);
    await closed;
    expect(await append).toMatchObject({ ok: false, error: { reason: 'away' } });
    expect(await journal.append(note)).toMatchObject({ ok: false });
  });
});
