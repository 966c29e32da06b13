import type { Clock } from '../../contract/clock.ts';

interface Timer {
  readonly at: number;
  readonly order: number;
  readonly callback: () => void;
}

/** A clock that stands still until told. Timers run in order of their time, then of their making. */
export class VirtualClock implements Clock {
  #now: number;
  #elapsed = 0;
  #made = 0;
  readonly #timers = new Map<number, Timer>();

  constructor(startAt: number = Date.parse('2026-03-12T01:41:00Z')) {
    this.#now = startAt;
  }

  now(): number {
    return this.#now;
  }

  monotonic(): number {
    return this.#elapsed;
  }

  setTimeout(callback: () => void, ms: number): number {
    const order = ++this.#made;
    this.#timers.set(order, { at: this.#elapsed + Math.max(0, ms), order, callback });
    return order;
  }

  clearTimeout(handle: unknown): void {
    if (typeof handle === 'number') this.#timers.delete(handle);
  }

  /** Timers waiting. */
  get pending(): number {
    return this.#timers.size;
  }

  /** Lets promises settle, then runs every timer due within `ms`, letting promises settle after each. */
  async advance(ms: number): Promise<void> {
    const end = this.#elapsed + ms;
    await settle();
    for (;;) {
      const next = [...this.#timers.values()]
        .filter((timer) => timer.at <= end)
        .sort((a, b) => a.at - b.at || a.order - b.order)[0];
      if (!next) break;
      this.#timers.delete(next.order);
      this.#step(Math.max(next.at, this.#elapsed));
      next.callback();
      await settle();
    }
    this.#step(end);
  }

  /** Sets the wall clock on or back, as NTP or a person does; what is measured with the monotonic one goes on as before. */
  jump(ms: number): void {
    this.#now += ms;
  }

  #step(to: number): void {
    this.#now += to - this.#elapsed;
    this.#elapsed = to;
  }
}

/** Several turns of the event loop, so that chains of promises come to rest. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 3; i++) await new Promise((resolve) => setImmediate(resolve));
}
