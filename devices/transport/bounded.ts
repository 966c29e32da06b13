import type { Clock } from '../../contract/clock.ts';

/**
 * Runs `start`, which settles through the given callback, and settles with `late` after `ms` if it has not by then.
 * What comes later is ignored.
 */
export function bounded<T>(
  clock: Clock,
  ms: number,
  late: T,
  start: (settle: (value: T) => void) => void,
): Promise<T> {
  return new Promise((resolve) => {
    const timer = clock.setTimeout(() => resolve(late), ms);
    start((value) => {
      clock.clearTimeout(timer);
      resolve(value);
    });
  });
}
