import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { err, type Result } from '../../contract/result.ts';
import { MemoryTransport } from '../../test/support/memory-transport.ts';
import { VirtualClock } from '../../test/support/virtual-clock.ts';
import { SdtIdCardReader } from './driver.ts';
import type { CardReadError, IdCard } from './id-card-reader.ts';
import { readerProfiles } from './profile.ts';
import { SAMPLE_CARDS } from './sample-cards.ts';
import { ReaderSimulator, type ReaderFault } from './simulator.ts';

let clock: VirtualClock;
let transport: MemoryTransport;
let simulator: ReaderSimulator;
let reader: SdtIdCardReader;

beforeEach(async () => {
  clock = new VirtualClock();
  transport = new MemoryTransport((bytes) => simulator.receive(bytes));
  simulator = new ReaderSimulator({ clock, send: (bytes) => transport.receive(bytes) });
  reader = new SdtIdCardReader({ transport, profile: readerProfiles['sdt-generic'], clock });
});
afterEach(() => closeWithin(1000));

async function closeWithin(ms: number): Promise<void> {
  const closed = reader.close();
  await clock.advance(ms);
  await closed;
}

async function open(): Promise<void> {
  const opened = reader.open();
  await clock.advance(100);
  await opened;
}

/** Runs the clock until the promise settles; fails after `limitMs` of the clock's time. */
async function within<T>(limitMs: number, promise: Promise<T>): Promise<T> {
  let settled = false;
  void promise.finally(() => (settled = true));
  for (let ms = 0; !settled; ms += 50) {
    if (ms > limitMs) throw new Error(`nothing within ${limitMs} ms`);
    await clock.advance(50);
  }
  return promise;
}

const read = (signal = new AbortController().signal, onCardFound = (): void => undefined) =>
  reader.read({ signal, onCardFound });
const nameOf = (result: Result<IdCard, CardReadError>) => (result.ok ? result.value.name : result.error);

describe('connecting', () => {
  test('asks status and module number first', async () => {
    await open();
    expect(reader.health()).toMatchObject({ state: 'ok', reason: null });
    expect(reader.samId()).toBe('05.03-20100101-0001234567-0089012345');
  });

  test('no reader on the line', async () => {
    transport.unplug();
    await reader.open();
    expect(reader.health()).toMatchObject({ state: 'offline', reason: 'no-device' });
    expect(await within(100, read())).toEqual(err('offline'));
  });

  test.each([
    [{ name: 'silent' }, 'no-answer'],
    [{ name: 'dead-module', sw3: 0x60 }, 'module-self-test-failed'],
    [{ name: 'dead-module', sw3: 0x66 }, 'module-unauthorised'],
    [{ name: 'cut', after: 6, everything: true }, 'garbled'],
  ] as const satisfies [ReaderFault, string][])(
    '%j: offline for %s, and well again by itself',
    async (fault, reason) => {
      simulator.addFault(fault);
      await within(20_000, reader.open());
      expect(reader.health()).toMatchObject({ state: 'offline', reason });
      simulator.clearFaults();
      await clock.advance(5000);
      expect(reader.health().state).toBe('ok');
    },
  );

  test('a module that stays silent after the line was opened anew is reset', async () => {
    simulator.addFault({ name: 'silent' });
    const written = vi.spyOn(transport, 'write');
    const resets = () => written.mock.calls.filter(([bytes]) => bytes[7] === 0x10).length;
    await within(5000, reader.open());
    expect(resets()).toBe(0);
    await clock.advance(8000);
    expect(resets()).toBe(1);
  });

  test('a reader that stops answering is noticed though nobody reads', async () => {
    await open();
    const told = vi.fn();
    reader.onHealth(told);
    simulator.addFault({ name: 'silent' });
    await clock.advance(30_000);
    expect(told).toHaveBeenCalledOnce();
    expect(reader.health()).toMatchObject({ state: 'offline', reason: 'no-answer' });
  });
});

describe('reading', () => {
  beforeEach(open);

  test('waits for a card, tells when it is found, and reads it', async () => {
    const found = vi.fn();
    const result = read(undefined, found);
    await clock.advance(10_000);
    expect(found).not.toHaveBeenCalled();
    simulator.placeCard(SAMPLE_CARDS['zhao-shifan']);
    const card = await within(2000, result);
    expect(card).toMatchObject({
      ok: true,
      value: { name: '赵示范', idNumber: '539901198001010010', consistent: true },
    });
    expect(found).toHaveBeenCalledOnce();
    expect(reader.health().counters['goodReadCount']).toBe(1);
  });

  test('a card that contradicts itself is read twice and given with that mark', async () => {
    simulator.placeCard(SAMPLE_CARDS.inconsistent);
    expect(await within(4000, read())).toMatchObject({
      ok: true,
      value: { name: '王矛盾', consistent: false },
    });
    expect(simulator.counters.reads).toBe(2);
  });

  test.each([
    [[{ name: 'flip-bit', bit: 5000, times: 1 }]],
    [[{ name: 'garbage' }]],
    [[{ name: 'glued' }]],
    [[{ name: 'split', size: 1 }]],
    [[{ name: 'cut', after: 700, times: 1 }]],
    [[{ name: 'select-failure', times: 1 }]],
    [[{ name: 'read-status', sw3: 0x41, times: 1 }]],
    [[{ name: 'read-status', sw3: 0x24, times: 1 }]],
    [[{ name: 'read-status', sw3: 0x31, times: 1 }]],
    [[{ name: 'read-status', sw3: 0x10, times: 1 }]],
    [[{ name: 'slow', ms: 400 }]],
  ] as const satisfies [ReaderFault[]][])('%j does not keep the person from being read', async (faults) => {
    for (const fault of faults) simulator.addFault(fault);
    simulator.placeCard(SAMPLE_CARDS['sun-yanshi']);
    expect(nameOf(await within(20_000, read()))).toBe('孙演示');
  });

  test.each([
    ['wrong-card', { name: 'read-status', sw3: 0x40 }],
    ['card-refused', { name: 'read-status', sw3: 0x31 }],
    ['card-refused', { name: 'read-status', sw3: 0x32 }],
    ['card-refused', { name: 'read-status', sw3: 0x33 }],
    ['unreadable', { name: 'read-status', sw3: 0x41 }],
    ['unreadable', { name: 'select-failure' }],
  ] as const satisfies [CardReadError, ReaderFault][])('%s for %j', async (error, fault) => {
    simulator.addFault(fault);
    simulator.placeCard(SAMPLE_CARDS['sun-yanshi']);
    expect(await within(20_000, read())).toEqual(err(error));
    expect(reader.health().state).toBe('ok');
  });

  test('another family of card', async () => {
    simulator.placeCard(SAMPLE_CARDS['bus-card']);
    expect(await within(5000, read())).toEqual(err('wrong-card'));
  });

  test.each([undefined, 0, 1, 6, 7, 13, 14, 300, 1294])(
    'torn, after %s bytes of the answer',
    async (after) => {
      simulator.addFault(
        after === undefined ? { name: 'torn', times: 1 } : { name: 'torn', times: 1, after },
      );
      simulator.placeCard(SAMPLE_CARDS['sun-yanshi']);
      expect(await within(20_000, read())).toEqual(err('torn'));
      simulator.placeCard(SAMPLE_CARDS['sun-yanshi']);
      expect(nameOf(await within(10_000, read()))).toBe('孙演示');
    },
  );

  test('lifted while the module reads it', async () => {
    simulator.placeCard(SAMPLE_CARDS['sun-yanshi']);
    const result = read(undefined, () => clock.setTimeout(() => simulator.liftCard(), 300));
    expect(await within(5000, result)).toEqual(err('torn'));
  });

  test('noise on any answers never gives another person', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ bit: fc.nat(1295 * 8 - 1), after: fc.nat(1500) }), {
          minLength: 1,
          maxLength: 6,
        }),
        async (flips) => {
          for (const { bit, after } of flips) {
            clock.setTimeout(() => simulator.addFault({ name: 'flip-bit', bit, times: 1 }), after);
          }
          simulator.placeCard(SAMPLE_CARDS['zhao-shifan']);
          const result = await within(60_000, read());
          if (result.ok)
            expect(result.value).toMatchObject({ name: '赵示范', idNumber: '539901198001010010' });
          simulator.liftCard();
          simulator.clearFaults();
          await clock.advance(10_000);
        },
      ),
      { numRuns: 60 },
    );
  });

  test('a card swapped in the middle never gives the one before', async () => {
    simulator.addFault({ name: 'slow', ms: 4000 });
    simulator.placeCard(SAMPLE_CARDS['sun-yanshi']);
    const abort = new AbortController();
    const first = read(abort.signal);
    await clock.advance(3000);
    simulator.placeCard(SAMPLE_CARDS['zhao-shifan']);
    simulator.clearFaults();
    expect(nameOf(await within(20_000, first))).toBe('赵示范');
  });

  test('a card that failed is left alone until it is lifted', async () => {
    const found = vi.fn();
    simulator.placeCard(SAMPLE_CARDS['bus-card']);
    await within(5000, read());
    const next = read(undefined, found);
    await clock.advance(2000);
    expect(found).not.toHaveBeenCalled();
    simulator.liftCard();
    await clock.advance(400);
    simulator.placeCard(SAMPLE_CARDS['zhao-shifan']);
    expect(nameOf(await within(3000, next))).toBe('赵示范');
  });

  test('cancelled: at once, before, while waiting, and in the middle of a card', async () => {
    expect(await within(0, read(AbortSignal.abort()))).toEqual(err('cancelled'));
    const waiting = new AbortController();
    const first = read(waiting.signal);
    await clock.advance(1000);
    waiting.abort();
    expect(await within(0, first)).toEqual(err('cancelled'));

    simulator.placeCard(SAMPLE_CARDS['zhao-shifan']);
    const reading = new AbortController();
    const second = read(reading.signal);
    await clock.advance(500);
    reading.abort();
    expect(await within(0, second)).toEqual(err('cancelled'));
  });

  test('serves one caller at a time', async () => {
    const abort = new AbortController();
    const first = read(abort.signal);
    await expect(read()).rejects.toThrow('one caller');
    abort.abort();
    await within(0, first);
  });

  test('serves the next caller in the same turn in which the one before leaves', async () => {
    const abort = new AbortController();
    const first = read(abort.signal);
    abort.abort();
    const next = new AbortController();
    const second = read(next.signal);
    expect(await within(0, first)).toEqual(err('cancelled'));
    next.abort();
    expect(await within(0, second)).toEqual(err('cancelled'));
  });

  test('close cancels a read', async () => {
    const result = read();
    await closeWithin(1000);
    expect(await result).toEqual(err('cancelled'));
    expect(clock.pending).toBe(0);
  });

  test('no answer is ever asked for twice at the same time', async () => {
    let outstanding = 0;
    const write = vi.spyOn(transport, 'write');
    const receive = vi.spyOn(transport, 'receive');
    write.mockImplementation((bytes) => {
      expect(++outstanding).toBe(1);
      simulator.receive(bytes);
      return Promise.resolve({ ok: true, value: undefined });
    });
    receive.mockImplementation((bytes) => {
      outstanding -= 1;
      MemoryTransport.prototype.receive.call(transport, bytes);
    });
    simulator.placeCard(SAMPLE_CARDS['zhao-shifan']);
    const abort = new AbortController();
    const first = read(abort.signal);
    await clock.advance(30);
    abort.abort();
    await within(0, first);
    const second = read();
    await clock.advance(2000);
    // The module has read it by now, and says "no card" until it is lifted: nobody gets a card that was left behind.
    simulator.liftCard();
    simulator.placeCard(SAMPLE_CARDS['sun-yanshi']);
    expect(nameOf(await within(8000, second))).toBe('孙演示');
  });
});

describe('a line that goes', () => {
  beforeEach(open);

  test('and is back within three seconds does not end the read', async () => {
    const result = read();
    await clock.advance(1000);
    transport.unplug();
    await clock.advance(900);
    transport.plug();
    simulator.restart();
    simulator.placeCard(SAMPLE_CARDS['zhao-shifan']);
    expect(nameOf(await within(5000, result))).toBe('赵示范');
    expect(reader.health().counters['reconnectCount']).toBe(1);
  });

  test('for longer ends it with offline', async () => {
    const result = read();
    await clock.advance(1000);
    transport.unplug();
    expect(await within(3200, result)).toEqual(err('offline'));
    expect(reader.health()).toMatchObject({ state: 'offline', reason: 'no-device' });
  });

  test.each([10, 100, 500, 800])('%i ms into a card: the card is read after the way back', async (ms) => {
    simulator.placeCard(SAMPLE_CARDS['zhao-shifan']);
    const result = read();
    await clock.advance(ms);
    transport.unplug();
    simulator.restart();
    await clock.advance(500);
    transport.plug();
    expect(nameOf(await within(6000, result))).toBe('赵示范');
  });
});

describe('removal', () => {
  beforeEach(async () => {
    await open();
    simulator.placeCard(SAMPLE_CARDS['vector-a']);
    await within(3000, read());
  });

  test('is seen within a second', async () => {
    const removal = reader.waitForRemoval({ signal: new AbortController().signal });
    let done = false;
    void removal.then(() => (done = true));
    await clock.advance(5000);
    expect(done).toBe(false);
    simulator.liftCard();
    expect(await within(1000, removal)).toBe('removed');
  });

  test('a single failed probe is no removal', async () => {
    const removal = reader.waitForRemoval({ signal: new AbortController().signal });
    await clock.advance(1000);
    simulator.addFault({ name: 'silent', times: 1 });
    await clock.advance(5000);
    simulator.liftCard();
    expect(await within(1500, removal)).toBe('removed');
  });

  test('cancelled, and offline', async () => {
    const abort = new AbortController();
    const first = reader.waitForRemoval({ signal: abort.signal });
    await clock.advance(500);
    abort.abort();
    expect(await within(0, first)).toBe('cancelled');
    const second = reader.waitForRemoval({ signal: new AbortController().signal });
    transport.unplug();
    expect(await within(4000, second)).toBe('offline');
  });
});
