import type { Clock } from '../../contract/clock.ts';
import type { Language } from '../../contract/language.ts';
import type { PrinterProfile } from '../../devices/receipt-printer/receipt-printer.ts';
import type { PaymentOrder, PaymentStatus } from '../orders/payment-orders.ts';
import { paymentSlip, type PaymentSlip, type PaymentOutcome } from './payment-slip.ts';
import { encodeForPrinter, type ReceiptSource } from './receipt-layout.ts';

/** What a slip tells about an order in this state. Money taken but not booked yet counts as paid: it is safe. */
const OUTCOMES: Readonly<Record<PaymentStatus, PaymentOutcome>> = {
  created: 'not-charged',
  charging: 'being-checked',
  unknown: 'being-checked',
  reversing: 'being-checked',
  unresolved: 'being-checked',
  paid: 'paid',
  posting: 'paid',
  posted: 'paid',
  declined: 'not-charged',
  reversed: 'not-charged',
  abandoned: 'not-charged',
  refundDue: 'refund-due',
  refunded: 'refund-due',
};

/** The part of the configuration that stands on a slip. */
export interface SlipSettings {
  readonly profile: string;
  readonly terminal: { readonly id: string };
  readonly site: PaymentSlip['site'];
}

/** The slip of an order as a document, for paper and screen. */
export function slipSource(
  settings: SlipSettings,
  order: PaymentOrder,
  language: Language,
  printedAt: number,
): ReceiptSource {
  return paymentSlip({
    order,
    site: settings.site,
    terminal: settings.terminal.id,
    language,
    outcome: OUTCOMES[order.status],
    // `prints` counts this one already.
    reprint: Math.max(0, order.prints - 1),
    demo: settings.profile !== 'production',
    printedAt,
  });
}

/** Makes the function that turns an order into this printer's bytes. */
export function slipComposer(
  settings: SlipSettings,
  profile: PrinterProfile,
  clock: Clock,
): (order: PaymentOrder, language: Language) => Uint8Array {
  return (order, language) => encodeForPrinter(slipSource(settings, order, language, clock.now()), profile);
}
