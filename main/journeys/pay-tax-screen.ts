import type { SnapshotFrom } from 'xstate';
import { beijingTime } from '../../contract/beijing-time.ts';
import { capitalYuan } from '../../contract/money.ts';
import type { BillRow, Screen, ScreenOf } from '../../contract/screen.ts';
import type { Bill } from '../gateways/tax-bureau.ts';
import type { PaymentOrder } from '../orders/payment-orders.ts';
import { BILLS_PER_PAGE, chosenBills, sumFen, WAITS_FOR_CODE, type payTaxMachine } from './pay-tax.ts';

type Snapshot = SnapshotFrom<typeof payTaxMachine>;

function row(bill: Bill, chosen: boolean): BillRow {
  return { ...bill, chosen };
}

function phase(order: PaymentOrder): ScreenOf<'paying'>['phase'] {
  // Once the payment is being taken back, a password must not be asked for any more.
  if (order.status === 'reversing') return 'reversing';
  if (order.passwordPending) return 'password';
  if (order.status === 'unknown') return 'asking-again';
  if (order.status === 'paid' || order.status === 'posting') return 'posting';
  return 'confirming';
}

const REFUSALS = {
  insufficient: 'insufficient',
  'code-expired': 'code-expired',
  'code-invalid': 'code-refused',
  'not-supported': 'code-refused',
  'channel-refused': 'channel-refused',
  'password-not-entered': 'password-not-entered',
  'no-answer': 'reversed',
  'channel-away': 'channel-away',
} as const satisfies Record<NonNullable<PaymentOrder['refusal']>, ScreenOf<'not-charged'>['reason']>;

function tail(transactionNo: string): string {
  return transactionNo.length <= 6 ? transactionNo : `…${transactionNo.slice(-6)}`;
}

/** What the page shows. Pure. `slipWillPrint`: the printer is able right now. */
export function payTaxScreen(snapshot: Snapshot, world: { slipWillPrint: boolean }): Screen {
  const { context } = snapshot;
  const person = context.person.masked;
  const chosen = chosenBills(context);
  const totalFen = sumFen(chosen);
  const passwordExpected = totalFen > context.passwordAboveFen;

  if (snapshot.matches('noBills')) return { kind: 'no-bills', person };
  if (snapshot.matches('unavailable')) {
    return { kind: 'service-unavailable', service: 'pay-tax', what: context.unavailable, canRetry: true };
  }
  if (snapshot.matches('referred')) {
    return {
      kind: 'refer-to-counter',
      reason: context.referral,
      limitFen: context.referral === 'over-limit' ? context.orderFen : null,
    };
  }
  if (snapshot.matches('choosing')) {
    const from = (context.page - 1) * BILLS_PER_PAGE;
    return {
      kind: 'choose-bills',
      person,
      bills: context.bills
        .slice(from, from + BILLS_PER_PAGE)
        .map((bill) => row(bill, context.chosen.includes(bill.billId))),
      page: context.page,
      pages: Math.ceil(context.bills.length / BILLS_PER_PAGE),
      chosenCount: chosen.length,
      totalCount: context.bills.length,
      totalFen,
      notice: context.notice,
    };
  }
  if (snapshot.matches('checking')) {
    return {
      kind: 'check',
      person,
      bills: chosen.map((bill) => row(bill, true)),
      totalFen,
      totalCapital: capitalYuan(totalFen),
      passwordExpected,
      slipWillPrint: world.slipWillPrint,
    };
  }
  const order = context.order;
  if (snapshot.matches('locking') || order === null) {
    const what = snapshot.matches('locking') ? 'locking-bills' : 'fetching-bills';
    return { kind: 'waiting', service: 'pay-tax', what, slow: context.slow };
  }
  if (snapshot.matches({ ordered: 'confirmLeave' })) return { kind: 'confirm-leave' };
  if (snapshot.matches({ ordered: 'scanning' }) || snapshot.matches({ ordered: 'scannerAway' })) {
    return {
      kind: 'scan-pay-code',
      totalFen: order.totalFen,
      passwordExpected,
      problem: context.scanProblem,
    };
  }
  if (snapshot.matches({ ordered: 'asking' }) || snapshot.matches({ ordered: 'posting' })) {
    return { kind: 'paying', totalFen: order.totalFen, phase: phase(order), slow: context.slow };
  }
  if (snapshot.matches({ ordered: 'notCharged' })) {
    return {
      kind: 'not-charged',
      totalFen: order.totalFen,
      reason: REFUSALS[order.refusal ?? 'no-answer'],
      canRetry: WAITS_FOR_CODE.includes(order.status),
    };
  }
  const slip = {
    state: context.slip,
    reference: order.reference,
    canReprint: context.slip === 'not-printed',
  };
  if (snapshot.matches({ ordered: 'beingChecked' })) {
    const reason = order.status === 'refundDue' ? 'refund-due' : 'unknown';
    return { kind: 'being-checked', totalFen: order.totalFen, reason, slip };
  }
  if (snapshot.matches({ ordered: 'paid' })) {
    return {
      kind: 'paid',
      person,
      bills: order.bills.map((bill) => row(bill, true)),
      totalFen: order.totalFen,
      wallet: order.wallet ?? 'wechat',
      transaction: tail(order.transactionNo ?? ''),
      paidAt: beijingTime(order.paidAt ?? 0),
      slip,
      posted: order.status === 'posted',
      moreBills: context.bills.length > order.bills.length,
    };
  }
  return { kind: 'waiting', service: 'pay-tax', what: 'releasing-bills', slow: context.slow };
}
