import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { demoBill, PaymentWorld } from '../../test/support/payment-world.ts';
import { settle } from '../../test/support/virtual-clock.ts';
import { err, type Result } from '../../contract/result.ts';
import { InProcessJournal } from '../journal/in-process.ts';
import type { JournalAppend, JournalFailure } from '../journal/journal.ts';
import { channelOrderNo } from './ids.ts';
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

describe('locking the bills', () => {
  test.each(['already-paid', 'locked-elsewhere', 'amount-changed'] as const)(
    '%s ends the order',
    async (code) => {
      world.bureau.lockScripts = [code];
      expect(await engine.create(world.request())).toEqual({ ok: false, error: code });
      expect(kinds()).toEqual(['order.created', 'order.abandoned']);
      expect(world.bureau.calls).toHaveLength(1);
    },
  );

  test('a bureau that is away was never asked: nothing to give free', async () => {
    world.bureau.lockScripts = ['away'];
    expect(await engine.create(world.request())).toEqual({ ok: false, error: 'bureau-away' });
    expect(world.bureau.calls.filter((call) => call.startsWith('unlock'))).toEqual([]);
  });

  test('a lost answer may be a lock: it is given free', async () => {
    world.bureau.lockScripts = ['answer-lost'];
    expect(await engine.create(world.request())).toEqual({ ok: false, error: 'bureau-away' });
    await settle();
    expect(world.bureau.locks.size).toBe(0);
  });

  test('a lock at another price than shown is given free', async () => {
    world.bureau.lockScripts = ['dearer'];
    expect(await engine.create(world.request())).toEqual({ ok: false, error: 'amount-changed' });
    await settle();
    expect(world.bureau.locks.size).toBe(0);
  });

  test('more than the limit is refused before anybody is asked', async () => {
    expect(await engine.create(world.request([demoBill('B1', 500_001)]))).toEqual({
      ok: false,
      error: 'over-limit',
    });
    expect(await engine.create(world.request([demoBill('B1', 500_000)]))).toMatchObject({ ok: true });
    expect(world.bureau.calls).toHaveLength(1);
  });

  test('without a journal nothing is begun', async () => {
    const journal = new FlakyJournal(world);
    engine = world.engine({ journal });
    journal.failing = true;
    expect(await engine.create(world.request())).toEqual({ ok: false, error: 'journal-away' });
    expect(world.bureau.calls).toEqual([]);
  });
});

describe('the payment code', () => {
  test('is refused while an attempt is undecided', async () => {
    world.channel.charges = ['user-paying'];
    const orderId = await charged();
    expect(await engine.charge(orderId, '134567890123450000')).toEqual({
      ok: false,
      error: 'not-chargeable',
    });
    expect(world.channel.calls.filter((call) => call.startsWith('charge'))).toHaveLength(1);
  });

  test('presented twice in one order is declined here, without a call', async () => {
    world.channel.charges = [{ refuse: 'insufficient' }];
    const orderId = await charged();
    expect(engine.get(orderId)).toMatchObject({ status: 'declined', refusal: 'insufficient', attempt: 1 });
    expect(await engine.charge(orderId, CODE)).toMatchObject({
      ok: true,
      value: { status: 'declined', refusal: 'code-invalid', attempt: 1 },
    });
    expect(world.channel.calls.filter((call) => call.startsWith('charge'))).toHaveLength(1);
  });

  test('another one is another attempt under another number', async () => {
    world.channel.charges = [{ refuse: 'code-expired' }, 'paid'];
    const orderId = await charged();
    await engine.charge(orderId, '134567890123450000');
    await settle();
    expect(engine.get(orderId)).toMatchObject({ status: 'posted', attempt: 2, refusal: null });
    expect([...world.channel.books.keys()]).toEqual([channelOrderNo(orderId, 1), channelOrderNo(orderId, 2)]);
  });

  test('is not taken when too little of the lock is left', async () => {
    const { orderId } = await created();
    await world.clock.advance(900_000 - 60_000);
    expect(await engine.charge(orderId, CODE)).toEqual({ ok: false, error: 'lock-expired' });
    expect(world.channel.calls).toEqual([]);
  });

  test('of an unknown order goes nowhere', async () => {
    expect(await engine.charge('nobody', CODE)).toEqual({ ok: false, error: 'not-chargeable' });
  });

  test('is not sent when the write took longer than the code lives', async () => {
    const journal = new FlakyJournal(world);
    engine = world.engine({ journal });
    const { orderId } = await created();
    journal.delayMs = 61_000;
    void engine.charge(orderId, CODE);
    await settle();
    journal.delayMs = 0;
    await world.clock.advance(61_000);
    expect(world.channel.calls).toEqual([]);
    expect(engine.get(orderId)).toMatchObject({ status: 'declined', refusal: 'code-expired' });
  });
});

describe('an undecided attempt', () => {
  test('waits for the password, asking every five seconds', async () => {
    world.channel.charges = ['user-paying'];
    const orderId = await charged();
    expect(engine.get(orderId)).toMatchObject({ status: 'unknown', passwordPending: true });
    await world.clock.advance(12_000);
    expect(world.channel.calls.filter((call) => call.startsWith('query'))).toHaveLength(2);
    world.channel.books.get(channelOrderNo(orderId, 1))!.state = 'paid';
    await world.clock.advance(3000);
    expect(engine.get(orderId)).toMatchObject({ status: 'posted', passwordPending: false });
  });

  test('is reversed after a minute, and the order may be tried again', async () => {
    world.channel.charges = ['user-paying', 'paid'];
    const orderId = await charged();
    await world.clock.advance(59_000);
    expect(statusOf(orderId)).toBe('unknown');
    await world.clock.advance(6000);
    expect(engine.get(orderId)).toMatchObject({ status: 'reversed', refusal: 'password-not-entered' });
    expect(world.channel.tooEarly).toEqual([]);
    await engine.charge(orderId, '134567890123450000');
    await settle();
    expect(engine.get(orderId)).toMatchObject({ status: 'posted', attempt: 2 });
    expect(world.channel.takenTimes).toBe(1);
  });

  test('that the channel does not know twice, 15 s apart, is reversed before it is believed', async () => {
    world.channel.charges = ['request-lost'];
    const orderId = await charged();
    await world.clock.advance(5000);
    expect(statusOf(orderId)).toBe('unknown');
    await world.clock.advance(14_000);
    expect(statusOf(orderId)).toBe('unknown');
    await world.clock.advance(1000);
    expect(engine.get(orderId)).toMatchObject({ status: 'reversed', refusal: 'no-answer' });
    const calls = world.channel.calls.map((call) => call.split(' ')[0]);
    expect(calls).toEqual(['charge', 'query', 'query', 'reverse', 'query']);
  });

  test('whose answer was lost is found paid', async () => {
    world.channel.charges = ['paid-answer-lost'];
    const orderId = await charged();
    expect(statusOf(orderId)).toBe('unknown');
    await world.clock.advance(5000);
    expect(statusOf(orderId)).toBe('posted');
    expect(world.channel.takenTimes).toBe(1);
  });

  test('is reversed until the channel confirms, with growing pauses', async () => {
    world.channel.charges = ['user-paying'];
    world.channel.reversals = ['away', 'request-lost', 'again', 'answer-lost'];
    const orderId = await charged();
    await world.clock.advance(60_000);
    expect(statusOf(orderId)).toBe('reversing');
    await world.clock.advance(1000 + 2000 + 4000 + 8000);
    expect(statusOf(orderId)).toBe('reversed');
    expect(world.channel.calls.filter((call) => call.startsWith('reverse'))).toHaveLength(5);
  });

  test('that was reversed and still looks paid is reversed again, never booked', async () => {
    world.channel.charges = ['paid-answer-lost'];
    world.channel.queries = Array<{ kind: 'away' }>(20).fill({ kind: 'away' });
    world.channel.reversals = ['request-lost'];
    const orderId = await charged();
    await world.clock.advance(63_000);
    world.channel.queries = ['paid'];
    await world.clock.advance(30_000);
    expect(statusOf(orderId)).toBe('reversed');
    expect(world.channel.takenTimes).toBe(0);
    expect(world.bureau.postings.size).toBe(0);
  });

  test('paid after a reversal that never reached the channel is booked', async () => {
    world.channel.charges = ['user-paying'];
    world.channel.reversals = ['user-paying'];
    const orderId = await charged();
    await world.clock.advance(60_000);
    expect(statusOf(orderId)).toBe('reversing');
    world.channel.books.get(channelOrderNo(orderId, 1))!.state = 'paid';
    await world.clock.advance(5000);
    expect(statusOf(orderId)).toBe('posted');
  });

  test('of another amount is a case for a person, with a receipt owed', async () => {
    world.channel.amountError = 1;
    const orderId = await charged();
    expect(engine.get(orderId)).toMatchObject({ status: 'unresolved', receipt: 'owed' });
    expect(world.bureau.calls.filter((call) => call.startsWith('post'))).toEqual([]);
    expect(await engine.decide(orderId, 'refunded', 'lead 3')).toMatchObject({
      ok: true,
      value: { status: 'refunded' },
    });
    expect(await engine.decide(orderId, 'posted', 'lead 3')).toEqual({ ok: false, error: 'not-a-case' });
  });

  test('goes to a person after a day of silence, within bounds', async () => {
    world.channel.charges = ['user-paying'];
    const orderId = await charged();
    world.channel.reversals = Array<'away'>(3000).fill('away');
    await world.clock.advance(86_400_000 + 120_000);
    expect(statusOf(orderId)).toBe('unresolved');
    expect(world.channel.calls.length).toBeLessThan(1600);
    expect(engine.openCount()).toBe(0);
  }, 30_000);

  test('a channel that throws or never answers has not said no', async () => {
    world.channel.charge = () => Promise.reject(new TypeError('boom'));
    const orderId = await charged();
    expect(statusOf(orderId)).toBe('unknown');
    world.channel.query = () => new Promise(() => undefined);
    await world.clock.advance(5000 + 45_000);
    expect(statusOf(orderId)).toBe('unknown');
    await world.clock.advance(5000 + 45_000);
    expect(statusOf(orderId)).toBe('reversing');
  });
});

describe('booking at the bureau', () => {
  test('is repeated with the same id until it answers, and never reversed', async () => {
    world.bureau.postScripts = ['answer-lost', 'away', 'request-lost'];
    const orderId = await charged();
    expect(engine.get(orderId)).toMatchObject({ status: 'posting', receipt: 'owed' });
    await world.clock.advance(1000 + 2000 + 4000);
    expect(engine.get(orderId)).toMatchObject({ status: 'posted', taxVoucherNo: 'V1' });
    expect(world.bureau.postings.size).toBe(1);
    expect(world.channel.calls.filter((call) => call.startsWith('reverse'))).toEqual([]);
  });

  test.each(['rejected', 'lock-lost', 'already-paid'] as const)(
    '%s after the debit is a refund due',
    async (code) => {
      world.bureau.postScripts = [code];
      const orderId = await charged();
      expect(engine.get(orderId)).toMatchObject({ status: 'refundDue', receipt: 'owed' });
      expect(await engine.create(world.request())).toEqual({ ok: false, error: 'locked-elsewhere' });
    },
  );
});

describe('the receipt', () => {
  test('goes its own way, counted, whatever the printer does', async () => {
    const orderId = await charged();
    const tell = async (event: Parameters<typeof engine.receipt>[1]) => {
      const told = await engine.receipt(orderId, event);
      return told.ok ? [told.value.receipt, told.value.prints] : told.error;
    };
    expect(await tell('print-confirmed')).toBe('not-due');
    expect(await tell('print-started')).toEqual(['printing', 1]);
    expect(await tell('print-started')).toBe('not-due');
    expect(await tell('print-unsure')).toEqual(['unsure', 1]);
    expect(await tell('print-failed')).toEqual(['slip', 1]);
    expect(await tell('print-started')).toEqual(['printing', 2]);
    expect(await tell('print-not-started')).toEqual(['slip', 1]);
    expect(await tell('print-started')).toEqual(['printing', 2]);
    expect(await tell('print-confirmed')).toEqual(['printed', 2]);
    expect(statusOf(orderId)).toBe('posted');
  });

  test('is not due before money can have moved', async () => {
    const { orderId } = await created();
    expect(await engine.receipt(orderId, 'print-started')).toEqual({ ok: false, error: 'not-due' });
    expect(await engine.receipt('nobody', 'print-started')).toEqual({ ok: false, error: 'not-due' });
  });

  test('a slip "being checked" is not the receipt, which is owed as soon as the money is there', async () => {
    world.channel.charges = ['paid-answer-lost'];
    const orderId = await charged();
    await engine.receipt(orderId, 'print-started');
    await engine.receipt(orderId, 'print-confirmed');
    await world.clock.advance(5000);
    expect(engine.get(orderId)).toMatchObject({ status: 'posted', receipt: 'owed', prints: 0 });
  });

  test('of a booking that was refused is another paper than the receipt before it, and owed anew', async () => {
    world.bureau.postScripts = ['away', 'lock-lost'];
    const orderId = await charged();
    await engine.receipt(orderId, 'print-started');
    await engine.receipt(orderId, 'print-confirmed');
    await world.clock.advance(2000);
    expect(engine.get(orderId)).toMatchObject({ status: 'refundDue', receipt: 'owed', prints: 0 });
  });

  test('can be printed again after the terminal was started anew', async () => {
    const orderId = await charged();
    await engine.receipt(orderId, 'print-started');
    await engine.close();
    engine = world.engine();
    expect(await engine.recover()).toEqual({ ok: true, value: { recovered: 1, stillOpen: 0 } });
    expect(engine.get(orderId)).toMatchObject({ receipt: 'unsure', prints: 1 });
    await engine.close();
    engine = world.engine();
    expect(await engine.recover()).toEqual({ ok: true, value: { recovered: 0, stillOpen: 0 } });
    expect(engine.get(orderId)).toBeNull();
    expect(await engine.receipt(orderId, 'print-started')).toMatchObject({ ok: true, value: { prints: 2 } });
  });
});

describe('giving up', () => {
  test('gives the bills free before it says so', async () => {
    const { orderId } = await created();
    expect(await engine.abandon(orderId)).toMatchObject({ ok: true, value: { status: 'abandoned' } });
    expect(world.bureau.locks.size).toBe(0);
    expect(await engine.abandon(orderId)).toMatchObject({ ok: true });
    expect(await engine.charge(orderId, CODE)).toEqual({ ok: false, error: 'not-chargeable' });
  });

  test('is not possible while money can have moved', async () => {
    world.channel.charges = ['user-paying'];
    const orderId = await charged();
    expect(await engine.abandon(orderId)).toEqual({ ok: false, error: 'not-abandonable' });
  });

  test('does not wait long for a bureau that is away, and goes on trying', async () => {
    world.bureau.unlockScripts = ['away', 'answer-lost', 'away'];
    const { orderId } = await created();
    expect(await engine.abandon(orderId)).toMatchObject({ ok: true });
    expect(engine.openCount()).toBe(1);
    await world.clock.advance(60_000);
    expect(engine.openCount()).toBe(0);
    expect(world.bureau.locks.size).toBe(0);
  });

  test('happens by itself when the lock runs out and nobody watches', async () => {
    const { orderId } = await created();
    const stop = engine.observe(orderId, () => undefined);
    await world.clock.advance(1_000_000);
    expect(statusOf(orderId)).toBe('created');
    stop();
    await world.clock.advance(120_000);
    expect(statusOf(orderId)).toBe('abandoned');
    expect(await engine.charge(orderId, CODE)).toEqual({ ok: false, error: 'lock-expired' });
  });
});

test('closing ends every wait at once', async () => {
  const orderId = await charged();
  world.bureau.unlockBills = () => new Promise(() => undefined);
  const second = await created();
  const abandoning = engine.abandon(second.orderId);
  await settle();
  await engine.close();
  expect(await abandoning).toMatchObject({ ok: true });
  expect(world.clock.pending).toBe(0);
  expect(orderId).not.toBe(second.orderId);
});

describe('when the journal fails', () => {
  test('an intention that is not written is not carried out', async () => {
    const journal = new FlakyJournal(world);
    engine = world.engine({ journal });
    const { orderId } = await created();
    journal.failing = true;
    expect(await engine.charge(orderId, CODE)).toEqual({ ok: false, error: 'journal-away' });
    expect(world.channel.calls).toEqual([]);
    journal.failing = false;
    expect(await engine.charge(orderId, CODE)).toMatchObject({ ok: true });
    await settle();
    expect(statusOf(orderId)).toBe('posted');
  });

  test('an outcome is neither shown nor acted on until it is written', async () => {
    const journal = new FlakyJournal(world);
    engine = world.engine({ journal });
    const { orderId } = await created();
    const seen: string[] = [];
    engine.observe(orderId, (order) => seen.push(order.status));
    journal.failFrom = 'order.paid';
    await engine.charge(orderId, CODE);
    await world.clock.advance(10_000);
    expect(seen).toEqual(['created', 'charging']);
    expect(world.bureau.calls.filter((call) => call.startsWith('post'))).toEqual([]);
    journal.failFrom = null;
    journal.failing = false;
    await world.clock.advance(10_000);
    expect(seen).toEqual(['created', 'charging', 'posting', 'posted']);
    expect(world.channel.takenTimes).toBe(1);
  });

  test('a lock that could not be written is given free when it can', async () => {
    const journal = new FlakyJournal(world);
    engine = world.engine({ journal });
    journal.failFrom = 'order.locked';
    expect(await engine.create(world.request())).toEqual({ ok: false, error: 'journal-away' });
    journal.failFrom = null;
    journal.failing = false;
    await world.clock.advance(5000);
    expect(world.bureau.locks.size).toBe(0);
  });

  test('recovery says so, and does all of it the next time', async () => {
    world.channel.charges = ['paid-answer-lost'];
    const orderId = await charged();
    await engine.close();
    const journal = new FlakyJournal(world);
    engine = world.engine({ journal });
    journal.failing = true;
    expect(await engine.recover()).toEqual({ ok: false, error: 'journal-away' });
    journal.failing = false;
    expect(await engine.recover()).toEqual({ ok: true, value: { recovered: 1, stillOpen: 0 } });
    expect(statusOf(orderId)).toBe('posted');
  });
});

describe('a new start', () => {
  test('drives an open order on before it answers, with nobody in front of it', async () => {
    world.channel.charges = ['paid-answer-lost'];
    const orderId = await charged();
    await engine.close();
    engine = world.engine();
    expect(await engine.recover()).toEqual({ ok: true, value: { recovered: 1, stillOpen: 0 } });
    expect(engine.get(orderId)).toMatchObject({ status: 'posted', receipt: 'owed' });
  });

  test('does not hold the terminal up for a backend that is away', async () => {
    world.channel.charges = ['user-paying'];
    await charged();
    await engine.close();
    engine = world.engine();
    world.channel.queries = [{ kind: 'away' }];
    expect(await engine.recover()).toEqual({ ok: true, value: { recovered: 1, stillOpen: 1 } });
    expect(engine.openCount()).toBe(1);
  });

  test('knows how old an attempt is from the wall clock, also when that was set back', async () => {
    world.channel.charges = ['user-paying'];
    const orderId = await charged();
    await engine.close();
    world.clock.jump(-3_600_000);
    engine = world.engine({ recoverPatienceMs: 0 });
    const recovered = engine.recover();
    await world.clock.advance(0);
    expect(await recovered).toMatchObject({ ok: true });
    await world.clock.advance(54_000);
    expect(statusOf(orderId)).toBe('unknown');
    await world.clock.advance(11_000);
    expect(statusOf(orderId)).toBe('abandoned');
    expect(world.channel.tooEarly).toEqual([]);
  });
});

test('orders that are closed leave memory; those that are not stay', async () => {
  const ids: string[] = [];
  for (let i = 0; i < 30; i++) {
    const made = await engine.create(world.request([demoBill(`B${i}`, 100)]));
    if (!made.ok) throw new Error(made.error);
    ids.push(made.value.orderId);
    if (i > 0) await engine.abandon(made.value.orderId);
  }
  expect(ids.filter((orderId) => engine.get(orderId) !== null).length).toBeLessThanOrEqual(22);
  expect(statusOf(ids[0]!)).toBe('created');
});

/** A journal that refuses or dawdles on demand; `failFrom` breaks it at an entry of that kind. */
class FlakyJournal extends InProcessJournal {
  failing = false;
  failFrom: string | null = null;
  delayMs = 0;
  readonly #world: PaymentWorld;

  constructor(of: PaymentWorld) {
    super(of.store, of.clock);
    this.#world = of;
  }

  override async append(entry: JournalAppend): Promise<Result<{ seq: number }, JournalFailure>> {
    if (entry.kind === this.failFrom) this.failing = true;
    if (this.failing) return err({ reason: 'away', detail: 'scripted' });
    const ms = this.delayMs;
    if (ms > 0) await new Promise<void>((resolve) => void this.#world.clock.setTimeout(resolve, ms));
    return super.append(entry);
  }
}
