import { delay, type Clock } from '../contract/clock.ts';
import type { Result } from '../contract/result.ts';
import type { Condition, HealthMonitor } from './device-health.ts';
import type { Transport } from './transport/transport.ts';

/** Pauses between attempts; the last one is repeated for ever. */
export const BACKOFF_MS = [1000, 2000, 5000, 10_000, 30_000] as const;

export interface ConnectionOptions<Reason extends string> {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly health: HealthMonitor<Reason>;
  /** The device's reason for a line that cannot be opened or was lost. */
  readonly away: Reason;
  /**
   * The first exchange on a fresh line: is it our device, and how is it? Must end by itself in bounded time; the
   * signal aborts when the line goes. An error closes the line, and the next attempt follows after the pause.
   */
  readonly greet: (signal: AbortSignal) => Promise<Result<Condition<Reason>, Reason>>;
}

/** Keeps a device's line open: opens, greets, notices a loss, tries again with backoff. */
export class Connection<Reason extends string> {
  readonly #options: ConnectionOptions<Reason>;
  readonly #closing = new AbortController();
  #line: AbortController | null = null;
  #up = false;
  #wasUp = false;
  #dropReason: Reason | null = null;
  #running: Promise<void> | null = null;

  constructor(options: ConnectionOptions<Reason>) {
    this.#options = options;
  }

  /** True from a good greeting until the line is lost. */
  get isUp(): boolean {
    return this.#up && !this.signal.aborted;
  }

  /** Aborts when the present line goes down or the connection is closed; aborted already while there is none. */
  get signal(): AbortSignal {
    return this.#line?.signal ?? AbortSignal.abort();
  }

  /** Resolves after the first attempt, whatever came of it. */
  open(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#running) return resolve();
      this.#running = this.#run(resolve);
    });
  }

  /** Ends for good and releases the line. */
  async close(): Promise<void> {
    this.#closing.abort();
    this.#line?.abort();
    await this.#running;
    await this.#options.transport.close();
  }

  /** Gives up the present line, since the device on it is of no use; the next attempt follows after the pause. */
  drop(reason: Reason): void {
    this.#dropReason = reason;
    this.#line?.abort();
  }

  async #run(firstDone: () => void): Promise<void> {
    const { transport, clock, health, away } = this.#options;
    const stopLost = transport.onLost(() => this.#line?.abort());
    for (let failures = 0; !this.#closing.signal.aborted;) {
      const failure = await this.#attempt();
      if (failure === null) failures = 0;
      else health.set({ state: 'offline', reason: failure });
      firstDone();
      if (failure === null) {
        await aborted(this.signal);
        this.#up = false;
        if (!this.#closing.signal.aborted) health.set({ state: 'offline', reason: this.#dropReason ?? away });
      }
      this.#line = null;
      await transport.close();
      await delay(clock, BACKOFF_MS[failures] ?? BACKOFF_MS.at(-1)!, this.#closing.signal);
      failures = Math.min(failures + 1, BACKOFF_MS.length - 1);
    }
    firstDone();
    stopLost();
  }

  /** null: the line is up. */
  async #attempt(): Promise<Reason | null> {
    const { transport, health, away, greet } = this.#options;
    const line = new AbortController();
    this.#line = line;
    this.#dropReason = null;
    const opened = await transport.open();
    if (!opened.ok) return away;
    if (this.#closing.signal.aborted) return away;
    const greeting = await greet(line.signal);
    if (!greeting.ok) return greeting.error;
    if (line.signal.aborted || !transport.isOpen) return this.#dropReason ?? away;
    this.#up = true;
    if (this.#wasUp) health.count('reconnectCount');
    this.#wasUp = true;
    health.set(greeting.value);
    return null;
  }
}

/** Resolves when the signal aborts. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
