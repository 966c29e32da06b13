/*
 * The steps behind the table of payment-order.ts: one function a field, pure.
 */
import type { Trade } from '../gateways/payment-channel.ts';
import type { ReceiptTrack } from './payment-orders.ts';
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

export type Handler<T extends PaymentEventType> = (
  state: PaymentState,
  event: PaymentEvent & { type: T },
) => PaymentStep;

export function step(
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

export function ignore(state: PaymentState, reason: string): PaymentStep {
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

export const lockAnswered: Handler<'lock-answered'> = (state, { answer }) => {
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

export const charge: Handler<'charge'> = (state, { codeMac, codePrefix, lockAlive, at }) => {
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

export const abandon: Handler<'abandon'> = (state) => giveUp(state, 'citizen', true);
export const lockExpired: Handler<'lock-expired'> = (state) => giveUp(state, 'lock-expired', true);
export const abandonFound: Handler<'recovered'> = (state) =>
  giveUp({ ...state, attended: false }, 'restart', true);

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

export const chargeAnswered: Handler<'charge-answered'> = (state, { attempt, answer }) => {
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

export const queryAnsweredUnknown: Handler<'query-answered'> = (state, { attempt, answer }) => {
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

export const dueReversing: Handler<'due'> = (state) =>
  state.confirming ? step(state, {}, null, {}, [{ kind: 'query' }]) : reverse(state, 'again');

export const reverseAnswered: Handler<'reverse-answered'> = (state, { attempt, answer }) => {
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

export const queryAnsweredReversing: Handler<'query-answered'> = (state, { attempt, answer }) => {
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

export const postStart: Handler<'post-start'> = (state) =>
  step(state, { status: 'posting', tries: 0 }, 'order.posting', { transactionNo: state.transactionNo }, [
    { kind: 'post' },
  ]);

export const postAnswered: Handler<'post-answered'> = (state, { answer }) => {
  switch (answer.kind) {
    case 'posted': {
      const { taxVoucherNo, postedAt } = answer.posting;
      return step(state, { status: 'posted', taxVoucherNo, postedAt, tries: 0 }, 'order.posted', {
        taxVoucherNo,
        postedAt,
      });
    }
    case 'refused':
      return step(
        state,
        // A slip that said "paid" is another paper than the one that says what happens now.
        { status: 'refundDue', caseReason: answer.code, receipt: 'owed', prints: 0 },
        'order.refund-due',
        { why: answer.code },
      );
    case 'away':
    case 'unknown':
      if (state.age >= GIVE_UP_AFTER_MS) return unresolved(state, 'posting-no-answer-for-a-day');
      return step(state, { tries: state.tries + 1 }, null, {}, [wait(backoff(state.tries))]);
  }
};

// ---- giving free, receipts, restarts, people ----

export const unlockAnswered: Handler<'unlock-answered'> = (state, { answer }) => {
  if (state.unlock !== 'due') return ignore(state, 'no unlock is due');
  if (answer.kind === 'unlocked' || answer.kind === 'refused') {
    return step(state, { unlock: 'done' }, 'order.unlocked', { answer: answer.kind });
  }
  const tries = state.tries + 1;
  if (tries >= MOST_UNLOCKS)
    return step(state, { unlock: 'done', tries }, 'order.unlocked', { answer: 'left to run out' });
  return step(state, { tries }, null, {}, [wait(backoff(tries))]);
};

export const unlockDue: Handler<'due'> = (state) =>
  state.unlock === 'due' ? step(state, {}, null, {}, [{ kind: 'unlock' }]) : ignore(state, 'nothing is due');

export function receiptTo(
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

/** A print that was under way when the power went: nobody knows (failure matrix C11). */
export function unsurePrint(state: PaymentState): Partial<PaymentState> {
  return { attended: false, ...(state.receipt === 'printing' ? { receipt: 'unsure' as const } : {}) };
}

export function found(
  state: PaymentState,
  patch: Partial<PaymentState>,
  effects: readonly PaymentEffect[],
): PaymentStep {
  const next = { ...patch, ...unsurePrint(state) };
  const changed = Object.entries(next).some(([key, value]) => state[key as keyof PaymentState] !== value);
  return step(state, next, changed ? 'order.recovered' : null, {}, effects);
}

export const queryDue: Handler<'due'> = (state) => step(state, {}, null, {}, [{ kind: 'query' }]);

export const decided: Handler<'decided'> = (state, { outcome, by }) => {
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
