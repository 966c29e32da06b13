import type { Bill } from '../../main/gateways/tax-bureau.ts';
import type { Person } from '../../main/journeys/errand.ts';
import type { PaymentOrder } from '../../main/orders/payment-orders.ts';

/** 赵示范 of the demo recipe, as a session knows him. */
export const demoPerson: Person = {
  masked: { name: '赵*范', idNumber: '539901********0010', cardKind: 'resident', validTo: '2040-01-01' },
  name: '赵示范',
  idNumber: '539901198001010010',
};

export function demoBill(index: number, totalFen = 12_880): Bill {
  return {
    billId: `BILL-${index}`,
    taxType: 'vehicleVesselTax',
    detail: '云A·D0**1',
    periodFrom: '2026-01-01',
    periodTo: '2026-12-31',
    deadline: '2026-12-31',
    overdueDays: 0,
    taxFen: totalFen,
    lateFeeFen: 0,
    totalFen,
  };
}

export function demoOrder(change: Partial<PaymentOrder> = {}): PaymentOrder {
  return {
    orderId: '01920000-0000-7000-8000-000000000001',
    reference: '3K7M9XQ2',
    status: 'created',
    attempt: 0,
    passwordPending: false,
    refusal: null,
    bills: [demoBill(1)],
    totalFen: 12_880,
    lockExpiresAt: '2026-03-12T02:00:00.000Z',
    wallet: null,
    transactionNo: null,
    paidAt: null,
    taxVoucherNo: null,
    receipt: 'none',
    prints: 0,
    payer: { name: '赵*范', idNumber: '539901********0010' },
    ...change,
  };
}
