import { delay, type Clock } from '../../contract/clock.ts';
import type { Language } from '../../contract/language.ts';
import type { ReceiptPrinter } from '../../devices/receipt-printer/receipt-printer.ts';
import type { SlipOutcome } from '../journeys/pay-tax.ts';
import type { PaymentOrder, PaymentOrders } from '../orders/payment-orders.ts';

/** How long a printer that is away is waited for when a slip is asked for again. */
const COMES_BACK_MS = 8000;

export interface SlipPrinterParts {
  readonly clock: Clock;
  readonly orders: PaymentOrders;
  readonly printer: ReceiptPrinter;
  /** The slip of this order as printer commands; the document is chosen by the order's status. */
  readonly compose: (order: PaymentOrder, language: Language) => Uint8Array;
}

interface Running {
  readonly outcome: Promise<SlipOutcome>;
  /** The record has it: from now on `owed` means another paper. */
  begun: boolean;
}

/**
 * Prints the slips that orders owe. The track of the receipt is written before paper moves and after, whether or not the
 * citizen is still on the page; one order prints one slip at a time.
 */
export class SlipPrinter {
  readonly #parts: SlipPrinterParts;
  readonly #running = new Map<string, Running>();

  constructor(parts: SlipPrinterParts) {
    this.#parts = parts;
  }

  /** Resolves with what the citizen is to be told: take it, did it come out, or it did not. */
  print(orderId: string, language: Language): Promise<SlipOutcome> {
    const running = this.#running.get(orderId);
    // Decided while its slip came out: what the order owes now is another one, behind it.
    const isAnother = running?.begun === true && this.#parts.orders.get(orderId)?.receipt === 'owed';
    if (running && !isAnother) return running.outcome;
    const begin = (): void => {
      job.begun = true;
    };
    const job: Running = {
      begun: false,
      outcome: (running?.outcome ?? Promise.resolve())
        .then(() => this.#print(orderId, language, begin))
        .finally(() => {
          if (this.#running.get(orderId) === job) this.#running.delete(orderId);
        }),
    };
    this.#running.set(orderId, job);
    return job.outcome;
  }

  /** Asked again with a new roll in: the printer needs a moment until it says that it is well. */
  async #comesBack(): Promise<void> {
    const { clock, printer } = this.#parts;
    if (printer.health().state !== 'offline') return;
    const well = new AbortController();
    const stop = printer.onHealth(({ state }) => {
      if (state !== 'offline') well.abort();
    });
    await delay(clock, COMES_BACK_MS, well.signal);
    stop();
  }

  async #print(orderId: string, language: Language, begin: () => void): Promise<SlipOutcome> {
    const { orders, printer, compose } = this.#parts;
    if (orders.get(orderId)?.receipt === 'slip') await this.#comesBack();
    if (printer.health().state === 'offline') {
      await orders.receipt(orderId, 'print-failed');
      return 'not-printed';
    }
    const started = await orders.receipt(orderId, 'print-started');
    // Not written means not printed: paper without a record is worse than no paper.
    if (!started.ok) return 'not-printed';
    begin();
    const order = started.value;
    const outcome = await printer.print({
      id: `${orderId}:${order.prints}:${order.status}`,
      body: compose(order, language),
    });
    switch (outcome.kind) {
      case 'printed': {
        const written = await orders.receipt(orderId, 'print-confirmed');
        // What is not on disk is not shown: the citizen is asked, and the word is written then.
        return written.ok ? 'printed' : 'unsure';
      }
      case 'not-started':
        await orders.receipt(orderId, 'print-not-started');
        return 'not-printed';
      case 'partial':
        // What came out is torn short; the screen stands in until the roll is changed.
        await orders.receipt(orderId, 'print-failed');
        return 'not-printed';
      case 'unconfirmed':
        await orders.receipt(orderId, 'print-unsure');
        return 'unsure';
    }
  }
}
