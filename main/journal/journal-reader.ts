import Database from 'better-sqlite3';
import { existsSync } from 'node:fs';
import { err, ok, type Result } from '../../contract/result.ts';
import { publicKeyOf, type EntryRow } from './chain.ts';
import { journalFiles, readIfThere, setAsideFiles } from './journal-files.ts';
import { failureOf } from './journal-store.ts';
import type { OrderRecord } from './order-record.ts';
import { unseal } from './seal.ts';
import { keyId, verifyChain, type Verdict } from './verify.ts';

/** An order's row as the CLI shows it; `state` is null once the session was erased. */
export interface ReadOrder {
  readonly orderId: string;
  readonly orderKind: string;
  readonly status: string;
  readonly final: boolean;
  readonly reference: string;
  readonly updatedSeq: number;
  readonly state: string | null;
}

export interface ReadEntry {
  readonly seq: number;
  readonly at: string;
  readonly kind: string;
  readonly orderId: string | null;
  readonly sessionId: string | null;
  readonly body: unknown;
  readonly sealed: boolean;
}

/** Reads a journal beside the terminal that writes it; changes nothing. */
export class JournalReader {
  readonly #db: Database.Database;
  readonly #publicPem: string;

  private constructor(db: Database.Database, publicPem: string) {
    this.#db = db;
    this.#publicPem = publicPem;
  }

  /** The error is a sentence for people. */
  static open(directory: string): Result<JournalReader, string> {
    const files = journalFiles(directory);
    const aside = setAsideFiles(files);
    if (!existsSync(files.database)) {
      if (aside.length > 0)
        return err(`The journal in ${directory} was found corrupt and set aside as ${aside.join(', ')}.`);
      return err(`There is no journal in ${directory}. Name its directory with --directory.`);
    }
    const publicPem = readIfThere(files.publicKey);
    if (publicPem === null) return err(`The public key ${files.publicKey} is not there.`);
    try {
      const db = new Database(files.database, { readonly: true, timeout: 2000 });
      db.prepare('select count(*) from head').get();
      return ok(new JournalReader(db, publicPem));
    } catch (error) {
      const failure = failureOf(error);
      if (failure === null) throw error;
      return err(`The journal in ${directory} cannot be read: ${failure.reason} (${failure.detail}).`);
    }
  }

  get publicPem(): string {
    return this.#publicPem;
  }

  get keyId(): string {
    return keyId(publicKeyOf(this.#publicPem));
  }

  verify(): Verdict {
    return verifyChain(this.#db, publicKeyOf(this.#publicPem));
  }

  /** Newest first. */
  orders(filter: { open?: boolean } = {}): ReadOrder[] {
    const rows = this.#db
      .prepare(
        `select * from order_projection ${filter.open === true ? 'where final = 0' : ''} order by order_id desc`,
      )
      .all() as OrderRecord[];
    return rows.map((row) => this.#order(row));
  }

  /** By order id or by the reference on the slip. */
  order(idOrReference: string): ReadOrder | null {
    const row = this.#db
      .prepare('select * from order_projection where order_id = ? or reference = ?')
      .get(idOrReference, idOrReference) as OrderRecord | undefined;
    return row ? this.#order(row) : null;
  }

  entries(orderId: string): ReadEntry[] {
    const rows = this.#db
      .prepare('select * from entry where order_id = ? order by seq')
      .all(orderId) as EntryRow[];
    return rows.map((row) => ({
      seq: row.seq,
      at: row.at,
      kind: row.kind,
      orderId: row.order_id,
      sessionId: row.session_id,
      body: JSON.parse(row.body) as unknown,
      sealed: row.sealed !== null,
    }));
  }

  /** Every entry as its hash covers it and every checkpoint, one JSON object a line; sealed fields stay sealed. */
  *export(): Generator<Record<string, unknown>> {
    yield { type: 'journal', algorithm: 'sha256/ed25519', publicKey: this.#publicPem };
    for (const row of this.#db.prepare('select * from entry order by seq').iterate() as Iterable<EntryRow>) {
      yield { type: 'entry', ...row, sealed: row.sealed === null ? null : row.sealed.toString('base64') };
    }
    for (const row of this.#db.prepare('select * from checkpoint order by seq').iterate()) {
      yield { type: 'checkpoint', ...(row as object) };
    }
    yield {
      type: 'head',
      ...(this.#db.prepare('select seq, hash, signature from head').get() as object | undefined),
    };
  }

  close(): void {
    this.#db.close();
  }

  #order(row: OrderRecord): ReadOrder {
    const key = this.#db.prepare('select key from session_key where scope = ?').pluck().get(row.scope) as
      Buffer | undefined;
    return {
      orderId: row.order_id,
      orderKind: row.order_kind,
      status: row.status,
      final: row.final === 1,
      reference: row.reference,
      updatedSeq: row.updated_seq,
      state: key ? unseal(key, `order:${row.order_id}`, row.state) : null,
    };
  }
}
