import type { Clock } from '../../contract/clock.ts';
import type { Journal } from './journal.ts';

export interface AppendTimes {
  readonly n: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

/** Appends `n` entries of an order's usual size one after the other, each flushed, and says how long they took. */
export async function measureAppends(journal: Journal, clock: Clock, n: number): Promise<AppendTimes> {
  const times: number[] = [];
  const state = JSON.stringify({ filler: 'x'.repeat(1500) });
  for (let i = 0; i < n; i++) {
    const from = clock.monotonic();
    const appended = await journal.append({
      kind: 'bench.append',
      orderId: 'bench',
      sessionId: 'bench',
      body: { i, status: 'charging', attempt: 1, totalFen: 128_640 },
      order: {
        orderId: 'bench',
        orderKind: 'payment',
        status: 'bench',
        final: true,
        reference: 'BENCH',
        state,
      },
    });
    if (!appended.ok) throw new Error(`append ${i}: ${appended.error.reason} ${appended.error.detail}`);
    times.push(clock.monotonic() - from);
  }
  times.sort((a, b) => a - b);
  const at = (share: number): number => times[Math.min(n - 1, Math.floor(n * share))] ?? 0;
  return { n, p50Ms: at(0.5), p99Ms: at(0.99), maxMs: times.at(-1) ?? 0 };
}
