import type { Clock } from '../../contract/clock.ts';

const FAILURES_TO_OPEN = 5;
const OPEN_MS = 30_000;

/** Leaves a failing backend alone: five failures in a row open it for 30 s; then one more failure opens it again. */
export class CircuitBreaker {
  readonly #clock: Clock;
  #failures = 0;
  #openUntil = -Infinity;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get isOpen(): boolean {
    return this.#clock.monotonic() < this.#openUntil;
  }

  succeeded(): void {
    this.#failures = 0;
    this.#openUntil = -Infinity;
  }

  failed(): void {
    this.#failures++;
    if (this.#failures >= FAILURES_TO_OPEN) this.#openUntil = this.#clock.monotonic() + OPEN_MS;
  }
}
