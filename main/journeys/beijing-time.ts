/** Beijing wall time of an ISO instant, `YYYY-MM-DDTHH:mm`. */
export function beijingTime(instant: string | number): string {
  return new Date(new Date(instant).getTime() + 8 * 3_600_000).toISOString().slice(0, 16);
}
