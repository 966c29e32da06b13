import { describe, expect, test } from 'vitest';
import type { SnapshotFrom } from 'xstate';
import { getShortestPaths } from 'xstate/graph';
import { screenSchema } from '../../contract/screen.ts';
import { demoBill, demoOrder, demoPerson } from '../../test/support/demo-data.ts';
import type { PaymentOrder, PaymentStatus } from '../orders/payment-orders.ts';
import { payTaxScreen } from './pay-tax-screen.ts';
import { payTaxMachine, type PayTaxInput } from './pay-tax.ts';

const input: PayTaxInput = {
  person: demoPerson,
  sessionId: 'session-1',
  passwordAboveFen: 100_000,
  orderFen: 500_000,
};

const bills = [1, 2, 3, 4, 5].map((index) => demoBill(index));
const fetched = { ok: true, value: { taxpayerId: 'TP-1', bills } } as const;
const done = (id: string, output: unknown): { type: string; output: unknown } => ({
  type: `xstate.done.actor.${id}`,
  output,
});
const after = (delay: string, id: string): { type: string } => ({
  type: `xstate.after.${delay}.payTax.${id}`,
});
const order = (
  status: PaymentStatus,
  change: Partial<PaymentOrder> = {},
): { type: string; order: PaymentOrder } => ({
  type: 'order',
  order: demoOrder({ status, ...change }),
});

type Event = Parameters<typeof payTaxMachine.transition>[1];

/** Everything the world and the citizen can do, one representative of each kind. */
const events = [
  done('0.payTax.fetching', fetched),
  done('0.payTax.fetching', { ok: true, value: { taxpayerId: 'TP-1', bills: [] } }),
  done('0.payTax.fetching', { ok: false, error: 'taxpayer-unknown' }),
  done('0.payTax.fetching', { ok: false, error: 'bureau-away' }),
  done('0.payTax.locking', { ok: true, value: demoOrder() }),
  done('0.payTax.locking', { ok: false, error: 'already-paid' }),
  done('0.payTax.locking', { ok: false, error: 'over-limit' }),
  done('0.payTax.locking', { ok: false, error: 'journal-away' }),
  order('charging'),
  order('charging', { passwordPending: true }),
  order('unknown'),
  order('reversing'),
  order('declined', { refusal: 'insufficient' }),
  order('paid', { wallet: 'wechat', transactionNo: '4200000000000001', paidAt: '2026-03-12T01:46:00Z' }),
  order('posted', { wallet: 'wechat', transactionNo: '4200000000000001', paidAt: '2026-03-12T01:46:00Z' }),
  order('refundDue'),
  { type: 'scan-problem', problem: 'not-a-pay-code' },
  { type: 'scan-problem', problem: 'scanner-away' },
  { type: 'charge-refused', reason: 'lock-expired' },
  { type: 'charge-refused', reason: 'journal-away' },
  after('unknownPatience', 'ordered.asking'),
  after('postingPatience', 'ordered.posting'),
  after('scannerAwayRetry', 'ordered.scannerAway'),
  done('0.payTax.ordered.paid.printing', 'printed'),
  done('0.payTax.ordered.paid.printing', 'unsure'),
  done('0.payTax.ordered.paid.printing', 'not-printed'),
  done('0.payTax.ordered.paid.telling', undefined),
  done('0.payTax.ordered.beingChecked.printing', 'unsure'),
  done('0.payTax.ordered.beingChecked.printing', 'not-printed'),
  done('0.payTax.ordered.beingChecked.telling', undefined),
  done('0.payTax.ordered.releasing', undefined),
  done('0.payTax.ordered.releasingAway', undefined),
  { type: 'continue' },
  { type: 'back' },
  { type: 'cancel' },
  { type: 'leave' },
  { type: 'another-errand' },
  { type: 'reprint' },
  { type: 'slip-came-out', yes: true },
  { type: 'slip-came-out', yes: false },
  { type: 'toggle-bill', billId: 'BILL-1' },
  { type: 'turn-page', to: 'next' },
] as unknown as Event[];

type Snapshot = SnapshotFrom<typeof payTaxMachine>;

/** The order's table (design.md §4): taken money never becomes undecided or unpaid again. */
const TAKEN: readonly PaymentStatus[] = ['paid', 'posting', 'posted', 'refundDue'];

function possible(state: Snapshot, event: Event): boolean {
  if (!state.can(event)) return false;
  if (event.type !== 'order') return true;
  const before = state.context.order?.status;
  return before === undefined || !TAKEN.includes(before) || TAKEN.includes(event.order.status);
}

const paths = getShortestPaths(payTaxMachine, {
  input,
  events: (state: Snapshot) => events.filter((event) => possible(state, event)),
  limit: 200_000,
  // What tells two situations apart: the state, the order's status, the paper, and what the page says.
  serializeState: (state: Snapshot) =>
    JSON.stringify([
      state.value,
      state.context.order?.status ?? null,
      state.context.slip,
      state.context.scanProblem,
      state.context.referral,
    ]),
});

/** Where money may be in the air, or the way out is already being walked: the citizen cannot leave these by touch. */
const HELD = new Set(['locking', 'asking', 'posting', 'releasing', 'releasingAway']);

function leaf(value: unknown): string {
  if (typeof value === 'string') return value;
  const [[key, inner]] = Object.entries(value as Record<string, unknown>) as [[string, unknown]];
  return key === 'ordered' ? leaf(inner) : key;
}

describe('every walk through the journey', () => {
  test('reaches every state of the machine', () => {
    const reached = new Set(paths.map(({ state }) => JSON.stringify(state.value)));
    const all = new Set<string>();
    const collect = (node: typeof payTaxMachine.root, prefix: string[]): void => {
      const children = Object.values(node.states);
      if (children.length === 0) all.add([...prefix, node.key].slice(1).join('.'));
      for (const child of children) collect(child as typeof payTaxMachine.root, [...prefix, node.key]);
    };
    collect(payTaxMachine.root, []);
    const reachedPaths = new Set(
      [...reached].map((value) => {
        const walk = (v: unknown): string =>
          typeof v === 'string'
            ? v
            : Object.entries(v as Record<string, unknown>)
                .map(([key, inner]) => `${key}.${walk(inner)}`)
                .join();
        return walk(JSON.parse(value));
      }),
    );
    expect([...all].filter((state) => !reachedPaths.has(state))).toEqual([]);
  });

  test('shows a whole, valid screen wherever it is', () => {
    for (const { state } of paths) {
      if (state.status === 'done') continue;
      const screen = payTaxScreen(state as Snapshot, { slipWillPrint: true });
      expect(screenSchema.safeParse(screen).error?.message, JSON.stringify(state.value)).toBeUndefined();
    }
  });

  test('never shows a whole name or number', () => {
    for (const { state } of paths) {
      if (state.status === 'done') continue;
      const shown = JSON.stringify(payTaxScreen(state as Snapshot, { slipWillPrint: true }));
      expect(shown).not.toContain(demoPerson.name);
      expect(shown).not.toContain(demoPerson.idNumber);
    }
  });

  test('answers cancel and the end of idle time everywhere but where money may be in the air', () => {
    for (const { state } of paths) {
      const snapshot = state as Snapshot;
      if (snapshot.status === 'done') continue;
      const held = HELD.has(leaf(snapshot.value));
      expect(snapshot.can({ type: 'leave' }), `leave in ${JSON.stringify(snapshot.value)}`).toBe(!held);
      if (leaf(snapshot.value) !== 'confirmLeave') {
        expect(snapshot.can({ type: 'cancel' }), `cancel in ${JSON.stringify(snapshot.value)}`).toBe(!held);
      }
    }
  });

  test('says "not charged" only when that is proven, and "paid" only when the money is taken', () => {
    for (const { state } of paths) {
      const snapshot = state as Snapshot;
      if (snapshot.status === 'done') continue;
      const status = snapshot.context.order?.status;
      const { kind } = payTaxScreen(snapshot, { slipWillPrint: true });
      if (kind === 'not-charged') expect(['declined', 'reversed', 'abandoned']).toContain(status);
      if (kind === 'paid') expect(['paid', 'posting', 'posted']).toContain(status);
    }
  });
});

test('the rows of a page never exceed what fits, and the total covers all pages', () => {
  const choosing = paths.find(({ state }) => state.value === 'choosing')!.state as Snapshot;
  const screen = payTaxScreen(choosing, { slipWillPrint: true });
  expect(screen).toMatchObject({
    kind: 'choose-bills',
    page: 1,
    pages: 2,
    totalCount: 5,
    totalFen: 5 * 12_880,
  });
  if (screen.kind === 'choose-bills') expect(screen.bills).toHaveLength(4);
});
