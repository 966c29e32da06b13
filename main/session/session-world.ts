import { fromCallback, fromPromise } from 'xstate';
import { delay, type Clock } from '../../contract/clock.ts';
import { classifyPayCode } from '../../contract/pay-code.ts';
import type { Result } from '../../contract/result.ts';
import type { BarcodeScanner } from '../../devices/barcode-scanner/barcode-scanner.ts';
import { forget, type IdCardReader } from '../../devices/id-card-reader/id-card-reader.ts';
import type { TaxBureau } from '../gateways/tax-bureau.ts';
import type { Person } from '../journeys/errand.ts';
import { identifyMachine, type ReadCardEvent } from '../journeys/identify.ts';
import {
  payTaxMachine,
  type CreateRequest,
  type FetchedBills,
  type FetchFailure,
  type OrderEvent,
  type ScanEvent,
  type SlipOutcome,
} from '../journeys/pay-tax.ts';
import type { PaymentOrders } from '../orders/payment-orders.ts';
import { sessionMachine } from './session-machine.ts';

/** Long enough for a reader to answer whether a card still lies there. */
const CARD_LOOK_MS = 1500;

/** What the conversation can do to the world. */
export interface SessionWorld {
  readonly clock: Clock;
  readonly idCardReader: IdCardReader;
  readonly barcodeScanner: BarcodeScanner;
  readonly taxBureau: TaxBureau;
  readonly orders: PaymentOrders;
  readonly printSlip: (orderId: string) => Promise<SlipOutcome>;
}

/** The session's machine, and the journeys in it, with the world in the place of their actors. */
export function sessionWorld(world: SessionWorld): typeof sessionMachine {
  const { clock, idCardReader, taxBureau, orders } = world;

  const identify = identifyMachine.provide({
    actors: {
      readCard: fromCallback<{ type: 'none' }>(({ sendBack }) => {
        const stop = new AbortController();
        void readCard(world, stop.signal, sendBack);
        return () => stop.abort();
      }),
    },
  });

  const payTax = payTaxMachine.provide({
    actors: {
      fetchBills: fromPromise<Result<FetchedBills, FetchFailure>, Person>(({ input }) =>
        fetchBills(taxBureau, input),
      ),
      createOrder: fromPromise<Awaited<ReturnType<PaymentOrders['create']>>, CreateRequest>(({ input }) =>
        orders.create(input),
      ),
      watchOrder: fromCallback<{ type: 'none' }, string>(({ input, sendBack }) =>
        orders.observe(input, (order) => sendBack({ type: 'order', order } satisfies OrderEvent)),
      ),
      takePayCode: fromCallback<{ type: 'none' }, string>(({ input, sendBack }) => {
        const stop = new AbortController();
        void takePayCode(world, input, stop.signal, sendBack);
        return () => stop.abort();
      }),
      releaseOrder: fromPromise<void, string>(async ({ input }) => {
        // Refused only where money may have moved; then recovery and the resolver own the order.
        await orders.abandon(input);
      }),
      printSlip: fromPromise<SlipOutcome, string>(({ input }) => world.printSlip(input)),
      tellSlip: fromPromise<void, { orderId: string; cameOut: boolean }>(async ({ input }) => {
        await orders.receipt(input.orderId, input.cameOut ? 'print-confirmed' : 'print-failed');
      }),
    },
  });

  return sessionMachine.provide({
    actors: {
      identify,
      payTax,
      cardStillThere: fromPromise<boolean>(async () => {
        if (idCardReader.health().state === 'offline') return false;
        const stop = new AbortController();
        const looked = delay(clock, CARD_LOOK_MS, stop.signal).then(() => 'cancelled' as const);
        const gone = await Promise.race([idCardReader.waitForRemoval({ signal: stop.signal }), looked]);
        stop.abort();
        return gone === 'cancelled';
      }),
      cardTaken: fromPromise<void>(async ({ signal }) => {
        await idCardReader.waitForRemoval({ signal });
      }),
    },
  });
}

/** One card, or one reason why not. The driver itself lets a line blink for a moment before it says `offline`. */
async function readCard(
  { idCardReader }: SessionWorld,
  signal: AbortSignal,
  send: (event: ReadCardEvent) => void,
): Promise<void> {
  const read = await idCardReader.read({
    signal,
    onCardFound: () => {
      if (!signal.aborted) send({ type: 'card-found' });
    },
  });
  if (signal.aborted) return;
  if (read.ok) {
    send({ type: 'card-read', card: read.value });
    // The photo is not used: no open decoder exists, the page shows a neutral avatar.
    forget(read.value);
    return;
  }
  if (read.error !== 'cancelled') send({ type: 'card-failed', error: read.error });
}

/** Codes until one is taken to the channel; what is read never leaves this function but to be charged. */
async function takePayCode(
  { barcodeScanner, orders }: SessionWorld,
  orderId: string,
  signal: AbortSignal,
  send: (event: ScanEvent) => void,
): Promise<void> {
  const tellReady = (): void => {
    if (barcodeScanner.health().state !== 'offline') send({ type: 'scanner-ready' });
  };
  signal.addEventListener('abort', barcodeScanner.onHealth(tellReady), { once: true });
  tellReady();
  while (!signal.aborted) {
    const scan = await barcodeScanner.scan({ signal });
    if (signal.aborted) return;
    if (!scan.ok) {
      if (scan.error === 'offline') send({ type: 'scan-problem', problem: 'scanner-away' });
      return;
    }
    const code = classifyPayCode(scan.value.text);
    if (!code.ok) {
      send({ type: 'scan-problem', problem: 'not-a-pay-code' });
      continue;
    }
    const charged = await orders.charge(orderId, code.code);
    if (charged.ok) {
      if (signal.aborted || charged.value.status !== 'declined') return;
      // The same code again: declined here, nobody was asked, so the page still waits for another.
      send({ type: 'scan-problem', problem: 'code-refused' });
      continue;
    }
    send({ type: 'charge-refused', reason: charged.error });
    if (charged.error !== 'not-chargeable') return;
  }
}

async function fetchBills(bureau: TaxBureau, person: Person): Promise<Result<FetchedBills, FetchFailure>> {
  const identified = await bureau.identify({ idNumber: person.idNumber, name: person.name });
  if (!identified.ok) {
    return { ok: false, error: identified.error.kind === 'refused' ? 'taxpayer-unknown' : 'bureau-away' };
  }
  const { taxpayerId } = identified.value;
  const bills = await bureau.bills(taxpayerId);
  if (!bills.ok) {
    return { ok: false, error: bills.error.kind === 'refused' ? 'taxpayer-unknown' : 'bureau-away' };
  }
  return { ok: true, value: { taxpayerId, bills: bills.value } };
}
