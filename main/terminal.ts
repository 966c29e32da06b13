import { randomBytes } from 'node:crypto';
import type { Clock } from '../contract/clock.ts';
import { err, ok, type Result } from '../contract/result.ts';
import { createBarcodeScanner } from '../devices/barcode-scanner/driver.ts';
import { createIdCardReader } from '../devices/id-card-reader/driver.ts';
import { createReceiptPrinter } from '../devices/receipt-printer/driver.ts';
import type { Configuration } from './configuration.ts';
import { HttpPaymentChannel } from './gateways/http-payment-channel.ts';
import { HttpPostalService } from './gateways/http-postal-service.ts';
import { HttpTaxBureau } from './gateways/http-tax-bureau.ts';
import { openJournal } from './journal/client.ts';
import type { JournalFailure } from './journal/journal.ts';
import type { JournalSpawner } from './journal/spawner.ts';
import { uuidV7 } from './orders/ids.ts';
import { PaymentEngine } from './orders/payment-engine.ts';
import { slipComposer } from './receipts/slip-composer.ts';
import { Station } from './station.ts';

export interface TerminalWorld {
  readonly clock: Clock;
  readonly journalSpawner: JournalSpawner;
  /** Where the journal and the terminal's key live. */
  readonly directory: string;
}

/**
 * Puts a terminal together from its configuration: real drivers on real lines, real gateways, a real journal. The station
 * has begun to start when this resolves; it shows `starting` until open orders are recovered.
 */
export async function openTerminal(
  configuration: Configuration,
  { clock, journalSpawner, directory }: TerminalWorld,
): Promise<Result<Station, JournalFailure>> {
  const opened = await openJournal({
    spawner: journalSpawner,
    directory,
    terminalId: configuration.terminal.id,
    clock,
  });
  if (!opened.ok) return err(opened.error);
  const journal = opened.value;

  const { devices, backends, limits } = configuration;
  const receiptPrinter = createReceiptPrinter({ ...devices.receiptPrinter, clock });
  const taxBureau = new HttpTaxBureau({ url: backends.taxBureau.url, clock });
  const paymentChannel = new HttpPaymentChannel({ url: backends.paymentChannel.url, clock });
  const random = (count: number): Uint8Array => randomBytes(count);
  const station = new Station({
    clock,
    newId: () => uuidV7(clock.now(), random),
    idCardReader: createIdCardReader({ ...devices.idCardReader, clock }),
    receiptPrinter,
    barcodeScanner: createBarcodeScanner({ ...devices.barcodeScanner, clock }),
    taxBureau,
    paymentChannel,
    postalService: new HttpPostalService({ url: backends.postalService.url, clock }),
    journal,
    orders: new PaymentEngine({
      clock,
      random,
      journal,
      bureau: taxBureau,
      channel: paymentChannel,
      limitFen: limits.orderFen,
    }),
    composeSlip: slipComposer(configuration, receiptPrinter.profile, clock),
    site: configuration.site,
    identities: configuration.identities,
    defaultLanguage: configuration.languages[0] ?? 'zh-CN',
    limits,
  });
  return ok(station);
}
