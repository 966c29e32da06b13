import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { TradeState } from '../gateways/payment-channel.ts';
import { PAYMENT_TABLE, reduce } from './payment-order.ts';
import { GIVE_UP_AFTER_MS, MOST_ATTEMPTS, REVERSE_NOT_BEFORE_MS } from './payment-steps.ts';
import type { PaymentStatus } from './payment-orders.ts';
import {
  isCase,
  isClosed,
  isFinal,
  newPaymentState,
  PAYMENT_STATUSES,
  type PaymentEvent,
  type PaymentState,
  type PaymentStep,
} from './payment-state.ts';
import { demoBill } from '../../test/support/payment-world.ts';

const TOTAL = 12_345;

function fresh(): PaymentState {
  return newPaymentState({
    orderId: '019cdf3a-0000-7000-8000-000000000001',
    reference: 'ABCDEFGHJK',
    sessionId: 'S1',
    taxpayerId: 'T1',
    payer: { name: '张*', idNumber: '530***********001X' },
    bills: [demoBill('B1', TOTAL)],
    codeSalt: '00',
  });
}

const failed = fc.constantFrom({ kind: 'away' } as const, { kind: 'unknown', detail: 'cut off' } as const);
const tradeState = fc.constantFrom<TradeState[]>(
  'paid',
  'user-paying',
  'not-paid',
  'closed',
  'reversed',
  'refunded',
  'pay-error',
  'not-found',
);
const trade = fc.record({ state: tradeState, wrongAmount: fc.boolean() }).map(({ state, wrongAmount }) => ({
  kind: 'trade' as const,
  trade: {
    channelOrderNo: 'Y1',
    state,
    amountFen: wrongAmount && state === 'paid' ? TOTAL + 1 : TOTAL,
    wallet: 'wechat' as const,
    transactionNo: state === 'paid' ? '4200' : null,
    paidAt: state === 'paid' ? '2026-03-12T01:41:00Z' : null,
  },
}));
const attempt = fc.constantFrom(1, 1, 1, 2, 3);

const plain = <T extends PaymentEvent['type']>(type: T) => fc.constant({ type });
const bodies = {
  'lock-answered': fc.record({
    type: fc.constant('lock-answered' as const),
    answer: fc.oneof(
      { arbitrary: failed, weight: 1 },
      {
        arbitrary: fc
          .constantFrom('already-paid', 'locked-elsewhere', 'amount-changed')
          .map((code) => ({ kind: 'refused', code }) as const),
        weight: 1,
      },
      {
        arbitrary: fc.constantFrom(...Array<number>(9).fill(TOTAL), TOTAL + 1).map((totalFen) => ({
          kind: 'locked' as const,
          bills: [demoBill('B1', totalFen)],
          totalFen,
          expiresAt: '2026-03-12T02:00:00Z',
          forMs: 900_000,
        })),
        weight: 10,
      },
    ),
  }),
  charge: fc.record({
    type: fc.constant('charge' as const),
    codeMac: fc.integer({ min: 0, max: 30 }).map(String),
    codePrefix: fc.constant('13'),
    lockAlive: fc.constantFrom(true, true, true, false),
    at: fc.constant(1),
  }),
  'charge-answered': fc.record({
    type: fc.constant('charge-answered' as const),
    attempt,
    answer: fc.oneof(failed, trade, fc.constant({ kind: 'refused', code: 'insufficient' } as const)),
  }),
  'query-answered': fc.record({
    type: fc.constant('query-answered' as const),
    attempt,
    answer: fc.oneof(failed, trade, trade),
  }),
  'reverse-answered': fc.record({
    type: fc.constant('reverse-answered' as const),
    attempt,
    answer: fc.oneof(
      failed,
      fc.constantFrom<('reversed' | 'again')[]>('reversed', 'again').map((kind) => ({ kind })),
      fc
        .constantFrom('too-early', 'user-paying', 'not-reversible')
        .map((code) => ({ kind: 'refused', code }) as const),
    ),
  }),
  'post-answered': fc.record({
    type: fc.constant('post-answered' as const),
    answer: fc.oneof(
      failed,
      fc.constant({
        kind: 'posted',
        posting: { orderId: 'o', taxVoucherNo: 'V1', postedAt: 'now' },
      } as const),
      fc
        .constantFrom('already-paid', 'lock-lost', 'rejected')
        .map((code) => ({ kind: 'refused', code }) as const),
    ),
  }),
  'unlock-answered': fc.record({
    type: fc.constant('unlock-answered' as const),
    answer: fc.oneof(
      failed,
      fc.constantFrom<('unlocked' | 'refused')[]>('unlocked', 'refused').map((kind) => ({ kind })),
    ),
  }),
  'post-start': plain('post-start'),
  due: plain('due'),
  abandon: plain('abandon'),
  'lock-expired': plain('lock-expired'),
  recovered: plain('recovered'),
  'print-started': plain('print-started'),
  'print-confirmed': plain('print-confirmed'),
  'print-unsure': plain('print-unsure'),
  'print-not-started': plain('print-not-started'),
  'print-failed': plain('print-failed'),
  decided: fc.record({
    type: fc.constant('decided' as const),
    outcome: fc.constantFrom('refunded' as const, 'posted' as const, 'reversed' as const),
    by: fc.constant('attendant 7'),
  }),
} satisfies { [T in PaymentEvent['type']]: fc.Arbitrary<PaymentEvent & { type: T }> };
type Offer = { readonly [T in PaymentEvent['type']]: PaymentEvent & { type: T } };

/** One event of every type is drawn for each moment; the walk takes one that fits the state, and at times one that does not. */
const moment = fc.record({
  offer: fc.record(bodies) as fc.Arbitrary<Offer>,
  pick: fc.nat(),
  stray: fc.constantFrom(...Array<boolean>(9).fill(false), true),
  after: fc.constantFrom(0, 500, 5000, 15_000, 61_000),
});
type Moment = typeof moment extends fc.Arbitrary<infer M> ? M : never;
const history = fc.array(moment, { maxLength: 40, size: 'max' });
const TYPES = Object.keys(bodies) as PaymentEvent['type'][];
/** Ends of the road are drawn less often than ways on. */
const RARE: readonly PaymentEvent['type'][] = ['abandon', 'lock-expired', 'recovered'];

function draw({ offer, pick, stray }: Moment, state: PaymentState): PaymentEvent {
  const fitting = Object.keys(PAYMENT_TABLE[state.status]) as PaymentEvent['type'][];
  const ways = fitting.flatMap((type) => (RARE.includes(type) ? [type] : [type, type, type, type]));
  const from = stray || ways.length === 0 ? TYPES : ways;
  const event = offer[from[pick % from.length]!];
  return 'attempt' in event && !stray ? { ...event, attempt: state.attempt } : event;
}

interface Walked {
  readonly before: PaymentState;
  readonly event: PaymentEvent;
  readonly step: PaymentStep;
}

/** Applies a history as the engine would: `next` effects at once, each event at the order's age. */
function walk(moments: readonly Moment[]): Walked[] {
  const walked: Walked[] = [];
  let state = fresh();
  let age = 0;
  for (const moment of moments) {
    age = state.attempt === 0 ? 0 : age + moment.after;
    const queue: PaymentEvent[] = [draw(moment, state)];
    for (let next = queue.shift(); next; next = queue.shift()) {
      const step = reduce(state, next, age);
      walked.push({ before: state, event: next, step });
      if (step.state.attempt !== state.attempt) age = 0;
      state = step.state;
      for (const effect of step.effects) if (effect.kind === 'next') queue.push(effect.event);
    }
  }
  return walked;
}

function everyWalk(check: (walked: Walked[]) => void, more: fc.Parameters<[Moment[]]> = {}): void {
  fc.assert(
    fc.property(history, (events) => check(walk(events))),
    { numRuns: 500, ...more },
  );
}

const hasEffect = (step: PaymentStep, kind: string): boolean =>
  step.effects.some((effect) => effect.kind === kind);

describe('the payment table, under any history', () => {
  test('leads only where it says', () => {
    everyWalk((walked) => {
      for (const { before, event, step } of walked) {
        if (step.ignored !== null) continue;
        const transition = PAYMENT_TABLE[before.status][event.type];
        expect(transition?.to, `${before.status} × ${event.type}`).toContain(step.state.status);
      }
    });
  });

  test('ignores with a reason and leaves the state alone, but for its age', () => {
    everyWalk((walked) => {
      for (const { before, step } of walked) {
        if (step.ignored === null) continue;
        expect({ ...step.state, age: 0 }).toEqual({ ...before, age: 0 });
        expect(step.effects).toEqual([]);
        expect(step.entry).toBeNull();
      }
    });
  });

  test('a final state is never left', () => {
    everyWalk((walked) => {
      for (const { before, step } of walked) {
        if (isFinal(before.status)) expect(step.state.status).toBe(before.status);
      }
    });
  });

  test('no code is charged while an attempt is undecided, and no attempt number twice', () => {
    everyWalk((walked) => {
      const attempts: number[] = [];
      for (const { before, step } of walked) {
        if (!hasEffect(step, 'charge')) continue;
        expect(['created', 'declined', 'reversed']).toContain(before.status);
        attempts.push(step.state.attempt);
      }
      expect(attempts).toEqual([...new Set(attempts)]);
      expect(attempts.length).toBeLessThanOrEqual(MOST_ATTEMPTS);
    });
  });

  test('no code is charged twice in one order', () => {
    everyWalk((walked) => {
      const sent = walked.flatMap(({ event, step }) =>
        event.type === 'charge' && hasEffect(step, 'charge') ? [event.codeMac] : [],
      );
      expect(sent).toEqual([...new Set(sent)]);
    });
  });

  test('no reversal is sent before the attempt is 15 s old, and each is announced on disk', () => {
    everyWalk((walked) => {
      for (const { step } of walked) {
        if (!hasEffect(step, 'reverse')) continue;
        expect(step.state.age).toBeGreaterThanOrEqual(REVERSE_NOT_BEFORE_MS);
        expect(step.state.status).toBe('reversing');
        expect(step.entry).not.toBeNull();
        expect(step.state.reversal).not.toBe('none');
      }
    });
  });

  test('once the bureau may have been told, nothing is reversed, charged or given free', () => {
    everyWalk((walked) => {
      let told = false;
      for (const { event, step } of walked) {
        if (event.type === 'decided') return;
        if (told)
          for (const kind of ['reverse', 'charge', 'unlock']) expect(hasEffect(step, kind)).toBe(false);
        told ||= hasEffect(step, 'post');
      }
    });
  });

  test('"paid" is not believed while a reversal may still take it back', () => {
    everyWalk((walked) => {
      for (const { before, step } of walked) {
        if (before.status !== 'reversing' || step.state.status !== 'paid') continue;
        expect(['none', 'refused']).toContain(before.reversal);
      }
    });
  });

  test('another amount than the order’s is never posted', () => {
    everyWalk((walked) => {
      for (const { event, step } of walked) {
        if (event.type !== 'charge-answered' && event.type !== 'query-answered') continue;
        if (event.answer.kind !== 'trade' || event.answer.trade.amountFen === TOTAL) continue;
        expect(step.state.status).not.toBe('paid');
      }
    });
  });

  test('every change of status is written', () => {
    everyWalk((walked) => {
      for (const { before, step } of walked) {
        if (step.state.status !== before.status) expect(step.entry).not.toBeNull();
      }
    });
  });

  test('an undecided state always has a next step under way', () => {
    everyWalk((walked) => {
      for (const { before, step } of walked) {
        const { status, unlock } = step.state;
        const mustGoOn =
          ['charging', 'unknown', 'reversing', 'paid', 'posting'].includes(status) || unlock === 'due';
        // A receipt's step or an ignored event leaves the one that is under way alone.
        if (step.ignored !== null || step.state.receipt !== before.receipt) continue;
        if (mustGoOn) expect(step.effects.length, `${before.status} → ${status}`).toBeGreaterThan(0);
      }
    });
  });
});

describe('from wherever a history has led', () => {
  /** A world that answers every effect honestly: nobody paid, everything reversible, the bureau books. */
  function finish(state: PaymentState, effects: PaymentStep['effects'], channelPaid: boolean): PaymentState {
    let now = state;
    const queue = [...effects];
    let age = now.age;
    let reversed = false;
    const apply = (event: PaymentEvent): void => {
      const step = reduce(now, event, age);
      now = step.state;
      queue.push(...step.effects);
    };
    if (queue.length === 0 && !isClosed(now)) apply({ type: 'recovered' });
    for (let guard = 0; guard < 200 && queue.length > 0; guard++) {
      const effect = queue.shift()!;
      const facts = {
        channelOrderNo: 'Y1',
        amountFen: TOTAL,
        wallet: 'wechat' as const,
        transactionNo: '4200',
        paidAt: 'then',
      };
      const answer = {
        kind: 'trade' as const,
        trade: {
          ...facts,
          state: reversed ? ('reversed' as const) : channelPaid ? ('paid' as const) : ('not-found' as const),
        },
      };
      switch (effect.kind) {
        case 'wait':
          age += effect.ms;
          apply({ type: 'due' });
          break;
        case 'next':
          apply(effect.event);
          break;
        case 'charge':
          apply({ type: 'charge-answered', attempt: now.attempt, answer: { kind: 'unknown', detail: '' } });
          break;
        case 'query':
          apply({ type: 'query-answered', attempt: now.attempt, answer });
          break;
        case 'reverse':
          reversed = true;
          apply({ type: 'reverse-answered', attempt: now.attempt, answer: { kind: 'reversed' } });
          break;
        case 'post':
          apply({
            type: 'post-answered',
            answer: { kind: 'posted', posting: { orderId: 'o', taxVoucherNo: 'V', postedAt: '' } },
          });
          break;
        case 'unlock':
          apply({ type: 'unlock-answered', answer: { kind: 'unlocked' } });
          break;
      }
    }
    return now;
  }

  test('a restart and honest answers end the order', () => {
    fc.assert(
      fc.property(history, fc.boolean(), (events, channelPaid) => {
        const reached = walk(events).at(-1)?.step.state ?? fresh();
        const recovered = reduce(reached, { type: 'recovered' }, reached.age);
        const end = finish(recovered.state, recovered.effects, channelPaid);
        expect(isClosed(end) || isCase(end.status), `${reached.status} ended as ${end.status}`).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test('a channel or bureau silent for a day becomes a case for a person', () => {
    for (const status of ['reversing', 'posting'] as const) {
      const state: PaymentState = {
        ...fresh(),
        status,
        attempt: 1,
        locked: true,
        sentAt: 0,
        reversal: 'doubt',
        tries: 9,
      };
      const event: PaymentEvent =
        status === 'posting'
          ? { type: 'post-answered', answer: { kind: 'away' } }
          : { type: 'reverse-answered', attempt: 1, answer: { kind: 'away' } };
      expect(reduce(state, event, GIVE_UP_AFTER_MS - 1).state.status).toBe(status);
      expect(reduce(state, event, GIVE_UP_AFTER_MS).state.status).toBe('unresolved');
    }
  });
});

test('the histories reach every status', () => {
  const reached = new Set<PaymentStatus>();
  everyWalk(
    (walked) => {
      for (const { step } of walked) reached.add(step.state.status);
    },
    // One seed: this says what the generator is able to reach, not that each run does.
    { numRuns: 1500, seed: 20_260_312 },
  );
  expect([...reached].sort()).toEqual([...PAYMENT_STATUSES].sort());
});
