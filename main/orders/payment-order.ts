import type { Trade } from '../gateways/payment-channel.ts';
import type { PaymentStatus, ReceiptTrack } from './payment-orders.ts';
import type {
  PaymentEffect,
  PaymentEvent,
  PaymentEventType,
  PaymentState,
  PaymentStep,
} from './payment-state.ts';

/** Between two questions while the channel has not decided (WeChat SYSTEMERROR: wait 5 s, then query). */
export const ASK_EVERY_MS = 5000;
/** After this an undecided attempt is reversed (REL-04). */
export const ASK_FOR_MS = 60_000;
/** No reversal before the attempt is this old (WeChat reverse). */
export const REVERSE_NOT_BEFORE_MS = 15_000;
/** Between two "not found" that together are believed (failure matrix B4). */
export const NOT_FOUND_APART_MS = 15_000;
/** A payment code lives one minute: after this a charge that is late on its way can no longer succeed. */
export const CODE_DEAD_AFTER_MS = 75_000;
/** After this a person must look (REL-04). */
export const GIVE_UP_AFTER_MS = 86_400_000;
export const MOST_ATTEMPTS = 20;
/** After these the lock runs out by itself. */
const MOST_UNLOCKS = 6;

type Handler<T extends PaymentEventType> = (
  state: PaymentState,
  event: PaymentEvent & { type: T },
) => PaymentStep;

/** One field of the table: where it may lead, and how. */
export interface Transition<T extends PaymentEventType = PaymentEventType> {
  readonly to: readonly PaymentStatus[];
  readonly does: string;
  readonly run: Handler<T>;
}
type Row = { readonly [T in PaymentEventType]?: Transition<T> };

function on<T extends PaymentEventType>(
  to: readonly PaymentStatus[],
  does: string,
  run: Handler<T>,
): Transition<T> {
  return { to, does, run };
}

function step(
  state: PaymentState,
  patch: Partial<PaymentState>,
  kind: string | null,
  body: Record<string, unknown> = {},
  effects: readonly PaymentEffect[] = [],
): PaymentStep {
  const next = { ...state, ...patch };
  const entry =
    kind === null ? null : { kind, body: { status: next.status, attempt: next.attempt, ...body } };
  return { state: next, effects, entry, ignored: null };
}

function ignore(state: PaymentState, reason: string): PaymentStep {
  return { state, effects: [], entry: null, ignored: reason };
}

const wait = (ms: number): PaymentEffect => ({ kind: 'wait', ms });
const backoff = (tries: number): number => Math.min(60_000, 1000 * 2 ** Math.min(tries, 10));

// ---- lock and code ----

function giveUp(state: PaymentState, why: string, unlock: boolean): PaymentStep {
  return step(
    state,
    { status: 'abandoned', unlock: unlock ? 'due' : 'none', tries: 0, passwordPending: false },
    'order.abandoned',
    { why, unlock },
    unlock ? [{ kind: 'unlock' }] : [],
  );
}

const lockAnswered: Handler<'lock-answered'> = (state, { answer }) => {
  if (state.locked) return ignore(state, 'locked already');
  switch (answer.kind) {
    case 'locked': {
      const billsFit =
        answer.totalFen === state.totalFen &&
        answer.bills.reduce((sum, bill) => sum + bill.totalFen, 0) === answer.totalFen;
      if (!billsFit) return giveUp(state, 'amount-changed', true);
      return step(
        state,
        {
          locked: true,
          bills: answer.bills.map((bill) => ({ ...bill })),
          lockExpiresAt: answer.expiresAt,
          lockMarginMs: Math.min(60_000, answer.forMs / 4),
        },
        'order.locked',
        { expiresAt: answer.expiresAt, totalFen: answer.totalFen },
      );
    }
    case 'refused':
      return giveUp(state, answer.code, false);
    case 'away':
      return giveUp(state, 'bureau-away', false);
    case 'unknown':
      // It may be locked: free it, and say that the bureau is away.
      return giveUp(state, 'bureau-away', true);
  }
};

const charge: Handler<'charge'> = (state, { codeMac, codePrefix, lockAlive, at }) => {
  if (!state.locked || !state.attended) return ignore(state, 'not-chargeable');
  if (!lockAlive) return ignore(state, 'lock-expired');
  if (state.attempt >= MOST_ATTEMPTS) return ignore(state, 'not-chargeable');
  if (state.codes.includes(codeMac)) {
    return step(state, { status: 'declined', refusal: 'code-invalid' }, 'order.declined', {
      refusal: 'code-invalid',
      why: 'same-code-again',
    });
  }
  return step(
    state,
    {
      status: 'charging',
      attempt: state.attempt + 1,
      codes: [...state.codes, codeMac],
      sentAt: at,
      age: 0,
      refusal: null,
      passwordPending: false,
      notFoundAt: null,
      reversal: 'none',
      confirming: false,
      tries: 0,
    },
    'order.charging',
    { codeMac, codePrefix, totalFen: state.totalFen },
    [{ kind: 'charge' }],
  );
};

const abandon: Handler<'abandon'> = (state) => giveUp(state, 'citizen', true);
const lockExpired: Handler<'lock-expired'> = (state) => giveUp(state, 'lock-expired', true);
const abandonFound: Handler<'recovered'> = (state) => giveUp({ ...state, attended: false }, 'restart', true);

// ---- what the channel says ----

function paid(state: PaymentState, trade: Trade, late: boolean): PaymentStep {
  const facts = {
    wallet: trade.wallet,
    transactionNo: trade.transactionNo,
    paidAt: trade.paidAt,
    passwordPending: false,
    refusal: null,
    tries: 0,
    receipt: 'owed' as ReceiptTrack,
    // A slip that said "being checked" is another paper than the receipt.
    prints: 0,
  };
  if (trade.amountFen !== state.totalFen) {
    return step(state, { ...facts, status: 'unresolved', caseReason: 'amount-differs' }, 'order.unresolved', {
      why: 'amount-differs',
      amountFen: trade.amountFen,
      totalFen: state.totalFen,
    });
  }
  return step(
    state,
    { ...facts, status: 'paid' },
    'order.paid',
    {
      transactionNo: trade.transactionNo,
      paidAt: trade.paidAt,
      wallet: trade.wallet,
      amountFen: trade.amountFen,
      late,
    },
    [{ kind: 'next', event: { type: 'post-start' } }],
  );
}

function unpaid(
  state: PaymentState,
  status: 'declined' | 'reversed',
  refusal: PaymentState['refusal'],
): PaymentStep {
  return step(
    state,
    { status, refusal, passwordPending: false, tries: 0 },
    `order.${status}`,
    { refusal },
    // Nobody stands there any more: give the bills free.
    state.attended ? [] : [{ kind: 'next', event: { type: 'abandon' } }],
  );
}

function ask(state: PaymentState, patch: Partial<PaymentState> = {}): PaymentStep {
  if (state.age >= ASK_FOR_MS) return toReversing({ ...state, ...patch }, 'undecided');
  const changed = Object.entries(patch).some(([key, value]) => state[key as keyof PaymentState] !== value);
  return step(state, patch, changed ? 'order.asked' : null, patch, [wait(ASK_EVERY_MS)]);
}

const chargeAnswered: Handler<'charge-answered'> = (state, { attempt, answer }) => {
  if (attempt !== state.attempt) return ignore(state, `answer to attempt ${attempt}`);
  const unknown = (why: string, passwordPending = false): PaymentStep =>
    step(state, { status: 'unknown', passwordPending }, 'order.unknown', { why }, [wait(ASK_EVERY_MS)]);
  switch (answer.kind) {
    case 'trade':
      if (answer.trade.state === 'paid') return paid(state, answer.trade, false);
      return unknown(answer.trade.state, answer.trade.state === 'user-paying');
    case 'refused':
      return unpaid(state, 'declined', answer.code);
    case 'away':
      return unpaid(state, 'declined', 'channel-away');
    case 'unknown':
      return unknown(answer.detail);
  }
};

const queryAnsweredUnknown: Handler<'query-answered'> = (state, { attempt, answer }) => {
  if (attempt !== state.attempt) return ignore(state, `answer to attempt ${attempt}`);
  if (answer.kind !== 'trade') return ask(state);
  switch (answer.trade.state) {
    case 'paid':
      return paid(state, answer.trade, false);
    case 'user-paying':
      return ask(state, { passwordPending: true });
    case 'closed':
      return unpaid(state, 'declined', state.passwordPending ? 'password-not-entered' : 'channel-refused');
    case 'reversed':
    case 'refunded':
      return unpaid(state, 'reversed', state.passwordPending ? 'password-not-entered' : 'no-answer');
    case 'not-found': {
      if (state.notFoundAt === null) {
        const patch = { notFoundAt: state.age };
        return step(state, patch, 'order.asked', { answer: 'not-found', ...patch }, [
          wait(NOT_FOUND_APART_MS),
        ]);
      }
      const left = state.notFoundAt + NOT_FOUND_APART_MS - state.age;
      return left > 0 ? step(state, {}, null, {}, [wait(left)]) : toReversing(state, 'not-found');
    }
    case 'not-paid':
    case 'pay-error':
      // A failed attempt was seen to have debited the payer all the same (domain E2): close it, then believe it.
      return state.age >= REVERSE_NOT_BEFORE_MS ? toReversing(state, answer.trade.state) : ask(state);
  }
};

// ---- reversal ----

function toReversing(state: PaymentState, why: string): PaymentStep {
  const begun = {
    ...state,
    status: 'reversing' as const,
    reversal: 'none' as const,
    confirming: false,
    tries: 0,
  };
  return reverse(begun, why);
}

/** Announces a reversal, or waits until the attempt is old enough for one. */
function reverse(state: PaymentState, why: string): PaymentStep {
  const early = REVERSE_NOT_BEFORE_MS - state.age;
  if (early > 0) return step(state, {}, 'order.reversing', { why }, [wait(early)]);
  const reversal = state.reversal === 'none' ? 'sending' : state.reversal;
  return step(
    state,
    { reversal, confirming: false, tries: state.tries + 1 },
    'order.reversing',
    { why, try: state.tries + 1 },
    [{ kind: 'reverse' }],
  );
}

/** Goes on after the backoff, or hands over to a person after a day. */
function later(state: PaymentState, patch: Partial<PaymentState>, atLeastMs = 0): PaymentStep {
  if (state.age >= GIVE_UP_AFTER_MS) return unresolved({ ...state, ...patch }, 'no-answer-for-a-day');
  const changed = Object.entries(patch).some(([key, value]) => state[key as keyof PaymentState] !== value);
  const next = { ...patch, tries: state.tries + (state.confirming ? 1 : 0) };
  return step(state, next, changed ? 'order.reversal-asked' : null, patch, [
    wait(Math.max(atLeastMs, backoff(state.tries - 1))),
  ]);
}

function unresolved(state: PaymentState, why: string): PaymentStep {
  const receipt = state.receipt === 'none' ? 'owed' : state.receipt;
  return step(
    state,
    { status: 'unresolved', caseReason: why, passwordPending: false, receipt },
    'order.unresolved',
    {
      why,
    },
  );
}

const dueReversing: Handler<'due'> = (state) =>
  state.confirming ? step(state, {}, null, {}, [{ kind: 'query' }]) : reverse(state, 'again');

const reverseAnswered: Handler<'reverse-answered'> = (state, { attempt, answer }) => {
  if (attempt !== state.attempt) return ignore(state, `answer to attempt ${attempt}`);
  const notCarriedOut = state.reversal === 'sending' ? 'none' : state.reversal;
  const confirm = (reversal: 'done' | 'refused'): PaymentStep =>
    step(state, { reversal, confirming: true }, 'order.reversal-asked', { reversal }, [{ kind: 'query' }]);
  switch (answer.kind) {
    case 'reversed':
      return confirm('done');
    case 'again':
    case 'unknown':
      return later(state, { reversal: state.reversal === 'done' ? 'done' : 'doubt' });
    case 'away':
      return later(state, { reversal: notCarriedOut });
    case 'refused':
      if (answer.code === 'not-reversible') return confirm('refused');
      if (answer.code === 'too-early') return later(state, { reversal: notCarriedOut }, ASK_EVERY_MS);
      return later(state, { reversal: notCarriedOut, confirming: true }, ASK_EVERY_MS);
  }
};

const queryAnsweredReversing: Handler<'query-answered'> = (state, { attempt, answer }) => {
  if (attempt !== state.attempt) return ignore(state, `answer to attempt ${attempt}`);
  if (answer.kind !== 'trade') return later(state, {});
  const back = (): PaymentStep =>
    unpaid(state, 'reversed', state.passwordPending ? 'password-not-entered' : 'no-answer');
  const reverseAgain = (): PaymentStep => later(state, { confirming: false });
  const closedThere = state.reversal === 'done' || state.reversal === 'refused';
  switch (answer.trade.state) {
    case 'reversed':
    case 'refunded':
    case 'closed':
      return back();
    case 'paid':
      // Accepted only if no reversal can still take it back (failure matrix C13).
      if (state.reversal === 'none' || state.reversal === 'refused') return paid(state, answer.trade, true);
      return reverseAgain();
    case 'not-found': {
      if (!closedThere) return reverseAgain();
      const since = state.notFoundAt ?? state.age;
      // Refused as unknown does not close it: wait until the code itself is dead.
      const until = Math.max(
        since + NOT_FOUND_APART_MS,
        state.reversal === 'refused' ? CODE_DEAD_AFTER_MS : 0,
      );
      if (state.age >= until) return back();
      return later(state, { notFoundAt: since }, until - state.age);
    }
    case 'pay-error':
      return state.reversal === 'done' ? back() : reverseAgain();
    case 'user-paying':
      return later(state, { passwordPending: true, confirming: false }, ASK_EVERY_MS);
    case 'not-paid':
      return reverseAgain();
  }
};

// ---- posting ----

const postStart: Handler<'post-start'> = (state) =>
  step(state, { status: 'posting', tries: 0 }, 'order.posting', { transactionNo: state.transactionNo }, [
    { kind: 'post' },
  ]);

const postAnswered: Handler<'post-answered'> = (state, { answer }) => {
  switch (answer.kind) {
    case 'posted': {
      const { taxVoucherNo, postedAt } = answer.posting;
      return step(state, { status: 'posted', taxVoucherNo, postedAt, tries: 0 }, 'order.posted', {
        taxVoucherNo,
        postedAt,
      });
    }
    case 'refused':
      return step(state, { status: 'refundDue', caseReason: answer.code }, 'order.refund-due', {
        why: answer.code,
      });
    case 'away':
    case 'unknown':
      if (state.age >= GIVE_UP_AFTER_MS) return unresolved(state, 'posting-no-answer-for-a-day');
      return step(state, { tries: state.tries + 1 }, null, {}, [wait(backoff(state.tries))]);
  }
};

// ---- giving free, receipts, restarts, people ----

const unlockAnswered: Handler<'unlock-answered'> = (state, { answer }) => {
  if (state.unlock !== 'due') return ignore(state, 'no unlock is due');
  if (answer.kind === 'unlocked' || answer.kind === 'refused') {
    return step(state, { unlock: 'done' }, 'order.unlocked', { answer: answer.kind });
  }
  const tries = state.tries + 1;
  if (tries >= MOST_UNLOCKS)
    return step(state, { unlock: 'done', tries }, 'order.unlocked', { answer: 'left to run out' });
  return step(state, { tries }, null, {}, [wait(backoff(tries))]);
};

const unlockDue: Handler<'due'> = (state) =>
  state.unlock === 'due' ? step(state, {}, null, {}, [{ kind: 'unlock' }]) : ignore(state, 'nothing is due');

function receiptTo(
  receipt: ReceiptTrack,
  from: readonly ReceiptTrack[],
  counts = 0,
): (state: PaymentState) => PaymentStep {
  return (state) => {
    if (!from.includes(state.receipt)) return ignore(state, 'not-due');
    const prints = state.prints + counts;
    return step(state, { receipt, prints }, 'order.receipt', { receipt, prints });
  };
}

/** The receipt's own track runs beside the money's. `mayOwe`: a slip is due even where nothing was owed yet. */
function receiptRows(status: PaymentStatus, mayOwe: readonly ReceiptTrack[]): Row {
  const printable: readonly ReceiptTrack[] = [...mayOwe, 'owed', 'printed', 'unsure', 'slip'];
  return {
    'print-started': on([status], 'receipt: printing, counted', receiptTo('printing', printable, 1)),
    'print-confirmed': on([status], 'receipt: printed', receiptTo('printed', ['printing', 'unsure'])),
    'print-unsure': on([status], 'receipt: unsure', receiptTo('unsure', ['printing'])),
    'print-failed': on(
      [status],
      'receipt: slip',
      receiptTo('slip', [...mayOwe, 'owed', 'printing', 'unsure']),
    ),
  };
}

/** A print that was under way when the power went: nobody knows (failure matrix C11). */
function unsurePrint(state: PaymentState): Partial<PaymentState> {
  return { attended: false, ...(state.receipt === 'printing' ? { receipt: 'unsure' as const } : {}) };
}

function found(
  state: PaymentState,
  patch: Partial<PaymentState>,
  effects: readonly PaymentEffect[],
): PaymentStep {
  const next = { ...patch, ...unsurePrint(state) };
  const changed = Object.entries(next).some(([key, value]) => state[key as keyof PaymentState] !== value);
  return step(state, next, changed ? 'order.recovered' : null, {}, effects);
}

const queryDue: Handler<'due'> = (state) => step(state, {}, null, {}, [{ kind: 'query' }]);

const decided: Handler<'decided'> = (state, { outcome, by }) => {
  if (state.status === 'refundDue' && outcome === 'reversed')
    return ignore(state, 'money was posted for: refund it');
  return step(
    state,
    { status: outcome, attended: false },
    'order.decided',
    { outcome, by },
    outcome === 'reversed' ? [{ kind: 'next', event: { type: 'abandon' } }] : [],
  );
};

const chargeable: Row = {
  charge: on(
    ['charging', 'declined'],
    'attempt n+1 on disk, then charge; a code seen before is declined here',
    charge,
  ),
  abandon: on(['abandoned'], 'unlock', abandon),
  'lock-expired': on(['abandoned'], 'unlock', lockExpired),
  recovered: on(['abandoned'], 'unlock: nobody stands there any more', abandonFound),
};

/** Every state × every event that belongs to it. What is not here is ignored, with the reason. design.md §4 is its summary. */
export const PAYMENT_TABLE: Readonly<Record<PaymentStatus, Row>> = {
  created: {
    'lock-answered': on(
      ['created', 'abandoned'],
      'keeps the lock, or gives up (unlock when it may be locked)',
      lockAnswered,
    ),
    ...chargeable,
  },
  charging: {
    'charge-answered': on(
      ['paid', 'unresolved', 'declined', 'unknown'],
      'paid → post; refused or never received → declined; anything else → query in 5 s',
      chargeAnswered,
    ),
    recovered: on(['unknown'], 'query', (state) =>
      step(state, { status: 'unknown', ...unsurePrint(state) }, 'order.unknown', { why: 'restart' }, [
        { kind: 'query' },
      ]),
    ),
  },
  unknown: {
    ...receiptRows('unknown', ['none']),
    due: on(['unknown'], 'query', queryDue),
    'query-answered': on(
      ['unknown', 'paid', 'unresolved', 'declined', 'reversed', 'reversing'],
      'paid → post; closed → declined; undecided → query again until 60 s, then reverse; not found twice 15 s apart → reverse',
      queryAnsweredUnknown,
    ),
    recovered: on(['unknown'], 'query', (state) => found(state, {}, [{ kind: 'query' }])),
  },
  reversing: {
    ...receiptRows('reversing', ['none']),
    due: on(['reversing'], 'reverse again, or query when it is to be confirmed', dueReversing),
    'reverse-answered': on(
      ['reversing', 'unresolved'],
      'reversed or not reversible → query; else again after 1, 2, 4 … 60 s, for a day',
      reverseAnswered,
    ),
    'query-answered': on(
      ['reversing', 'reversed', 'paid', 'unresolved'],
      'no money → reversed; paid → post if no reversal can still take it back, else reverse again',
      queryAnsweredReversing,
    ),
    recovered: on(['reversing'], 'query; a reversal under way may have been carried out', (state) =>
      found(state, { reversal: state.reversal === 'sending' ? 'doubt' : state.reversal, confirming: true }, [
        { kind: 'query' },
      ]),
    ),
  },
  paid: {
    ...receiptRows('paid', []),
    'post-start': on(['posting'], 'post', postStart),
    recovered: on(['posting'], 'post', (state) =>
      postStart({ ...state, ...unsurePrint(state) }, { type: 'post-start' }),
    ),
  },
  posting: {
    ...receiptRows('posting', []),
    'post-answered': on(
      ['posting', 'posted', 'refundDue', 'unresolved'],
      'posted; refused → refund due; else the same again after 1, 2, 4 … 60 s, for a day; never a reversal',
      postAnswered,
    ),
    due: on(['posting'], 'post', (state) => step(state, {}, null, {}, [{ kind: 'post' }])),
    recovered: on(['posting'], 'post with the same id', (state) =>
      found(state, { tries: 0 }, [{ kind: 'post' }]),
    ),
  },
  posted: {
    ...receiptRows('posted', []),
    recovered: on(['posted'], 'a print under way is unsure', (state) => found(state, {}, [])),
  },
  declined: chargeable,
  reversed: chargeable,
  abandoned: {
    due: on(['abandoned'], 'unlock', unlockDue),
    'unlock-answered': on(
      ['abandoned'],
      'done, or again after a backoff, until the lock runs out by itself',
      unlockAnswered,
    ),
    recovered: on(['abandoned'], 'unlock if due', (state) =>
      found(state, {}, state.unlock === 'due' ? [{ kind: 'unlock' }] : []),
    ),
  },
  refundDue: {
    ...receiptRows('refundDue', ['none']),
    decided: on(['refunded', 'posted'], 'a person has', decided),
    recovered: on(['refundDue'], 'a print under way is unsure', (state) => found(state, {}, [])),
  },
  refunded: {
    ...receiptRows('refunded', []),
    recovered: on(['refunded'], 'a print under way is unsure', (state) => found(state, {}, [])),
  },
  unresolved: {
    ...receiptRows('unresolved', ['none']),
    decided: on(['refunded', 'posted', 'reversed'], 'a person has', decided),
    recovered: on(['unresolved'], 'a print under way is unsure', (state) => found(state, {}, [])),
  },
};

/**
 * One step of a payment order. Pure. `age` is how long ago the present attempt was sent, in ms (0 before the first); it never
 * runs backwards. An event that does not belong to the state is ignored, with a reason; nothing is thrown.
 */
export function reduce(state: PaymentState, event: PaymentEvent, age: number): PaymentStep {
  const transition = PAYMENT_TABLE[state.status][event.type] as Transition | undefined;
  if (!transition) return ignore(state, `${event.type} does not belong to ${state.status}`);
  return transition.run({ ...state, age: Math.max(state.age, age) }, event);
}
