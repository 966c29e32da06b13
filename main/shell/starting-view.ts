import { beijingTime } from '../../contract/beijing-time.ts';
import type { Language } from '../../contract/language.ts';
import type { View } from '../../contract/view.ts';

/** What the page shows while journal and devices are being opened; `now` in milliseconds since the epoch. */
export function startingView(site: View['site'], language: Language, demo: boolean, now: number): View {
  return {
    seq: 0,
    screen: { kind: 'starting', openOrders: 0 },
    language,
    accessibility: { theme: 'default', textSize: 'standard', voice: false },
    countdown: null,
    lamps: { idCardReader: 'off', receiptPrinter: 'off', barcodeScanner: 'off' },
    site,
    time: beijingTime(now),
    demo,
    attendantCalled: false,
    canGoBack: false,
  };
}
