import {
  receiptTo,
  step,
  ignore,
  unsurePrint,
  found,
  lockAnswered,
  charge,
  abandon,
  lockExpired,
  abandonFound,
  chargeAnswered,
  queryAnsweredUnknown,
  dueReversing,
  reverseAnswered,
  queryAnsweredReversing,
  postStart,
  postAnswered,
  unlockAnswered,
  unlockDue,
  queryDue,
  decided,
  type Handler,
} from './payment-steps.ts';
import type { PaymentStatus, ReceiptTrack } from './payment-orders.ts';
import type { PaymentEvent, PaymentEventType, PaymentState, PaymentStep } from './payment-state.ts';

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

/** The receipt's own track runs beside the money's. `mayOwe`: a slip is due even where nothing was owed yet. */
function receiptRows(status: PaymentStatus, mayOwe: readonly ReceiptTrack[]): Row {
  const printable: readonly ReceiptTrack[] = [...mayOwe, 'owed', 'printed', 'unsure', 'slip'];
  return {
    'print-started': on([status], 'receipt: printing, counted', receiptTo('printing', printable, 1)),
    'print-confirmed': on([status], 'receipt: printed', receiptTo('printed', ['printing', 'unsure'])),
    'print-unsure': on([status], 'receipt: unsure', receiptTo('unsure', ['printing'])),
    'print-not-started': on([status], 'receipt: slip, not counted', receiptTo('slip', ['printing'], -1)),
    'print-failed': on(
      [status],
      'receipt: slip',
      receiptTo('slip', [...mayOwe, 'owed', 'printing', 'unsure']),
    ),
  };
}

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
