import type { PaymentOrder } from '../orders/payment-orders.ts';
import type { PaymentSlip } from './payment-slip.ts';

/** Made-up orders for tests and drawings. */
export const paidOrder: PaymentOrder = {
  orderId: '01960000-0000-7000-8000-000000000001',
  reference: '7K3M92QX4V',
  status: 'posted',
  attempt: 1,
  passwordPending: false,
  refusal: null,
  bills: [
    {
      billId: 'bill-1',
      taxType: 'individualIncomeTax',
      detail: '经营所得',
      periodFrom: '2026-01-01',
      periodTo: '2026-03-31',
      deadline: '2026-04-15',
      overdueDays: 0,
      taxFen: 100_000,
      lateFeeFen: 0,
      totalFen: 100_000,
    },
    {
      billId: 'bill-2',
      taxType: 'vehicleVesselTax',
      detail: '浙K·**216',
      periodFrom: '2026-01-01',
      periodTo: '2026-12-31',
      deadline: '2026-03-01',
      overdueDays: 11,
      taxFen: 28_000,
      lateFeeFen: 640,
      totalFen: 28_640,
    },
  ],
  totalFen: 128_640,
  lockExpiresAt: '2026-03-12T02:00:00Z',
  wallet: 'wechat',
  transactionNo: '4200002345202603120123456789',
  paidAt: '2026-03-12T01:46:05Z',
  taxVoucherNo: '326036260300001234',
  receipt: 'owed',
  prints: 1,
  payer: { name: '赵*范', idNumber: '5399**********0010' },
};

export const uncertainOrder: PaymentOrder = {
  ...paidOrder,
  status: 'unknown',
  wallet: null,
  transactionNo: null,
  paidAt: null,
  taxVoucherNo: null,
};

export const slipSite: PaymentSlip['site'] = {
  name: '官渡示范服务点',
  nameEn: 'Guandu Demo Point',
  postcode: '650200',
  hotline: '12366',
};

/** 2026-03-12 09:46:05 in Beijing. */
export const slipTime = Date.parse('2026-03-12T01:46:05Z');
