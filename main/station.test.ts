import { describe, expect, test } from 'vitest';
import type { Intent } from '../contract/intent.ts';
import { err, ok } from '../contract/result.ts';
import type { ScreenKind } from '../contract/screen.ts';
import { viewSchema } from '../contract/view.ts';
import { demoOrder } from '../test/support/demo-data.ts';
import { demoCard } from '../test/support/fake-devices.ts';
import { fakeWorld } from '../test/support/fake-world.ts';
import { settle } from '../test/support/virtual-clock.ts';

type World = ReturnType<typeof fakeWorld>;

const PAY_CODE = '130000000000000018';

async function say(world: World, ...intents: Intent[]): Promise<void> {
  for (const intent of intents) {
    world.station.intent(intent);
    await settle();
  }
}

const kind = (world: World): ScreenKind => world.station.view().screen.kind;

async function opened(): Promise<World> {
  const world = fakeWorld();
  await world.station.start();
  await settle();
  return world;
}

/** Walks a citizen to a page, touching what a person would touch. */
async function walkTo(page: ScreenKind): Promise<World> {
  const world = await opened();
  const steps: readonly (readonly [ScreenKind, () => Promise<void>])[] = [
    ['attract', () => say(world, { kind: 'start' })],
    ['home', () => say(world, { kind: 'choose-service', service: 'pay-tax' })],
    ['consent', () => say(world, { kind: 'continue' })],
    ['place-card', async () => (world.reader.place(demoCard), settle())],
    ['confirm-person', () => say(world, { kind: 'continue' })],
    ['choose-bills', () => say(world, { kind: 'continue' })],
    ['check', () => say(world, { kind: 'continue' })],
    ['scan-pay-code', async () => (world.scanner.give(PAY_CODE), settle())],
    [
      'paying',
      async () => {
        world.orders.set({
          status: 'paid',
          wallet: 'wechat',
          transactionNo: '42000001',
          paidAt: '2026-03-12T01:46:00Z',
        });
        world.orders.set({ status: 'posted' });
        await settle();
      },
    ],
  ];
  for (const [at, go] of steps) {
    if (kind(world) === page) return world;
    expect(kind(world)).toBe(at);
    await go();
  }
  expect(kind(world)).toBe(page);
  return world;
}

describe('a paid bill', () => {
  test('goes from the attract screen to a printed slip and back', async () => {
    const world = await walkTo('paid');
    expect(world.orders.charged).toEqual([PAY_CODE]);
    expect(world.station.view().screen).toMatchObject({
      kind: 'paid',
      posted: true,
      slip: { state: 'printed' },
    });
    expect(world.printer.jobs).toHaveLength(1);
    expect(world.orders.order.receipt).toBe('printed');

    await say(world, { kind: 'continue' });
    await world.clock.advance(2000);
    expect(kind(world)).toBe('take-card');
    world.reader.lift();
    await settle();
    expect(world.station.view().screen).toEqual({ kind: 'goodbye', outcome: 'done' });
    await world.clock.advance(6000);
    expect(kind(world)).toBe('attract');
  });

  test('every picture on the way is valid, and none holds a whole name, number or payment code', async () => {
    const world = fakeWorld();
    const pictures: string[] = [];
    world.station.onView((view) => {
      expect(viewSchema.safeParse(view).error?.message).toBeUndefined();
      pictures.push(JSON.stringify(view));
    });
    await world.station.start();
    await say(world, { kind: 'start' }, { kind: 'choose-service', service: 'pay-tax' }, { kind: 'continue' });
    world.reader.place(demoCard);
    await settle();
    await say(world, { kind: 'continue' }, { kind: 'continue' }, { kind: 'continue' });
    world.scanner.give(PAY_CODE);
    await settle();
    expect(kind(world)).toBe('paying');
    expect(pictures.length).toBeGreaterThan(7);
    for (const secret of [demoCard.name, demoCard.idNumber, PAY_CODE, demoCard.address ?? '?']) {
      expect(pictures.join('\n')).not.toContain(secret);
      expect(JSON.stringify(world.journal.appended)).not.toContain(secret);
    }
  });

  test('a tap is answered by one picture', async () => {
    const world = await walkTo('choose-bills');
    let pictures = 0;
    world.station.onView(() => (pictures += 1));
    await say(world, { kind: 'toggle-bill', billId: 'BILL-1' });
    expect(pictures).toBe(1);
  });
});

describe('walking away', () => {
  const leavable: readonly ScreenKind[] = [
    'consent',
    'place-card',
    'confirm-person',
    'choose-bills',
    'check',
    'scan-pay-code',
  ];
  test.each(leavable)('from %s: shutter after 120 s, gone after 30 more, nothing kept', async (page) => {
    const world = await walkTo(page);
    await world.clock.advance(119_000);
    expect(kind(world)).toBe(page);
    await world.clock.advance(1500);
    expect(kind(world)).toBe('idle-warning');
    expect(JSON.stringify(world.station.view())).not.toContain('赵');
    await world.clock.advance(30_500);
    if (kind(world) === 'take-card') {
      world.reader.lift();
      await settle();
    } else {
      await world.clock.advance(2000);
      world.reader.lift();
      await settle();
    }
    expect(world.station.view().screen).toEqual({ kind: 'goodbye', outcome: 'timed-out' });
    await world.clock.advance(6000);
    expect(kind(world)).toBe('attract');
    if (page === 'scan-pay-code') expect(world.orders.abandoned).toBe(1);
  });

  test('from home without a card: straight back to the attract screen', async () => {
    const world = await walkTo('home');
    await world.clock.advance(61_000);
    expect(kind(world)).toBe('attract');
    const record = world.journal.appended.find((entry) => entry.kind === 'session.record');
    expect(JSON.stringify(record)).toContain('"kind":"session.ended","outcome":"timed-out"');
  });

  test('while paying: never; the outcome is awaited (UX-17)', async () => {
    const world = await walkTo('paying');
    await world.clock.advance(80_000);
    expect(kind(world)).toBe('paying');
    await world.clock.advance(11_000);
    expect(kind(world)).toBe('being-checked');
    expect(world.printer.jobs).toHaveLength(1);
  });

  test('a touch on the shutter brings the page back with its whole time', async () => {
    const world = await walkTo('choose-bills');
    await world.clock.advance(121_000);
    await say(world, { kind: 'still-here' });
    expect(kind(world)).toBe('choose-bills');
    await world.clock.advance(119_000);
    expect(kind(world)).toBe('choose-bills');
  });

  test('the result page leaves by itself after a minute', async () => {
    const world = await walkTo('paid');
    await world.clock.advance(59_000);
    expect(kind(world)).toBe('paid');
    await world.clock.advance(3000);
    expect(['take-card', 'goodbye']).toContain(kind(world));
  });

  test('language and looks are put back for the next citizen', async () => {
    const world = await walkTo('home');
    await say(world, { kind: 'set-language', language: 'en' });
    await say(world, {
      kind: 'set-accessibility',
      accessibility: { theme: 'black', textSize: 'care', voice: true },
    });
    expect(world.station.view()).toMatchObject({ language: 'en', accessibility: { theme: 'black' } });
    await world.clock.advance(125_000);
    expect(world.station.view()).toMatchObject({
      screen: { kind: 'attract' },
      language: 'zh-CN',
      accessibility: { theme: 'default', textSize: 'standard', voice: false },
    });
  });
});

describe('a passer-by at the attract screen', () => {
  test('who changes language and looks and goes on leaves nothing behind', async () => {
    const world = await opened();
    await say(world, { kind: 'set-language', language: 'en' });
    await world.clock.advance(59_000);
    expect(world.station.view()).toMatchObject({ screen: { kind: 'attract' }, language: 'en' });
    await world.clock.advance(2000);
    expect(world.station.view()).toMatchObject({ screen: { kind: 'attract' }, language: 'zh-CN' });
  });

  test('who calls the attendant and goes on is not still calling for the next citizen, nor ends their visit', async () => {
    const world = await opened();
    await say(world, { kind: 'call-attendant' });
    await world.clock.advance(631_000);
    expect(world.station.view()).toMatchObject({ screen: { kind: 'attract' }, attendantCalled: false });
    await say(world, { kind: 'start' }, { kind: 'cancel' });
    await world.clock.advance(2000);
    expect(world.station.view().screen).toEqual({ kind: 'goodbye', outcome: 'nothing-done' });
  });
});

describe('what can go wrong at the card', () => {
  test.each(['torn', 'unreadable', 'wrong-card', 'card-refused'] as const)(
    '%s: same page, says why, tries again',
    async (error) => {
      const world = await walkTo('place-card');
      world.reader.fail(error);
      await settle();
      expect(world.station.view().screen).toMatchObject({
        kind: 'place-card',
        problem: error,
        tries: 1,
        state: 'waiting',
      });
      world.reader.place(demoCard);
      await settle();
      expect(kind(world)).toBe('confirm-person');
    },
  );

  test.each([
    [{ validTo: '2025-01-01' }, 'expired'],
    [{ validFrom: '2030-01-01' }, 'not-yet-valid'],
    [{ idNumber: '539901198001010011' }, 'invalid-number'],
    [{ idNumber: '11010519491231002X' }, 'real-card'],
    [{ idNumber: '539901201506150064', birth: '2015-06-15' }, 'under-age'],
  ] as const)('%o: %s', async (change, reason) => {
    const world = await walkTo('place-card');
    world.reader.place({ ...demoCard, ...change });
    await settle();
    expect(world.station.view().screen).toMatchObject({ kind: 'card-not-accepted', reason });
    await say(world, { kind: 'continue' });
    expect(kind(world)).toBe('place-card');
  });

  test('a reader that is away is said to be (its driver has let it blink by then), and heals', async () => {
    const world = await walkTo('place-card');
    world.reader.setHealth('offline', 'no-device');
    world.reader.fail('offline');
    await settle();
    expect(world.station.view().screen).toMatchObject({ kind: 'place-card', problem: 'reader-away' });
    world.reader.setHealth('ok');
    await world.clock.advance(4000);
    world.reader.place(demoCard);
    await settle();
    expect(kind(world)).toBe('confirm-person');
  });
});

describe('what can go wrong with bills and payment', () => {
  test('no bills is a friendly end', async () => {
    const world = await walkTo('confirm-person');
    world.bureau.billsAnswer = { ok: true, value: [] };
    await say(world, { kind: 'continue' });
    expect(kind(world)).toBe('no-bills');
  });

  test('bill paid elsewhere meanwhile: said on the refreshed list', async () => {
    const world = await walkTo('check');
    world.orders.createAnswer = { ok: false, error: 'already-paid' };
    await say(world, { kind: 'continue' });
    expect(world.station.view().screen).toMatchObject({
      kind: 'choose-bills',
      notice: 'some-paid-elsewhere',
    });
  });

  test('bill held elsewhere: said on the list', async () => {
    const world = await walkTo('check');
    world.orders.createAnswer = { ok: false, error: 'locked-elsewhere' };
    await say(world, { kind: 'continue' });
    expect(world.station.view().screen).toMatchObject({
      kind: 'choose-bills',
      notice: 'some-held-elsewhere',
    });
  });

  test.each([
    ['bureau-away', 'bureau-away'],
    ['journal-away', 'journal-away'],
  ] as const)('%s while locking: a page that says so and can be tried again', async (error, what) => {
    const world = await walkTo('check');
    world.orders.createAnswer = { ok: false, error };
    await say(world, { kind: 'continue' });
    expect(world.station.view().screen).toMatchObject({ kind: 'service-unavailable', what, canRetry: true });
  });

  test('more than one order may hold goes to the counter before any scan', async () => {
    const world = fakeWorld({
      limits: {
        orderFen: 100,
        passwordAboveFen: 100,
        idleSeconds: 120,
        idleWarningSeconds: 30,
        retentionDays: 7,
      },
    });
    await world.station.start();
    await say(world, { kind: 'start' }, { kind: 'choose-service', service: 'pay-tax' }, { kind: 'continue' });
    world.reader.place(demoCard);
    await settle();
    await say(world, { kind: 'continue' }, { kind: 'continue' });
    expect(world.station.view().screen).toEqual({
      kind: 'refer-to-counter',
      reason: 'over-limit',
      limitFen: 100,
    });
  });

  test('a code that is not a payment code is said kindly; the scanner stays armed', async () => {
    const world = await walkTo('scan-pay-code');
    world.scanner.give('6901234567892');
    await settle();
    expect(world.station.view().screen).toMatchObject({ kind: 'scan-pay-code', problem: 'not-a-pay-code' });
    expect(world.scanner.armed).toBe(true);
    expect(world.orders.charged).toEqual([]);
  });

  test("white space around a code is the scanner's, not the wallet's", async () => {
    const world = await walkTo('scan-pay-code');
    world.scanner.give(` ${PAY_CODE} `);
    await settle();
    expect(world.orders.charged).toEqual([PAY_CODE]);
  });

  test('the bank says no: told with the reason, a new code can be scanned', async () => {
    const world = await walkTo('paying');
    world.orders.set({ status: 'declined', refusal: 'insufficient' });
    await settle();
    expect(world.station.view().screen).toMatchObject({
      kind: 'not-charged',
      reason: 'insufficient',
      canRetry: true,
    });
    await say(world, { kind: 'continue' });
    expect(kind(world)).toBe('scan-pay-code');
    expect(world.scanner.armed).toBe(true);
  });

  test('scanner unplugged: said, and armed again when it is back', async () => {
    const world = await walkTo('scan-pay-code');
    world.scanner.vanish();
    await settle();
    expect(world.station.view().screen).toMatchObject({ kind: 'scan-pay-code', problem: 'scanner-away' });
    world.scanner.setHealth('ok');
    await world.clock.advance(3500);
    expect(world.scanner.armed).toBe(true);
  });

  test('password wanted, answer lost, being reversed: each says what is happening', async () => {
    const world = await walkTo('paying');
    for (const [change, phase] of [
      [{ passwordPending: true }, 'password'],
      [{ passwordPending: false, status: 'unknown' }, 'asking-again'],
      [{ status: 'reversing' }, 'reversing'],
    ] as const) {
      world.orders.set(change);
      await settle();
      expect(world.station.view().screen).toMatchObject({ kind: 'paying', phase });
    }
    world.orders.set({ status: 'reversed', refusal: 'no-answer' });
    await settle();
    expect(world.station.view().screen).toMatchObject({ kind: 'not-charged', reason: 'reversed' });
  });

  test('unknown for long: a slip that says being checked; when it turns out paid, the page follows', async () => {
    const world = await walkTo('paying');
    world.orders.set({ status: 'unknown' });
    await world.clock.advance(91_000);
    expect(world.station.view().screen).toMatchObject({ kind: 'being-checked', reason: 'unknown' });
    expect(world.printer.jobs).toHaveLength(1);
    world.orders.set({
      status: 'posted',
      wallet: 'alipay',
      transactionNo: '2026',
      paidAt: '2026-03-12T01:50:00Z',
    });
    await settle();
    expect(kind(world)).toBe('paid');
    expect(world.printer.jobs).toHaveLength(2);
  });

  test('debited but the bureau refuses: a person decides, the slip says so', async () => {
    const world = await walkTo('paying');
    world.orders.set({ status: 'refundDue' });
    await settle();
    expect(world.station.view().screen).toMatchObject({ kind: 'being-checked', reason: 'refund-due' });
  });

  test.each([
    ['back', [{ kind: 'back' }]],
    ['cancel', [{ kind: 'cancel' }]],
    ['cancel twice', [{ kind: 'cancel' }, { kind: 'cancel' }]],
  ] as const)('%s in the moment a code is being written hides nothing', async (_, intents) => {
    const world = await walkTo('scan-pay-code');
    let write: () => void = () => undefined;
    const charge = world.orders.charge.bind(world.orders);
    world.orders.charge = async (orderId, code) => {
      await new Promise<void>((resolve) => (write = resolve));
      return charge(orderId, code);
    };
    // As the engine does it: one after the other, so that giving up comes after the charge and is refused.
    world.orders.abandon = async () => {
      write();
      await settle();
      return { ok: false, error: 'not-abandonable' };
    };
    world.scanner.give(PAY_CODE);
    await settle();
    await say(world, ...intents);
    write();
    await settle();
    expect(world.orders.order.status).toBe('charging');
    expect(kind(world)).toBe('paying');
    world.orders.set({
      status: 'posted',
      wallet: 'wechat',
      transactionNo: '1',
      paidAt: '2026-03-12T01:46:00Z',
    });
    await settle();
    expect(kind(world)).toBe('paid');
    expect(world.printer.jobs).toHaveLength(1);
  });

  test('leaving the scan page asks first, then gives the bills free', async () => {
    const world = await walkTo('scan-pay-code');
    await say(world, { kind: 'cancel' });
    expect(kind(world)).toBe('confirm-leave');
    await say(world, { kind: 'continue' });
    expect(kind(world)).toBe('scan-pay-code');
    await say(world, { kind: 'cancel' }, { kind: 'cancel' });
    expect(world.orders.abandoned).toBe(1);
    expect(world.scanner.armed).toBe(false);
  });
});

describe('what can go wrong with paper', () => {
  test('out of paper before: told on the check page, the reference stands on the screen, reprint when refilled', async () => {
    const world = await walkTo('choose-bills');
    world.printer.setHealth('offline', 'paper-out');
    await say(world, { kind: 'continue' });
    expect(world.station.view().screen).toMatchObject({ kind: 'check', slipWillPrint: false });
    await say(world, { kind: 'continue' });
    world.scanner.give(PAY_CODE);
    await settle();
    world.orders.set({
      status: 'posted',
      wallet: 'wechat',
      transactionNo: '1',
      paidAt: '2026-03-12T01:46:00Z',
    });
    await settle();
    expect(world.station.view().screen).toMatchObject({
      kind: 'paid',
      slip: { state: 'not-printed', canReprint: true },
    });
    world.printer.setHealth('ok');
    await say(world, { kind: 'reprint' });
    expect(world.station.view().screen).toMatchObject({ kind: 'paid', slip: { state: 'printed' } });
  });

  test('paper ends in the middle: not printed, never claimed as printed', async () => {
    const world = await walkTo('paying');
    world.printer.outcome = { kind: 'partial', reason: 'paper-out' };
    world.orders.set({
      status: 'posted',
      wallet: 'wechat',
      transactionNo: '1',
      paidAt: '2026-03-12T01:46:00Z',
    });
    await settle();
    expect(world.station.view().screen).toMatchObject({ slip: { state: 'not-printed' } });
    expect(world.orders.order.receipt).toBe('slip');
  });

  test.each([
    [true, 'printed', 'printed'],
    [false, 'not-printed', 'slip'],
  ] as const)('not confirmed: the citizen is asked; %s is written', async (yes, state, track) => {
    const world = await walkTo('paying');
    world.printer.outcome = { kind: 'unconfirmed', reason: 'no-answer' };
    world.orders.set({
      status: 'posted',
      wallet: 'wechat',
      transactionNo: '1',
      paidAt: '2026-03-12T01:46:00Z',
    });
    await settle();
    expect(world.station.view().screen).toMatchObject({ slip: { state: 'unsure' } });
    await say(world, { kind: 'slip-came-out', yes });
    expect(world.station.view().screen).toMatchObject({ slip: { state } });
    expect(world.orders.order.receipt).toBe(track);
  });
});

describe('before anyone starts', () => {
  test('a device or backend that is away greys its tile with the reason, and heals', async () => {
    const world = await walkTo('home');
    const payTax = () => {
      const { screen } = world.station.view();
      return screen.kind === 'home' ? screen.tiles.find((tile) => tile.service === 'pay-tax') : undefined;
    };
    expect(payTax()).toMatchObject({ available: true });
    world.scanner.setHealth('offline', 'no-device');
    await settle();
    expect(payTax()).toMatchObject({ available: false, reason: 'scanner-away' });
    await say(world, { kind: 'choose-service', service: 'pay-tax' });
    expect(kind(world)).toBe('home');
    world.scanner.setHealth('ok');
    world.channel.setAway(true);
    await settle();
    expect(payTax()).toMatchObject({ available: false, reason: 'channel-away' });
    world.channel.setAway(false);
    await settle();
    expect(payTax()).toMatchObject({ available: true });
  });

  test('paper out is said on the home page', async () => {
    const world = await walkTo('home');
    world.printer.setHealth('offline', 'paper-out');
    await settle();
    expect(world.station.view().screen).toMatchObject({ kind: 'home', notice: 'printer-paper-out' });
  });

  test('who was here a week ago is erased, at the start and once a day', async () => {
    const world = await opened();
    expect(world.journal.erasedBefore).toEqual(['2026-03-05T01:41:00.000Z']);
    await world.clock.advance(86_400_000);
    expect(world.journal.erasedBefore).toEqual(['2026-03-05T01:41:00.000Z', '2026-03-06T01:41:00.000Z']);
  });

  test('nobody is served before every open order is recovered', async () => {
    const world = fakeWorld();
    const answers: Awaited<ReturnType<typeof world.orders.recover>>[] = [
      err('journal-away'),
      err('journal-away'),
      ok({ recovered: 1, stillOpen: 0 }),
    ];
    let asked = 0;
    world.orders.recover = () => Promise.resolve(answers[asked++]!);
    const started = world.station.start();
    await settle();
    expect(kind(world)).toBe('starting');
    await world.clock.advance(60_000);
    await started;
    expect(asked).toBe(3);
    expect(kind(world)).toBe('attract');
  });

  test('a start that waits for the journal ends when the terminal is closed', async () => {
    const world = fakeWorld();
    world.orders.recover = () => Promise.resolve(err('journal-away'));
    const started = world.station.start();
    await settle();
    await world.station.close();
    await started;
    expect(world.clock.pending).toBe(0);
    expect(kind(world)).toBe('starting');
  });

  test('the health of devices and backends costs no flush of its own', async () => {
    const world = await opened();
    world.scanner.setHealth('offline', 'no-device');
    world.channel.setAway(true);
    const notes = world.journal.appended.filter((entry) => entry.kind.endsWith('.health'));
    expect(notes).toHaveLength(2);
    expect(notes.every((entry) => entry.lazy === true)).toBe(true);
  });

  test('without a journal nobody is served', async () => {
    const world = await opened();
    world.journal.fail();
    await settle();
    expect(world.station.view().screen).toEqual({ kind: 'out-of-service', reason: 'journal-away' });
  });
});

describe('help and junk', () => {
  test('calling the attendant hides the errand and brings it back', async () => {
    const world = await walkTo('choose-bills');
    await say(world, { kind: 'call-attendant' });
    expect(kind(world)).toBe('attendant-called');
    expect(world.station.view().attendantCalled).toBe(true);
    expect(world.journal.appended.some((entry) => entry.kind === 'attendant.called')).toBe(true);
    await say(world, { kind: 'still-here' });
    expect(kind(world)).toBe('choose-bills');
  });

  test('the help tile calls the attendant', async () => {
    const world = await walkTo('home');
    await say(world, { kind: 'choose-service', service: 'help' });
    expect(kind(world)).toBe('attendant-called');
  });

  test.each([
    null,
    42,
    'continue',
    {},
    { kind: 'pay' },
    { kind: 'toggle-bill' },
    { kind: 'set-language', language: 'fr' },
  ])('junk %j changes nothing', async (message) => {
    const world = await walkTo('choose-bills');
    const before = world.station.view();
    world.station.intent(message);
    await settle();
    expect({ ...world.station.view(), seq: 0 }).toEqual({ ...before, seq: 0 });
  });

  test('an intent that does not fit the screen is dropped and noted', async () => {
    const world = await walkTo('check');
    await say(world, { kind: 'toggle-bill', billId: 'BILL-1' });
    expect(kind(world)).toBe('check');
    await world.station.close();
    expect(JSON.stringify(world.journal.appended)).toContain('intent.ignored');
  });

  test('a second order with the same citizen does not ask for the card again', async () => {
    const world = await walkTo('paid');
    await say(world, { kind: 'another-errand' }, { kind: 'choose-service', service: 'pay-tax' });
    world.orders.createAnswer = { ok: true, value: demoOrder() };
    await world.clock.advance(1600);
    expect(kind(world)).toBe('choose-bills');
  });

  test('who took the card away is forgotten: the next one at the home page is asked for a card', async () => {
    const world = await walkTo('choose-bills');
    await say(world, { kind: 'back' });
    expect(kind(world)).toBe('home');
    world.reader.lift();
    await say(world, { kind: 'choose-service', service: 'pay-tax' });
    await world.clock.advance(1600);
    expect(kind(world)).toBe('consent');
    expect(JSON.stringify(world.station.view())).not.toContain('赵');
  });
});
