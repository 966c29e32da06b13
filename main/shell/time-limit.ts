import type { Clock } from '../../contract/clock.ts';

/** Resolves when `work` has settled, however it did, or after `ms`; true when it was in time. */
export function withTimeLimit(work: Promise<unknown>, ms: number, clock: Clock): Promise<boolean> {
  return new Promise((resolve) => {
    const limit = clock.setTimeout(() => resolve(false), ms);
    const settled = (): void => {
      clock.clearTimeout(limit);
      resolve(true);
    };
    work.then(settled, settled);
  });
}
