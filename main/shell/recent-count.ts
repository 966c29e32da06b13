/** Three of a kind within five minutes, and trying again has stopped helping (REL-18). */
export const CRASH_LIMIT = { times: 3, withinMs: 5 * 60_000 } as const;

/** The instants of `earlier` that still count, with `now` added. Instants in milliseconds, of one clock. */
export function withRecent(earlier: readonly number[], now: number, withinMs: number): number[] {
  return [...earlier.filter((at) => at <= now && now - at < withinMs), now];
}
