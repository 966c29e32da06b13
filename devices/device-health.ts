import type { Clock } from '../contract/clock.ts';
import type { DeviceHealth } from './device.ts';

/** State and reason without history. */
export type Condition<Reason extends string> =
  | { readonly state: 'ok'; readonly reason: null }
  | { readonly state: 'degraded' | 'offline'; readonly reason: Reason };

/** Keeps a driver's health; tells a change of state or reason once. Counters change silently. */
export class HealthMonitor<Reason extends string> {
  readonly #clock: Clock;
  readonly #counters: Record<string, number> = {};
  readonly #listeners = new Set<(health: DeviceHealth<Reason>) => void>();
  #condition: Condition<Reason>;
  #since: number;

  constructor(clock: Clock, initial: Condition<Reason>) {
    this.#clock = clock;
    this.#condition = initial;
    this.#since = clock.now();
  }

  current(): DeviceHealth<Reason> {
    return { ...this.#condition, since: this.#since, counters: { ...this.#counters } };
  }

  set(condition: Condition<Reason>): void {
    const { state, reason } = this.#condition;
    if (state === condition.state && reason === condition.reason) return;
    this.#condition = condition;
    this.#since = this.#clock.now();
    const health = this.current();
    for (const listener of [...this.#listeners]) listener(health);
  }

  count(counter: string): void {
    this.#counters[counter] = (this.#counters[counter] ?? 0) + 1;
  }

  listen(listener: (health: DeviceHealth<Reason>) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
