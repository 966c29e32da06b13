import type { Clock } from '../../contract/clock.ts';
import type { Result } from '../../contract/result.ts';
import type { Journal, JournalAppend, JournalEntry, JournalFailure, OrderRow } from './journal.ts';
import type { JournalStore } from './journal-store.ts';

/** The journal without a process of its own, for simulation and tests: the same store, in the same thread. */
export class InProcessJournal implements Journal {
  readonly #store: JournalStore;
  readonly #clock: Clock;
  #batch: { entry: JournalAppend; resolve: (result: Result<{ seq: number }, JournalFailure>) => void }[] = [];

  constructor(store: JournalStore, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  append(entry: JournalAppend): Promise<Result<{ seq: number }, JournalFailure>> {
    return new Promise((resolve) => {
      this.#batch.push({ entry, resolve });
      if (this.#batch.length === 1) queueMicrotask(() => this.#write());
    });
  }

  #write(): void {
    const batch = this.#batch;
    this.#batch = [];
    const at = new Date(this.#clock.now()).toISOString();
    const elapsedMs = this.#clock.monotonic();
    const written = this.#store.append(
      batch.map(({ entry }) => ({ ...entry, body: { ...entry.body }, at, elapsedMs })),
    );
    for (const [index, item] of batch.entries()) {
      item.resolve(written.ok ? { ok: true, value: { seq: written.value[index]! } } : written);
    }
  }

  openOrders(): Promise<Result<readonly OrderRow[], JournalFailure>> {
    return Promise.resolve(this.#store.openOrders());
  }

  order(orderId: string): Promise<Result<OrderRow | null, JournalFailure>> {
    return Promise.resolve(this.#store.order(orderId));
  }

  entries(query: {
    orderId?: string;
    fromSeq?: number;
    limit?: number;
  }): Promise<Result<readonly JournalEntry[], JournalFailure>> {
    return Promise.resolve(this.#store.entries(query));
  }

  eraseBefore(before: string): Promise<Result<number, JournalFailure>> {
    return Promise.resolve(this.#store.eraseBefore(before, new Date(this.#clock.now()).toISOString()));
  }

  health(): { state: 'ok'; reason: null } {
    return { state: 'ok', reason: null };
  }

  /** Its health never changes. */
  onHealth(): () => void {
    return () => undefined;
  }

  close(): Promise<void> {
    this.#store.close(new Date(this.#clock.now()).toISOString());
    return Promise.resolve();
  }
}
