import fs from 'node:fs';
import path from 'node:path';
import { printerProfile } from '../../devices/receipt-printer/profile.ts';
import { paymentSlip } from '../../main/receipts/payment-slip.ts';
import { encodeForPrinter } from '../../main/receipts/receipt-layout.ts';
import { paidOrder, slipSite, slipTime } from '../../main/receipts/slip-fixtures.ts';
import { packageFile, pinnedEnv, pinnedNode, root } from '../pinned-node.mjs';
import { runProgram } from '../run-program.mjs';
import { quantile } from './statistics.mjs';

const PROFILE = 'escpos-80mm';
const WARM_UP = 50;
const TIMES = 300;

/** The paid slip of two bills in both languages: bytes, and time from the order to the bytes. */
export async function measureReceipts() {
  const profile = printerProfile(PROFILE);
  const peers = await peersOf();
  return ['zh-CN', 'en'].map((language) => {
    const source = () =>
      paymentSlip({
        order: paidOrder,
        site: slipSite,
        terminal: 'YN-0001',
        language,
        outcome: 'paid',
        reprint: 0,
        demo: true,
        printedAt: slipTime,
      });
    const times = [];
    for (let n = 0; n < WARM_UP + TIMES; n++) {
      const from = performance.now();
      encodeForPrinter(source(), profile);
      if (n >= WARM_UP) times.push(performance.now() - from);
    }
    const whole = source();
    const without = (kinds) =>
      whole
        .split('\n')
        .filter((line) => !new RegExp(`^\\{align:\\w+; (${kinds}):`).test(line))
        .join('\n');
    const bytes = (text) => encodeForPrinter(text, profile).length;
    return {
      language,
      bytes: bytes(whole),
      withoutPicture: bytes(without('image')),
      textOnly: bytes(without('image|code')),
      encodeMs: { p50: quantile(times, 0.5), p99: quantile(times, 0.99) },
      peers: peers[language] ?? [],
    };
  });
}

/** What public libraries make of the same words: the comparison is a test, which prints its figures when asked. */
async function peersOf() {
  const test = 'main/receipts/peers.test.ts';
  if (!fs.existsSync(path.join(root, test))) return {};
  const { output } = await runProgram(pinnedNode(), [packageFile('vitest', 'vitest.mjs'), 'run', test], {
    cwd: root,
    env: pinnedEnv({ YIZHAN_REPORT: '1', NO_COLOR: '1' }),
    timeoutMs: 120_000,
  });
  const found = {};
  for (const [, language, own, name, theirs] of output.matchAll(
    /^paid (\S+): ours (\d+) bytes, (.+) (\d+)$/gm,
  )) {
    (found[language] ??= []).push({ name, own: Number(own), bytes: Number(theirs) });
  }
  return found;
}
