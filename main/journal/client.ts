import type { Clock } from '../../contract/clock.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import type { Journal, JournalAppend, JournalEntry, JournalFailure, OrderRow } from './journal.ts';
import {
  journalResponseSchema,
  stampedAppendSchema,
  type JournalAnswer,
  type JournalRequest,
  type StampedAppend,
} from './request.ts';
import type { JournalChild, JournalSpawner } from './spawner.ts';

/** No call waits longer; a process that does not answer is killed and started anew. */
const CALL_LIMIT_MS = 5000;
/** Opening checks every page of the database: five seconds a gigabyte from memory, more from a cheap disk. */
const OPEN_LIMIT_MS = 120_000;
const CLOSE_LIMIT_MS = 3000;
const FIRST_RESPAWN_MS = 500;
const LAST_RESPAWN_MS = 30_000;
/** Failed starts in a row after which a person is needed. */
const MOST_RESPAWNS = 20;
/** How often a full disk is tried again. */
const PROBE_EVERY_MS = 5000;

export interface JournalOptions {
  readonly spawner: JournalSpawner;
  readonly directory: string;
  readonly terminalId: string;
  readonly clock: Clock;
}

type Health = { state: 'ok' | 'offline'; reason: JournalFailure['reason'] | null };
type Outcome = Result<JournalAnswer, JournalFailure>;
type WithoutId<T> = T extends unknown ? Omit<T, 'id'> : never;
type Question = WithoutId<JournalRequest>;

/**
 * Starts the journal process and opens the journal. `corrupt`: the database was set aside, payments stay off until a
 * person has looked (`npm run journal -- start-anew`).
 */
export async function openJournal(options: JournalOptions): Promise<Result<JournalClient, JournalFailure>> {
  const client = new JournalClient(options);
  const opened = await client.start();
  if (opened.ok) return ok(client);
  await client.close();
  return opened;
}

/** The terminal's side of the journal process. Appends of one turn travel together and share one flush. */
export class JournalClient implements Journal {
  readonly #options: JournalOptions;
  readonly #pending = new Map<number, { resolve: (outcome: Outcome) => void; timer: unknown }>();
  readonly #listeners = new Set<(health: Health) => void>();
  #child: JournalChild | null = null;
  #ready = false;
  #closed = false;
  #nextId = 1;
  #health: Health = { state: 'offline', reason: 'away' };
  #failedStarts = 0;
  #timer: unknown = null;
  #batch: { entry: StampedAppend; resolve: (result: Result<{ seq: number }, JournalFailure>) => void }[] = [];

  constructor(options: JournalOptions) {
    this.#options = options;
  }

  /** Starts the process once and opens the database; used by `openJournal` and after every exit. */
  async start(): Promise<Result<void, JournalFailure>> {
    const child = this.#options.spawner.spawn();
    this.#child = child;
    child.onMessage((message) => this.#receive(child, message));
    child.onExit((detail) => this.#exited(child, detail));
    const { directory, terminalId } = this.#options;
    const opened = await this.#ask({ op: 'open', directory, terminalId }, OPEN_LIMIT_MS);
    if (!opened.ok) {
      this.#setHealth({ state: 'offline', reason: opened.error.reason });
      return opened;
    }
    this.#ready = true;
    this.#failedStarts = 0;
    this.#setHealth({ state: 'ok', reason: null });
    return ok(undefined);
  }

  append(entry: JournalAppend): Promise<Result<{ seq: number }, JournalFailure>> {
    const { clock } = this.#options;
    // Parsed here, so that a wrong entry is the caller's bug and does not sink those it would travel with.
    const stamped = stampedAppendSchema.parse({
      ...entry,
      at: new Date(clock.now()).toISOString(),
      elapsedMs: clock.monotonic(),
    });
    return new Promise((resolve) => {
      this.#batch.push({ entry: stamped, resolve });
      if (this.#batch.length === 1) queueMicrotask(() => void this.#sendBatch());
    });
  }

  async #sendBatch(): Promise<void> {
    const batch = this.#batch;
    this.#batch = [];
    const outcome = await this.#call({ op: 'append', entries: batch.map((item) => item.entry) });
    const seqs = outcome.ok && outcome.value.kind === 'appended' ? outcome.value.seqs : [];
    for (const [index, item] of batch.entries()) {
      const seq = seqs[index];
      if (!outcome.ok) item.resolve(outcome);
      else item.resolve(seq === undefined ? away('answered without a number') : ok({ seq }));
    }
  }

  async openOrders(): Promise<Result<readonly OrderRow[], JournalFailure>> {
    const outcome = await this.#call({ op: 'open-orders' });
    if (!outcome.ok) return outcome;
    return outcome.value.kind === 'orders' ? ok(outcome.value.orders) : away('another answer');
  }

  async order(orderId: string): Promise<Result<OrderRow | null, JournalFailure>> {
    const outcome = await this.#call({ op: 'order', orderId });
    if (!outcome.ok) return outcome;
    return outcome.value.kind === 'orders' ? ok(outcome.value.orders[0] ?? null) : away('another answer');
  }

  async entries(query: {
    orderId?: string;
    fromSeq?: number;
    limit?: number;
  }): Promise<Result<readonly JournalEntry[], JournalFailure>> {
    const outcome = await this.#call({ op: 'entries', ...query });
    if (!outcome.ok) return outcome;
    return outcome.value.kind === 'entries' ? ok(outcome.value.entries) : away('another answer');
  }

  async eraseBefore(before: string): Promise<Result<number, JournalFailure>> {
    const outcome = await this.#call({ op: 'erase-before', before, at: this.#at() });
    if (!outcome.ok) return outcome;
    return outcome.value.kind === 'erased' ? ok(outcome.value.sessions) : away('another answer');
  }

  health(): Health {
    return this.#health;
  }

  onHealth(listener: (health: Health) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Lets what is under way finish, signs a checkpoint and ends the process. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#options.clock.clearTimeout(this.#timer);
    const child = this.#child;
    if (child && this.#ready) await this.#ask({ op: 'close', at: this.#at() }, CLOSE_LIMIT_MS);
    this.#ready = false;
    child?.kill();
    this.#child = null;
    this.#failPending('the journal was closed');
    this.#listeners.clear();
  }

  #at(): string {
    return new Date(this.#options.clock.now()).toISOString();
  }

  async #call(question: Question): Promise<Outcome> {
    if (!this.#ready) return away('the journal process is not there');
    const outcome = await this.#ask(question);
    if (!outcome.ok && outcome.error.reason !== 'away') {
      this.#setHealth({ state: 'offline', reason: outcome.error.reason });
      if (outcome.error.reason === 'disk-full') this.#probeLater();
    } else if (outcome.ok && question.op === 'append') this.#setHealth({ state: 'ok', reason: null });
    return outcome;
  }

  #ask(question: Question, limitMs = CALL_LIMIT_MS): Promise<Outcome> {
    const child = this.#child;
    if (!child) return Promise.resolve(away('the journal process is not there'));
    const id = this.#nextId++;
    return new Promise((resolve) => {
      const timer = this.#options.clock.setTimeout(() => {
        // One that hangs holds up everything; its end is seen by onExit, which starts the next.
        child.kill();
        this.#settle(id, away(`no answer in ${limitMs} ms`));
      }, limitMs);
      this.#pending.set(id, { resolve, timer });
      child.send({ ...question, id });
    });
  }

  #settle(id: number, outcome: Outcome): void {
    const pending = this.#pending.get(id);
    if (!pending) return;
    this.#pending.delete(id);
    this.#options.clock.clearTimeout(pending.timer);
    pending.resolve(outcome);
  }

  #receive(child: JournalChild, message: unknown): void {
    if (child !== this.#child) return;
    const parsed = journalResponseSchema.safeParse(message);
    // Only our own program speaks here; what it cannot have said is left to the time limit.
    if (!parsed.success) return;
    this.#settle(parsed.data.id, parsed.data.ok ? ok(parsed.data.value) : err(parsed.data.failure));
  }

  #exited(child: JournalChild, detail: string): void {
    if (child !== this.#child) return;
    const wasReady = this.#ready;
    this.#child = null;
    this.#ready = false;
    this.#failPending(`the journal process ended: ${detail}`);
    if (this.#closed) return;
    if (this.#health.state === 'ok') this.#setHealth({ state: 'offline', reason: 'away' });
    if (wasReady) this.#respawnLater();
  }

  #respawnLater(): void {
    if (this.#closed || this.#failedStarts >= MOST_RESPAWNS) return;
    const ms = Math.min(LAST_RESPAWN_MS, FIRST_RESPAWN_MS * 2 ** this.#failedStarts);
    this.#failedStarts++;
    this.#options.clock.clearTimeout(this.#timer);
    this.#timer = this.#options.clock.setTimeout(() => void this.#respawn(), ms);
  }

  async #respawn(): Promise<void> {
    if (this.#closed) return;
    const failures = this.#failedStarts;
    const started = await this.start();
    if (started.ok || this.#closed) return;
    this.#child?.kill();
    this.#child = null;
    this.#failedStarts = failures;
    // A database that was set aside does not come back by itself.
    if (started.error.reason !== 'corrupt') this.#respawnLater();
  }

  #probeLater(): void {
    this.#options.clock.clearTimeout(this.#timer);
    this.#timer = this.#options.clock.setTimeout(() => void this.#probe(), PROBE_EVERY_MS);
  }

  async #probe(): Promise<void> {
    if (this.#closed || !this.#ready) return;
    const outcome = await this.#call({ op: 'probe', at: this.#at() });
    if (outcome.ok) this.#setHealth({ state: 'ok', reason: null });
  }

  #failPending(detail: string): void {
    for (const id of [...this.#pending.keys()]) this.#settle(id, away(detail));
  }

  #setHealth(health: Health): void {
    if (this.#health.state === health.state && this.#health.reason === health.reason) return;
    this.#health = health;
    for (const listener of this.#listeners) listener(health);
  }
}

function away(detail: string): Result<never, JournalFailure> {
  return err({ reason: 'away', detail });
}
