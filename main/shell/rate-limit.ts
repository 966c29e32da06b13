import type { Clock } from '../../contract/clock.ts';

/** Lets `perSecond` pass in any running second and refuses the rest. */
export function createRateLimit(clock: Clock, perSecond: number): () => boolean {
  let passed: number[] = [];
  return () => {
    const now = clock.monotonic();
    passed = passed.filter((at) => now - at < 1000);
    if (passed.length >= perSecond) return false;
    passed.push(now);
    return true;
  };
}
