import { assign, fromPromise, setup } from 'xstate';
import type { Service } from '../../contract/screen.ts';
import type { ErrandOutput, Person } from '../journeys/errand.ts';
import { identifyMachine, type IdentifyInput } from '../journeys/identify.ts';
import { payTaxMachine, type PayTaxInput } from '../journeys/pay-tax.ts';

export type SessionEvent =
  | { readonly type: 'start' }
  | { readonly type: 'choose-service'; readonly service: Service }
  | { readonly type: 'continue' }
  | { readonly type: 'back' }
  | { readonly type: 'cancel' }
  /** Idle ran out; `leave` follows, to whoever is in charge of the page. */
  | { readonly type: 'timed-out' }
  | { readonly type: 'leave' };

export interface SessionContext {
  /** Made anew when someone touches the attract screen; null while nobody is there. */
  readonly sessionId: string | null;
  readonly service: Service | null;
  readonly person: Person | null;
  readonly outcome: 'done' | 'nothing-done' | 'timed-out';
  readonly timedOut: boolean;
  /** At least one errand of this session was brought to its end. */
  readonly achieved: boolean;
}

export interface SessionInput {
  readonly newId: () => string;
  readonly judge: IdentifyInput['judge'];
  readonly limits: Pick<PayTaxInput, 'passwordAboveFen' | 'orderFen'>;
  /** True where the tile of this service can be begun now. */
  readonly available: (service: Service) => boolean;
}

/**
 * Who is standing there: nobody, someone choosing, someone being asked for the card, someone being served, someone leaving.
 * Identity is asked once a session; everything known of the person is gone when `attract` is reached.
 */
export const sessionMachine = setup({
  types: {
    context: {} as SessionContext & SessionInput,
    input: {} as SessionInput,
    events: {} as SessionEvent,
  },
  actors: {
    identify: identifyMachine,
    payTax: payTaxMachine,
    /** Resolves true when a card still lies on the reader. Bounded. */
    cardStillThere: fromPromise<boolean>(() => {
      throw new Error('this actor is given by the station');
    }),
    /** Resolves when the card is gone. */
    cardTaken: fromPromise<void>(() => {
      throw new Error('this actor is given by the station');
    }),
  },
  delays: {
    goodbye: 6000,
    /** A forgotten card does not close the terminal for ever. */
    cardPatience: 60_000,
  },
  actions: {
    leaving: assign({
      outcome: ({ context }) => (context.achieved ? 'done' : context.timedOut ? 'timed-out' : 'nothing-done'),
    }),
    forget: assign({ sessionId: null, service: null, person: null, achieved: false, timedOut: false }),
  },
}).createMachine({
  id: 'session',
  context: ({ input }) => ({
    ...input,
    sessionId: null,
    service: null,
    person: null,
    outcome: 'nothing-done',
    achieved: false,
    timedOut: false,
  }),
  on: { 'timed-out': { actions: assign({ timedOut: true }) } },
  initial: 'attract',
  states: {
    attract: {
      entry: 'forget',
      on: {
        start: { target: 'home', actions: assign({ sessionId: ({ context }) => context.newId() }) },
      },
    },
    home: {
      on: {
        'choose-service': [
          {
            guard: ({ context, event }) => context.available(event.service) && context.person !== null,
            target: 'lookingForCard',
            actions: assign({ service: ({ event }) => event.service }),
          },
          {
            guard: ({ context, event }) => context.available(event.service),
            target: 'identifying',
            actions: assign({ service: ({ event }) => event.service }),
          },
        ],
        cancel: { target: 'leaving', actions: 'leaving' },
        // Who has shown a card leaves as from any other page: nobody after them may find it still known.
        back: [
          { guard: ({ context }) => context.person === null, target: 'attract', actions: 'leaving' },
          { target: 'leaving', actions: 'leaving' },
        ],
        leave: [
          { guard: ({ context }) => context.person === null, target: 'attract', actions: 'leaving' },
          { target: 'leaving', actions: 'leaving' },
        ],
      },
    },
    /** Known only as long as the card lies there: who took it away has gone, and the next one is somebody else. */
    lookingForCard: {
      invoke: {
        src: 'cardStillThere',
        onDone: [
          { guard: ({ event }) => event.output, target: 'serving' },
          { target: 'identifying', actions: assign({ person: null }) },
        ],
      },
    },
    identifying: {
      invoke: {
        id: 'errand',
        src: 'identify',
        input: ({ context }) => ({ service: context.service ?? 'pay-tax', judge: context.judge }),
        onSnapshot: {},
        onDone: [
          {
            guard: ({ event }) => event.output.kind === 'identified',
            target: 'serving',
            actions: assign({
              person: ({ event }) => (event.output.kind === 'identified' ? event.output.person : null),
            }),
          },
          {
            guard: ({ event }) => event.output.kind === 'left' && event.output.next === 'home',
            target: 'home',
          },
          { target: 'leaving', actions: 'leaving' },
        ],
      },
    },
    serving: {
      invoke: {
        id: 'errand',
        src: 'payTax',
        input: ({ context }) => {
          if (context.person === null || context.sessionId === null) throw new Error('serving nobody');
          return { person: context.person, sessionId: context.sessionId, ...context.limits };
        },
        onSnapshot: {},
        onDone: [
          {
            guard: ({ event }) => event.output.next === 'home',
            target: 'home',
            actions: assign({ achieved: ({ context, event }) => context.achieved || achieved(event.output) }),
          },
          {
            target: 'leaving',
            actions: [
              assign({ achieved: ({ context, event }) => context.achieved || achieved(event.output) }),
              'leaving',
            ],
          },
        ],
      },
    },
    leaving: {
      initial: 'looking',
      states: {
        looking: {
          invoke: {
            src: 'cardStillThere',
            onDone: [{ guard: ({ event }) => event.output, target: 'takeCard' }, { target: 'goodbye' }],
          },
        },
        takeCard: {
          invoke: { src: 'cardTaken', onDone: 'goodbye' },
          after: { cardPatience: 'goodbye' },
        },
        goodbye: {
          after: { goodbye: '#session.attract' },
          on: { start: '#session.attract', continue: '#session.attract' },
        },
      },
    },
  },
});

function achieved(output: ErrandOutput): boolean {
  return output.outcome === 'done';
}
