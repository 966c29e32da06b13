/** Beijing is eight hours ahead all year, without summer time since 1991. */
function inBeijing(instant: string | number): string {
  return new Date(new Date(instant).getTime() + 8 * 3_600_000).toISOString();
}

/** Beijing wall time of an instant (ISO or ms), `YYYY-MM-DDTHH:mm`. */
export function beijingTime(instant: string | number): string {
  return inBeijing(instant).slice(0, 16);
}

/** As people read it, with seconds: `YYYY-MM-DD HH:mm:ss`. */
export function beijingTimeInSeconds(instant: string | number): string {
  return inBeijing(instant).slice(0, 19).replace('T', ' ');
}

/** Beijing date of an instant, `YYYY-MM-DD`. */
export function beijingDate(instant: string | number): string {
  return inBeijing(instant).slice(0, 10);
}
