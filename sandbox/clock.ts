import type { Clock } from '../contract/clock.ts';

/** A clock that runs `speed` times as fast as `base`, from now on. */
export function fasterClock(base: Clock, speed: number): Clock {
  if (speed === 1) return base;
  const startNow = base.now();
  const startMonotonic = base.monotonic();
  const elapsed = (): number => (base.monotonic() - startMonotonic) * speed;
  return {
    now: () => Math.trunc(startNow + elapsed()),
    monotonic: () => startMonotonic + elapsed(),
    setTimeout: (callback, ms) => base.setTimeout(callback, ms / speed),
    clearTimeout: (handle) => base.clearTimeout(handle),
  };
}

const DAY_MS = 86_400_000;

/** Days from one date to another, negative when `to` is the earlier. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);
}

export function addDays(date: string, days: number): string {
  return new Date(Date.parse(date) + days * DAY_MS).toISOString().slice(0, 10);
}
