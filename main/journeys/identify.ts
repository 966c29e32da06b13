import { assign, fromCallback, setup, type SnapshotFrom } from 'xstate';
import type { Screen, ScreenOf, Service } from '../../contract/screen.ts';
import type { CardReadError, IdCard } from '../../devices/id-card-reader/id-card-reader.ts';
import type { IntentEvent, LeaveEvent, Person } from './errand.ts';

/** Reads cards until stopped: `card-found` when one lies down, then one of the two results. */
export type ReadCardEvent =
  | { readonly type: 'card-found' }
  | { readonly type: 'card-read'; readonly card: IdCard }
  | { readonly type: 'card-failed'; readonly error: Exclude<CardReadError, 'cancelled'> };

export type CardVerdict =
  | { readonly accepted: true; readonly person: Person }
  | {
      readonly accepted: false;
      readonly reason: ScreenOf<'card-not-accepted'>['reason'];
      readonly validTo: string | null;
    };

export interface IdentifyInput {
  readonly service: Service;
  /** Decides whether this card may be used at this terminal today. Pure. */
  readonly judge: (card: IdCard) => CardVerdict;
}

export type IdentifyOutput =
  | { readonly kind: 'identified'; readonly person: Person }
  | { readonly kind: 'left'; readonly next: 'home' | 'leave' };

interface IdentifyContext extends IdentifyInput {
  readonly problem: ScreenOf<'place-card'>['problem'];
  readonly tries: number;
  readonly verdict: CardVerdict | null;
  readonly output: IdentifyOutput | null;
}

const PROBLEMS = {
  torn: 'torn',
  unreadable: 'unreadable',
  'wrong-card': 'wrong-card',
  'card-refused': 'card-refused',
  offline: 'reader-away',
} as const satisfies Record<Exclude<CardReadError, 'cancelled'>, ScreenOf<'place-card'>['problem']>;

/** Purpose and privacy, then the card, then "is this you?". The walk every errand with a person begins with. */
export const identifyMachine = setup({
  types: {
    context: {} as IdentifyContext,
    input: {} as IdentifyInput,
    output: {} as IdentifyOutput,
    events: {} as IntentEvent | LeaveEvent | ReadCardEvent,
  },
  actors: {
    readCard: fromCallback<{ type: 'none' }>(() => {
      throw new Error('readCard is given by the station');
    }),
  },
  delays: {
    /** A moment to read why, before the reader is armed again. */
    readerAwayRetry: 3000,
  },
  actions: {
    goHome: assign({ output: { kind: 'left', next: 'home' } as const }),
    goAway: assign({ output: { kind: 'left', next: 'leave' } as const }),
  },
}).createMachine({
  id: 'identify',
  context: ({ input }) => ({ ...input, problem: null, tries: 0, verdict: null, output: null }),
  output: ({ context }) => context.output ?? { kind: 'left', next: 'home' },
  initial: 'consent',
  on: {
    cancel: { target: '.done', actions: 'goAway' },
    leave: { target: '.done', actions: 'goAway' },
  },
  states: {
    consent: {
      on: {
        continue: 'card',
        back: { target: 'done', actions: 'goHome' },
      },
    },
    card: {
      initial: 'waiting',
      invoke: { src: 'readCard' },
      on: {
        'card-read': [
          {
            guard: ({ context, event }) => context.judge(event.card).accepted,
            target: 'confirm',
            actions: assign({ verdict: ({ context, event }) => context.judge(event.card), problem: null }),
          },
          {
            target: 'notAccepted',
            actions: assign({ verdict: ({ context, event }) => context.judge(event.card), problem: null }),
          },
        ],
        'card-failed': [
          {
            guard: ({ event }) => event.error === 'offline',
            target: 'readerAway',
            actions: assign({ problem: 'reader-away' }),
          },
          {
            target: 'card',
            reenter: true,
            actions: assign({
              problem: ({ event }) => PROBLEMS[event.error],
              tries: ({ context }) => context.tries + 1,
            }),
          },
        ],
        back: 'consent',
      },
      states: {
        waiting: { on: { 'card-found': 'reading' } },
        reading: {},
      },
    },
    readerAway: {
      after: { readerAwayRetry: 'card' },
      on: { back: 'consent' },
    },
    notAccepted: {
      on: {
        continue: { target: 'card', actions: assign({ verdict: null }) },
        back: { target: 'card', actions: assign({ verdict: null }) },
      },
    },
    confirm: {
      on: {
        continue: {
          target: 'done',
          actions: assign({
            output: ({ context }) =>
              context.verdict?.accepted
                ? ({ kind: 'identified', person: context.verdict.person } as const)
                : ({ kind: 'left', next: 'home' } as const),
          }),
        },
        back: { target: 'card', actions: assign({ verdict: null }) },
      },
    },
    done: { type: 'final' },
  },
});

/** What the page shows. Pure. `keptDays`: the retention time that the consent page names. */
export function identifyScreen(snapshot: SnapshotFrom<typeof identifyMachine>, keptDays: number): Screen {
  const { service, verdict, problem, tries } = snapshot.context;
  if (snapshot.matches('confirm') && verdict?.accepted) {
    return { kind: 'confirm-person', service, person: verdict.person.masked };
  }
  if (snapshot.matches('notAccepted') && verdict && !verdict.accepted) {
    return { kind: 'card-not-accepted', service, reason: verdict.reason, validTo: verdict.validTo };
  }
  if (snapshot.matches('card') || snapshot.matches('readerAway')) {
    const state = snapshot.matches({ card: 'reading' }) ? 'reading' : 'waiting';
    return { kind: 'place-card', service, state, problem: state === 'reading' ? null : problem, tries };
  }
  return { kind: 'consent', service, keptDays };
}
