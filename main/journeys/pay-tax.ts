// A journey is one file that reads from top to bottom like the walk itself.
// oxlint-disable max-lines
import { assign, fromCallback, fromPromise, setup } from 'xstate';
import type { Fen } from '../../contract/money.ts';
import type { Result } from '../../contract/result.ts';
import type { ScreenOf, SlipState } from '../../contract/screen.ts';
import type { Bill } from '../gateways/tax-bureau.ts';
import type { CreateFailure, PaymentOrder, PaymentStatus } from '../orders/payment-orders.ts';
import type { ErrandOutput, IntentEvent, LeaveEvent, Person } from './errand.ts';

/** Rows that fit a page without scrolling, in either orientation. */
export const BILLS_PER_PAGE = 4;

export type FetchFailure = 'taxpayer-unknown' | 'bureau-away';
export interface FetchedBills {
  readonly taxpayerId: string;
  readonly bills: readonly Bill[];
}

/** What the scanner's watch tells: nothing of the code itself ever enters the machine. */
export type ScanEvent =
  | { readonly type: 'scan-problem'; readonly problem: NonNullable<ScreenOf<'scan-pay-code'>['problem']> }
  /** The scanner is there: at the beginning, and again when it was plugged in. */
  | { readonly type: 'scanner-ready' }
  | { readonly type: 'charge-refused'; readonly reason: 'not-chargeable' | 'lock-expired' | 'journal-away' };

export type OrderEvent = { readonly type: 'order'; readonly order: PaymentOrder };

export type SlipOutcome = 'printed' | 'unsure' | 'not-printed';

export interface PayTaxInput {
  readonly person: Person;
  readonly sessionId: string;
  /** Above this the wallet asks for the password. */
  readonly passwordAboveFen: Fen;
  /** One order's limit. */
  readonly orderFen: Fen;
}

export interface PayTaxContext extends PayTaxInput {
  readonly taxpayerId: string | null;
  readonly bills: readonly Bill[];
  readonly chosen: readonly string[];
  readonly page: number;
  readonly notice: ScreenOf<'choose-bills'>['notice'];
  readonly order: PaymentOrder | null;
  readonly scanProblem: ScreenOf<'scan-pay-code'>['problem'];
  readonly slip: SlipState;
  readonly slow: boolean;
  readonly unavailable: ScreenOf<'service-unavailable'>['what'];
  readonly referral: ScreenOf<'refer-to-counter'>['reason'];
  readonly output: ErrandOutput;
}

export interface CreateRequest {
  readonly sessionId: string;
  readonly taxpayerId: string;
  readonly payer: { readonly name: string; readonly idNumber: string };
  readonly bills: readonly Bill[];
}

const missing = (): never => {
  throw new Error('this actor is given by the station');
};

export const WAITS_FOR_CODE: readonly PaymentStatus[] = ['created', 'declined', 'reversed'];
const PROVEN_UNPAID: readonly PaymentStatus[] = ['declined', 'reversed'];
const NEEDS_A_PERSON: readonly PaymentStatus[] = ['refundDue', 'unresolved', 'refunded'];

function isStatus(context: PayTaxContext, statuses: readonly PaymentStatus[]): boolean {
  return context.order !== null && statuses.includes(context.order.status);
}

export function chosenBills(context: PayTaxContext): readonly Bill[] {
  return context.bills.filter((bill) => context.chosen.includes(bill.billId));
}

export function sumFen(bills: readonly Bill[]): Fen {
  return bills.reduce((total, bill) => total + bill.totalFen, 0);
}

const payTax = setup({
  types: {
    context: {} as PayTaxContext,
    input: {} as PayTaxInput,
    output: {} as ErrandOutput,
    events: {} as IntentEvent | LeaveEvent | ScanEvent | OrderEvent,
  },
  actors: {
    fetchBills: fromPromise<Result<FetchedBills, FetchFailure>, Person>(missing),
    createOrder: fromPromise<Result<PaymentOrder, CreateFailure>, CreateRequest>(missing),
    /** Watches the order; sends `order` at once and on every change. */
    watchOrder: fromCallback<{ type: 'none' }, string>(missing),
    /** Arms the scanner, judges what comes, charges. Sends ScanEvents. */
    takePayCode: fromCallback<{ type: 'none' }, string>(missing),
    /** Gives the order up and the bills free. */
    releaseOrder: fromPromise<void, string>(missing),
    printSlip: fromPromise<SlipOutcome, string>(missing),
    /** Writes the citizen's word on an unsure print. */
    tellSlip: fromPromise<void, { orderId: string; cameOut: boolean }>(missing),
  },
  delays: {
    /** After this a wait says that it is taking longer than usual (UX-21: 10 s). */
    slowAfter: 10_000,
    /** A citizen is not kept longer than this for an unknown outcome; the resolver goes on behind (REL-04). */
    unknownPatience: 90_000,
    /** The channel has the money; after this the page says paid, and that the booking follows. */
    postingPatience: 20_000,
    scannerAwayRetry: 3000,
  },
  guards: {
    waitsForCode: ({ context }) => isStatus(context, WAITS_FOR_CODE),
    provenUnpaid: ({ context }) => isStatus(context, PROVEN_UNPAID),
    needsAPerson: ({ context }) => isStatus(context, NEEDS_A_PERSON),
    posted: ({ context }) => isStatus(context, ['posted']),
    moneyTaken: ({ context }) => isStatus(context, ['paid', 'posting', 'posted']),
    undecided: ({ context }) => isStatus(context, ['charging', 'unknown', 'reversing']),
  },
  actions: {
    goHome: assign({ output: { outcome: 'nothing-done', next: 'home' } as const }),
    goAway: assign({ output: { outcome: 'nothing-done', next: 'leave' } as const }),
    doneHome: assign({ output: { outcome: 'done', next: 'home' } as const }),
    doneAway: assign({ output: { outcome: 'done', next: 'leave' } as const }),
    slow: assign({ slow: true }),
    notSlow: assign({ slow: false }),
    noScanProblem: assign({ scanProblem: null }),
  },
});

/** A code taken in the very moment in which the page was left: the page goes where the money is. */
const followCharge = [
  { guard: 'undecided', target: 'asking' },
  { guard: 'moneyTaken', target: 'posting' },
  { guard: 'needsAPerson', target: 'beingChecked' },
] as const;

/** The paper's own small track on both result pages: printing, then shown; an unsure print asks the citizen. */
const slipTrack = payTax.createStateConfig({
  initial: 'printing',
  states: {
    printing: {
      entry: assign({ slip: 'printing' }),
      invoke: {
        src: 'printSlip',
        input: ({ context }) => context.order?.orderId ?? '',
        onDone: { target: 'shown', actions: assign({ slip: ({ event }) => event.output }) },
      },
    },
    shown: {
      on: {
        reprint: { guard: ({ context }) => context.slip === 'not-printed', target: 'printing' },
        'slip-came-out': {
          guard: ({ context }) => context.slip === 'unsure',
          target: 'telling',
          actions: assign({ slip: ({ event }) => (event.yes ? 'printed' : 'not-printed') }),
        },
      },
    },
    telling: {
      invoke: {
        src: 'tellSlip',
        input: ({ context }) => ({
          orderId: context.order?.orderId ?? '',
          cameOut: context.slip === 'printed',
        }),
        onDone: 'shown',
      },
    },
  },
});

/**
 * Pay a tax bill: bills → choose → check → scan the payment code → honest waiting → one of three results.
 * The machine is the conversation; the money is in the PaymentOrder, which lives on whatever happens here.
 */
export const payTaxMachine = payTax.createMachine({
  id: 'payTax',
  context: ({ input }) => ({
    ...input,
    taxpayerId: null,
    bills: [],
    chosen: [],
    page: 1,
    notice: null,
    order: null,
    scanProblem: null,
    slip: 'printing',
    slow: false,
    unavailable: 'bureau-away',
    referral: 'taxpayer-unknown',
    output: { outcome: 'nothing-done', next: 'home' },
  }),
  output: ({ context }) => context.output,
  initial: 'fetching',
  states: {
    fetching: {
      entry: 'notSlow',
      after: { slowAfter: { actions: 'slow' } },
      invoke: {
        src: 'fetchBills',
        input: ({ context }) => context.person,
        onDone: [
          {
            guard: ({ event }) => event.output.ok && event.output.value.bills.length === 0,
            target: 'noBills',
          },
          {
            guard: ({ event }) => event.output.ok,
            target: 'choosing',
            actions: assign(({ context, event }) => {
              if (!event.output.ok) return {};
              const { taxpayerId, bills } = event.output.value;
              const known = new Set(bills.map((bill) => bill.billId));
              const kept = context.chosen.filter((billId) => known.has(billId));
              return {
                taxpayerId,
                bills,
                // Everything owed is chosen to begin with; a second look keeps the citizen's own choice.
                chosen: context.taxpayerId === null ? bills.map((bill) => bill.billId) : kept,
                page: 1,
              };
            }),
          },
          {
            guard: ({ event }) => !event.output.ok && event.output.error === 'taxpayer-unknown',
            target: 'referred',
            actions: assign({ referral: 'taxpayer-unknown' }),
          },
          { target: 'unavailable', actions: assign({ unavailable: 'bureau-away' }) },
        ],
      },
      on: {
        back: { target: 'done', actions: 'goHome' },
        cancel: { target: 'done', actions: 'goAway' },
        leave: { target: 'done', actions: 'goAway' },
      },
    },
    noBills: {
      on: {
        continue: { target: 'done', actions: 'doneAway' },
        'another-errand': { target: 'done', actions: 'doneHome' },
        back: { target: 'done', actions: 'doneHome' },
        cancel: { target: 'done', actions: 'doneAway' },
        leave: { target: 'done', actions: 'doneAway' },
      },
    },
    unavailable: {
      on: {
        continue: 'fetching',
        back: { target: 'done', actions: 'goHome' },
        cancel: { target: 'done', actions: 'goAway' },
        leave: { target: 'done', actions: 'goAway' },
      },
    },
    referred: {
      on: {
        back: [
          { guard: ({ context }) => context.referral === 'over-limit', target: 'choosing' },
          { target: 'done', actions: 'goHome' },
        ],
        continue: { target: 'done', actions: 'goAway' },
        cancel: { target: 'done', actions: 'goAway' },
        leave: { target: 'done', actions: 'goAway' },
      },
    },
    choosing: {
      on: {
        'toggle-bill': {
          guard: ({ context, event }) => context.bills.some((bill) => bill.billId === event.billId),
          actions: assign({
            chosen: ({ context, event }) =>
              context.chosen.includes(event.billId)
                ? context.chosen.filter((billId) => billId !== event.billId)
                : [...context.chosen, event.billId],
            notice: null,
          }),
        },
        'turn-page': {
          actions: assign({
            page: ({ context, event }) => {
              const pages = Math.ceil(context.bills.length / BILLS_PER_PAGE);
              return Math.min(pages, Math.max(1, context.page + (event.to === 'next' ? 1 : -1)));
            },
          }),
        },
        continue: [
          {
            guard: ({ context }) => sumFen(chosenBills(context)) > context.orderFen,
            target: 'referred',
            actions: assign({ referral: 'over-limit' }),
          },
          {
            guard: ({ context }) => context.chosen.length > 0,
            target: 'checking',
            actions: assign({ notice: null }),
          },
        ],
        back: { target: 'done', actions: 'goHome' },
        cancel: { target: 'done', actions: 'goAway' },
        leave: { target: 'done', actions: 'goAway' },
      },
    },
    checking: {
      on: {
        continue: 'locking',
        back: 'choosing',
        cancel: { target: 'done', actions: 'goAway' },
        leave: { target: 'done', actions: 'goAway' },
      },
    },
    /** From here on the world outside hears of it: no leaving before the answer. */
    locking: {
      entry: 'notSlow',
      after: { slowAfter: { actions: 'slow' } },
      invoke: {
        src: 'createOrder',
        input: ({ context }) => ({
          sessionId: context.sessionId,
          taxpayerId: context.taxpayerId ?? '',
          payer: { name: context.person.masked.name, idNumber: context.person.masked.idNumber },
          bills: chosenBills(context),
        }),
        onDone: [
          {
            guard: ({ event }) => event.output.ok,
            target: 'ordered',
            actions: assign({
              order: ({ event }) => (event.output.ok ? event.output.value : null),
              scanProblem: null,
            }),
          },
          {
            guard: ({ event }) => !event.output.ok && event.output.error === 'already-paid',
            target: 'fetching',
            actions: assign({ notice: 'some-paid-elsewhere' }),
          },
          {
            guard: ({ event }) => !event.output.ok && event.output.error === 'locked-elsewhere',
            target: 'fetching',
            actions: assign({ notice: 'some-held-elsewhere' }),
          },
          {
            guard: ({ event }) => !event.output.ok && event.output.error === 'amount-changed',
            target: 'fetching',
            actions: assign({ notice: 'amount-changed' }),
          },
          {
            guard: ({ event }) => !event.output.ok && event.output.error === 'over-limit',
            target: 'referred',
            actions: assign({ referral: 'over-limit' }),
          },
          {
            target: 'unavailable',
            actions: assign({
              unavailable: ({ event }) =>
                !event.output.ok && event.output.error === 'journal-away' ? 'journal-away' : 'bureau-away',
            }),
          },
        ],
      },
    },
    ordered: {
      invoke: { src: 'watchOrder', input: ({ context }) => context.order?.orderId ?? '' },
      on: { order: { actions: assign({ order: ({ event }) => event.order }) } },
      initial: 'scanning',
      states: {
        scanning: {
          invoke: { src: 'takePayCode', input: ({ context }) => context.order?.orderId ?? '' },
          always: followCharge,
          on: {
            'scan-problem': [
              {
                guard: ({ event }) => event.problem === 'scanner-away',
                target: 'scannerAway',
                actions: assign({ scanProblem: ({ event }) => event.problem }),
              },
              { actions: assign({ scanProblem: ({ event }) => event.problem }) },
            ],
            'scanner-ready': {
              guard: ({ context }) => context.scanProblem === 'scanner-away',
              actions: assign({ scanProblem: null }),
            },
            'charge-refused': [
              {
                guard: ({ event }) => event.reason === 'lock-expired',
                target: 'releasing',
                actions: assign({ notice: 'lock-expired' }),
              },
              {
                // Nothing can be written, so nothing more is begun; recovery gives the bills free.
                guard: ({ event }) => event.reason === 'journal-away',
                target: '#payTax.unavailable',
                actions: assign({ unavailable: 'journal-away' }),
              },
              {
                // Tried too often: the bills are given free and can be begun anew.
                guard: 'waitsForCode',
                target: 'releasing',
                actions: assign({ notice: 'lock-expired' }),
              },
            ],
            back: { target: 'releasing', actions: assign({ notice: null }) },
            cancel: 'confirmLeave',
            leave: { target: 'releasingAway', actions: 'goAway' },
          },
        },
        /** The page keeps saying so until the scanner is back. */
        scannerAway: {
          always: followCharge,
          after: { scannerAwayRetry: 'scanning' },
          on: {
            back: { target: 'releasing', actions: assign({ notice: null }) },
            cancel: { target: 'releasingAway', actions: 'goAway' },
            leave: { target: 'releasingAway', actions: 'goAway' },
          },
        },
        confirmLeave: {
          always: followCharge,
          on: {
            back: 'scanning',
            continue: 'scanning',
            cancel: { target: 'releasingAway', actions: 'goAway' },
            leave: { target: 'releasingAway', actions: 'goAway' },
          },
        },
        /** Asked, not answered: nothing the citizen does may hide it. */
        asking: {
          entry: ['notSlow', 'noScanProblem'],
          always: [
            { guard: 'provenUnpaid', target: 'notCharged' },
            { guard: 'moneyTaken', target: 'posting' },
            { guard: 'needsAPerson', target: 'beingChecked' },
          ],
          after: { slowAfter: { actions: 'slow' }, unknownPatience: 'beingChecked' },
        },
        posting: {
          entry: 'notSlow',
          always: [
            { guard: 'posted', target: 'paid' },
            { guard: 'needsAPerson', target: 'beingChecked' },
          ],
          after: { slowAfter: { actions: 'slow' }, postingPatience: 'paid' },
        },
        notCharged: {
          // A channel that changes its mind (B11): the page follows what is known now.
          always: followCharge,
          on: {
            continue: [
              { guard: 'waitsForCode', target: 'scanning', actions: 'noScanProblem' },
              { target: 'releasingAway', actions: 'goAway' },
            ],
            back: { target: 'releasing', actions: assign({ notice: null }) },
            cancel: { target: 'releasingAway', actions: 'goAway' },
            leave: { target: 'releasingAway', actions: 'goAway' },
          },
        },
        paid: {
          ...slipTrack,
          always: [
            { guard: 'needsAPerson', target: 'beingChecked' },
            { guard: 'undecided', target: 'asking' },
          ],
          on: {
            continue: { target: '#payTax.done', actions: 'doneAway' },
            'another-errand': { target: '#payTax.done', actions: 'doneHome' },
            cancel: { target: '#payTax.done', actions: 'doneAway' },
            leave: { target: '#payTax.done', actions: 'doneAway' },
          },
        },
        beingChecked: {
          ...slipTrack,
          always: [
            { guard: 'moneyTaken', target: 'paid' },
            { guard: 'provenUnpaid', target: 'notCharged' },
          ],
          on: {
            continue: { target: '#payTax.done', actions: 'doneAway' },
            cancel: { target: '#payTax.done', actions: 'doneAway' },
            leave: { target: '#payTax.done', actions: 'doneAway' },
          },
        },
        /** Bills are given free, then the citizen chooses anew. */
        releasing: {
          entry: 'notSlow',
          always: followCharge,
          after: { slowAfter: { actions: 'slow' } },
          invoke: {
            src: 'releaseOrder',
            input: ({ context }) => context.order?.orderId ?? '',
            onDone: { target: '#payTax.fetching', actions: assign({ order: null }) },
          },
        },
        releasingAway: {
          entry: 'notSlow',
          always: followCharge,
          invoke: {
            src: 'releaseOrder',
            input: ({ context }) => context.order?.orderId ?? '',
            onDone: { target: '#payTax.done' },
          },
        },
      },
    },
    done: { type: 'final' },
  },
});
