import { randomBytes, type KeyObject } from 'node:crypto';
import { existsSync } from 'node:fs';
import Database, { type Statement } from 'better-sqlite3';
import { err, ok, type Result } from '../../contract/result.ts';
import { canonicalJson } from './canonical.ts';
import {
  CHECKPOINT_EVERY,
  entryHash,
  GENESIS,
  newKeyPair,
  privateKeyOf,
  publicKeyOf,
  signature,
  type EntryRow,
} from './chain.ts';
import {
  journalFiles,
  makeDirectory,
  readIfThere,
  setAside,
  setAsideFiles,
  writeDurably,
  type JournalFiles,
} from './journal-files.ts';
import type { JournalEntry, JournalFailure, OrderRow } from './journal.ts';
import { MIGRATIONS } from './migrations.ts';
import { projectionDigest, type OrderRecord } from './order-record.ts';
import type { StampedAppend } from './request.ts';
import { newSealKey, seal, unseal } from './seal.ts';
import { verifyChain, type Verdict } from './verify.ts';

/** How many entries at the end are verified at every open; the whole chain is `npm run journal -- verify`. */
const TAIL = 300;
const MOST_ENTRIES = 1000;

export interface StoreOptions {
  readonly directory: string;
  readonly terminalId: string;
  /** Marks the name of a database that is set aside: file-name safe, for example 20260312T094100Z. */
  readonly mark: string;
  /** Begins a new journal although one was set aside or lost: a person's decision, made by the CLI. */
  readonly startAnew?: boolean;
}

/** SQLite's and the file system's errors in the journal's own words. Anything else is a bug and goes on upward. */
export function failureOf(error: unknown): JournalFailure | null {
  if (!(error instanceof Error)) return null;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const detail = `${code} ${error.message}`.trim();
  if (code === 'SQLITE_FULL' || code === 'ENOSPC' || code === 'EDQUOT')
    return { reason: 'disk-full', detail };
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB') return { reason: 'corrupt', detail };
  if (code.startsWith('SQLITE_') || /^E[A-Z]+$/.test(code)) return { reason: 'io-error', detail };
  return null;
}

function guarded<T>(work: () => Result<T, JournalFailure>): Result<T, JournalFailure> {
  try {
    return work();
  } catch (error) {
    const failure = failureOf(error);
    if (failure === null) throw error;
    return err(failure);
  }
}

/**
 * Opens the journal of a directory, or makes it when there has never been one. A database that is corrupt, lost or does not
 * verify is set aside and reported as `corrupt`; it is never silently made anew (REL-15).
 */
export function openJournalStore(options: StoreOptions): Result<JournalStore, JournalFailure> {
  return guarded(() => {
    const files = journalFiles(options.directory);
    makeDirectory(files.directory);
    const fresh = !existsSync(files.database);
    const aside = setAsideFiles(files);
    if (fresh && options.startAnew !== true) {
      if (aside.length > 0)
        return err({ reason: 'corrupt', detail: `set aside before: ${aside.join(', ')}` });
      if (existsSync(files.publicKey)) return err({ reason: 'corrupt', detail: 'the database is gone' });
    }

    let privatePem = readIfThere(files.privateKey);
    if (privatePem === null) {
      if (!fresh && existsSync(files.publicKey)) {
        return err({ reason: 'corrupt', detail: 'the signing key is gone' });
      }
      privatePem = newKeyPair().privatePem;
      writeDurably(files.privateKey, privatePem, 0o600, files.directory);
    }
    const key = privateKeyOf(privatePem);
    const opened = openDatabase(files, key, options);
    if (!opened.ok) return opened;
    if (!existsSync(files.publicKey)) {
      const pem = publicKeyOf(privatePem).export({ type: 'spki', format: 'pem' }).toString();
      writeDurably(files.publicKey, pem, 0o644, files.directory);
    }
    return ok(new JournalStore(opened.value, key, options.terminalId));
  });
}

function openDatabase(
  files: JournalFiles,
  key: KeyObject,
  options: StoreOptions,
): Result<Database.Database, JournalFailure> {
  let db: Database.Database | null = null;
  const giveUp = (detail: string): Result<never, JournalFailure> => {
    db?.close();
    return err({ reason: 'corrupt', detail: `${detail}; set aside as ${setAside(files, options.mark)}` });
  };
  try {
    db = new Database(files.database, { timeout: 2000 });
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = FULL');
    db.pragma('secure_delete = ON');
    db.pragma('foreign_keys = ON');
    const check = db.pragma('quick_check', { simple: true });
    if (check !== 'ok') return giveUp(`quick_check: ${String(check)}`);
    migrate(db);
    const last = (db.prepare('select max(seq) from entry').pluck().get() as number | null) ?? 0;
    const verdict = verifyChain(db, publicOf(key), Math.max(1, last - TAIL + 1));
    if (!verdict.ok) return giveUp(verdict.detail);
    return ok(db);
  } catch (error) {
    const failure = failureOf(error);
    if (failure === null) throw error;
    if (failure.reason === 'corrupt') return giveUp(failure.detail);
    db?.close();
    return err(failure);
  }
}

function publicOf(key: KeyObject): KeyObject {
  return publicKeyOf(key.export({ type: 'pkcs8', format: 'pem' }).toString());
}

/** Applies the steps that are missing, each in one transaction with its number. */
export function migrate(db: Database.Database, steps: readonly string[] = MIGRATIONS): void {
  const version = db.pragma('user_version', { simple: true }) as number;
  if (version > steps.length) {
    throw Object.assign(new Error(`schema ${version} is newer than this program (${steps.length})`), {
      code: 'SQLITE_MISMATCH',
    });
  }
  for (let step = version; step < steps.length; step++) {
    db.transaction(() => {
      db.exec(steps[step]!);
      db.pragma(`user_version = ${step + 1}`);
    }).immediate();
  }
}

/**
 * The journal itself, synchronous: the journal process, the CLI and tests use it directly. A method that has returned ok
 * has flushed (WAL, synchronous=FULL: one fsync a commit).
 */
export class JournalStore {
  readonly #db: Database.Database;
  readonly #key: KeyObject;
  readonly #terminalId: string;
  /** Names this run of the program in every entry (REL-12). */
  readonly #boot = randomBytes(8).toString('hex');
  readonly #selectHead: Statement;
  readonly #insertEntry: Statement;
  readonly #insertOutbox: Statement;
  readonly #putHead: Statement;
  readonly #putCheckpoint: Statement;
  readonly #putOrder: Statement;
  readonly #selectKey: Statement;
  readonly #insertKey: Statement;

  constructor(db: Database.Database, key: KeyObject, terminalId: string) {
    this.#db = db;
    this.#key = key;
    this.#terminalId = terminalId;
    this.#selectHead = db.prepare('select seq, hash from head');
    this.#insertEntry = db.prepare(
      `insert into entry (seq, at, boot, elapsed_ms, kind, order_id, session_id, body, sealed, order_digest, prev_hash, hash)
       values (@seq, @at, @boot, @elapsed_ms, @kind, @order_id, @session_id, @body, @sealed, @order_digest, @prev_hash, @hash)`,
    );
    this.#insertOutbox = db.prepare('insert into outbox (seq) values (?)');
    this.#putHead = db.prepare('insert or replace into head (id, seq, hash, signature) values (1, ?, ?, ?)');
    this.#putCheckpoint = db.prepare(
      'insert or replace into checkpoint (seq, hash, at, terminal_id, signature) values (?, ?, ?, ?, ?)',
    );
    this.#putOrder = db.prepare(
      `insert or replace into order_projection (order_id, order_kind, status, final, reference, scope, state, updated_seq)
       values (@order_id, @order_kind, @status, @final, @reference, @scope, @state, @updated_seq)`,
    );
    this.#selectKey = db.prepare('select key from session_key where scope = ?').pluck();
    this.#insertKey = db.prepare('insert into session_key (scope, key) values (?, ?)');
  }

  /**
   * Writes all entries in one transaction: entry, order projection, outbox row, signed head. Their numbers, in order.
   * Flushes once, unless every one of them is lazy.
   */
  append(entries: readonly StampedAppend[]): Result<number[], JournalFailure> {
    const lazy = entries.every((entry) => entry.lazy === true && entry.order === undefined);
    return guarded(() => {
      if (lazy) this.#db.pragma('synchronous = NORMAL');
      try {
        return ok(this.#db.transaction(() => this.#appendAll(entries)).immediate());
      } finally {
        if (lazy) this.#db.pragma('synchronous = FULL');
      }
    });
  }

  #appendAll(entries: readonly StampedAppend[]): number[] {
    // Read inside the transaction, so that the chain stays one even if two programs write.
    const head = this.#selectHead.get() as { seq: number; hash: string } | undefined;
    let seq = head?.seq ?? 0;
    let hash = head?.hash ?? GENESIS;
    const seqs: number[] = [];
    for (const entry of entries) {
      seq++;
      const row = this.#row(entry, seq, hash);
      this.#insertEntry.run(row);
      this.#insertOutbox.run(seq);
      hash = row.hash;
      seqs.push(seq);
      if (seq % CHECKPOINT_EVERY === 0) this.#checkpoint(seq, hash, entry.at);
    }
    this.#putHead.run(seq, hash, signature(this.#key, { what: 'head', seq, hash }));
    return seqs;
  }

  #row(entry: StampedAppend, seq: number, prevHash: string): EntryRow {
    const order = entry.order ? this.#orderRecord(entry.order, entry.sessionId) : null;
    if (order) this.#putOrder.run({ ...order, updated_seq: seq });
    const sealed =
      entry.personal && entry.sessionId !== undefined
        ? seal(this.#keyFor(entry.sessionId), `entry:${seq}`, canonicalJson(entry.personal))
        : null;
    const row = {
      seq,
      at: entry.at,
      boot: this.#boot,
      elapsed_ms: entry.elapsedMs,
      kind: entry.kind,
      order_id: entry.orderId ?? null,
      session_id: entry.sessionId ?? null,
      body: canonicalJson(entry.body),
      sealed,
      order_digest: order ? projectionDigest(order) : null,
      prev_hash: prevHash,
    };
    return { ...row, hash: entryHash(row) };
  }

  #orderRecord(order: OrderRow, sessionId: string | undefined): Omit<OrderRecord, 'updated_seq'> {
    const scope = sessionId ?? `order:${order.orderId}`;
    return {
      order_id: order.orderId,
      order_kind: order.orderKind,
      status: order.status,
      final: order.final ? 1 : 0,
      reference: order.reference,
      scope,
      state: seal(this.#keyFor(scope), `order:${order.orderId}`, order.state),
    };
  }

  #keyFor(scope: string): Buffer {
    const known = this.#selectKey.get(scope) as Buffer | undefined;
    if (known) return known;
    const made = newSealKey();
    this.#insertKey.run(scope, made);
    return made;
  }

  #checkpoint(seq: number, hash: string, at: string): void {
    const terminalId = this.#terminalId;
    const signed = signature(this.#key, { what: 'checkpoint', seq, hash, at, terminalId });
    this.#putCheckpoint.run(seq, hash, at, terminalId, signed);
  }

  /** Orders that recovery must drive on, oldest first. */
  openOrders(): Result<OrderRow[], JournalFailure> {
    return guarded(() => {
      const rows = this.#db.prepare('select * from order_projection where final = 0 order by order_id').all();
      return ok((rows as OrderRecord[]).map((row) => this.#orderRow(row)));
    });
  }

  /** The order as it stands; its `state` is empty once the session was erased. */
  order(orderId: string): Result<OrderRow | null, JournalFailure> {
    return guarded(() => {
      const row = this.#db.prepare('select * from order_projection where order_id = ?').get(orderId);
      return ok(row === undefined ? null : this.#orderRow(row as OrderRecord));
    });
  }

  #orderRow(row: OrderRecord): OrderRow {
    const key = this.#selectKey.get(row.scope) as Buffer | undefined;
    return {
      orderId: row.order_id,
      orderKind: row.order_kind as OrderRow['orderKind'],
      status: row.status,
      final: row.final === 1,
      reference: row.reference,
      state: key ? (unseal(key, `order:${row.order_id}`, row.state) ?? '') : '',
    };
  }

  /** At most 1,000 entries from `fromSeq` on, in order. */
  entries(query: {
    orderId?: string;
    fromSeq?: number;
    limit?: number;
  }): Result<JournalEntry[], JournalFailure> {
    return guarded(() => {
      const rows = this.#db
        .prepare(
          `select * from entry where seq >= @from ${query.orderId === undefined ? '' : 'and order_id = @orderId'}
           order by seq limit @limit`,
        )
        .all({
          from: query.fromSeq ?? 1,
          limit: Math.min(query.limit ?? MOST_ENTRIES, MOST_ENTRIES),
          ...(query.orderId === undefined ? {} : { orderId: query.orderId }),
        });
      return ok((rows as EntryRow[]).map((row) => this.#entry(row)));
    });
  }

  #entry(row: EntryRow): JournalEntry {
    return {
      seq: row.seq,
      at: row.at,
      kind: row.kind,
      orderId: row.order_id,
      sessionId: row.session_id,
      body: JSON.parse(row.body) as Record<string, unknown>,
      personal: this.#personal(row),
    };
  }

  #personal(row: EntryRow): Record<string, string> | null {
    if (row.sealed === null || row.session_id === null) return null;
    const key = this.#selectKey.get(row.session_id) as Buffer | undefined;
    const text = key ? unseal(key, `entry:${row.seq}`, row.sealed) : null;
    return text === null ? null : (JSON.parse(text) as Record<string, string>);
  }

  /**
   * Erases the person: the session's key is overwritten on disk, the chain stays whole. False while an order of the session
   * is open, since recovery needs what is sealed.
   */
  eraseSession(sessionId: string, at: string): Result<boolean, JournalFailure> {
    return guarded(() => {
      const open = this.#db
        .prepare('select 1 from order_projection where scope = ? and final = 0')
        .get(sessionId);
      if (open === undefined) this.#destroyKeys([sessionId], at);
      return ok(open === undefined);
    });
  }

  #destroyKeys(scopes: readonly string[], at: string): void {
    const remove = this.#db.prepare('delete from session_key where scope = ?');
    this.#db
      .transaction(() => {
        for (const scope of scopes) remove.run(scope);
        this.#appendAll(
          scopes.map((sessionId) => ({ at, elapsedMs: 0, kind: 'session.erased', sessionId, body: {} })),
        );
      })
      .immediate();
    // Old pages of the WAL still hold the keys: fold them in and cut the file.
    this.#db.pragma('wal_checkpoint(TRUNCATE)');
  }

  /**
   * Erases every person whose session ended before this instant and whose orders are all closed. Answers how many; those
   * with an open order are kept until it is closed.
   */
  eraseBefore(before: string, at: string): Result<number, JournalFailure> {
    return guarded(() => {
      const scopes = this.#db
        .prepare(
          `select scope from session_key
           where scope not in (select scope from order_projection where final = 0)
             and not exists (select 1 from entry where session_id = session_key.scope and at >= ?)`,
        )
        .pluck()
        .all(before) as string[];
      if (scopes.length > 0) this.#destroyKeys(scopes, at);
      return ok(scopes.length);
    });
  }

  /** The whole chain against this terminal's key. */
  verify(): Verdict {
    return verifyChain(this.#db, publicOf(this.#key));
  }

  /** A small durable write, to see whether the disk takes one again. */
  probe(at: string): Result<void, JournalFailure> {
    return guarded(() => {
      this.#db.prepare('insert or replace into probe (id, at) values (1, ?)').run(at);
      return ok(undefined);
    });
  }

  /** Signs a checkpoint at the head and closes. */
  close(at: string): void {
    const head = this.#selectHead.get() as { seq: number; hash: string } | undefined;
    if (head) this.#checkpoint(head.seq, head.hash, at);
    this.#db.close();
  }

  /** Closes without a word, as a crash would. */
  abandon(): void {
    this.#db.close();
  }
}
