import Database from 'better-sqlite3';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { entryHash, type EntryRow } from './chain.ts';
import { journalFiles } from './journal-files.ts';
import { failureOf, migrate, openJournalStore, type JournalStore } from './journal-store.ts';
import { MIGRATIONS } from './migrations.ts';
import type { StampedAppend } from './request.ts';

let directory: string;
let store: JournalStore | null;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'yizhan-journal-'));
  store = null;
});

afterEach(() => {
  store?.abandon();
  rmSync(directory, { recursive: true, force: true });
});

const AT = '2026-03-12T01:41:00.000Z';
const open = () => openJournalStore({ directory, terminalId: 'YN-0001', mark: '20260312T014100Z' });

function opened(): JournalStore {
  const result = open();
  if (!result.ok) throw new Error(result.error.detail);
  store = result.value;
  return result.value;
}

function entry(kind: string, more: Partial<StampedAppend> = {}): StampedAppend {
  return { at: AT, elapsedMs: 1.5, kind, body: {}, ...more };
}

const anOrder = (status: string, final = false) => ({
  orderId: 'O1',
  orderKind: 'payment' as const,
  status,
  final,
  reference: 'ABCDEFGHJK',
  state: '{"payer":"张三"}',
});

/** Twelve entries, two of them of an order, one with personal fields; then closed. */
function written(count = 12): void {
  const journal = opened();
  for (let i = 1; i <= count; i++) {
    const order = i === 3 || i === 6 ? { orderId: 'O1', sessionId: 'S1', order: anOrder(`status-${i}`) } : {};
    const personal =
      i === 4 ? { sessionId: 'S1', personal: { name: '张三', idNumber: '530102199001011234' } } : {};
    expect(journal.append([entry('test.entry', { body: { i }, ...order, ...personal })])).toEqual({
      ok: true,
      value: [i],
    });
  }
  journal.close(AT);
  store = null;
}

/** Does to the database what no honest program does. */
function tamper(work: (db: Database.Database) => void): void {
  const db = new Database(journalFiles(directory).database);
  db.exec('drop trigger entry_is_append_only_update; drop trigger entry_is_append_only_delete;');
  work(db);
  db.close();
}

/** As the verifier of the CLI would say: opening would set it aside. */
function expectCorrupt(detail: RegExp): void {
  const result = open();
  expect(result).toMatchObject({ ok: false, error: { reason: 'corrupt' } });
  if (!result.ok) expect(result.error.detail).toMatch(detail);
}

describe('what is written', () => {
  test('comes back, numbered from 1, sealed fields readable while the key lives', () => {
    written();
    const journal = opened();
    const entries = journal.entries({ fromSeq: 4, limit: 1 });
    expect(entries).toMatchObject({
      ok: true,
      value: [
        {
          seq: 4,
          kind: 'test.entry',
          body: { i: 4 },
          personal: { name: '张三', idNumber: '530102199001011234' },
        },
      ],
    });
    expect(journal.openOrders()).toMatchObject({
      ok: true,
      value: [{ status: 'status-6', state: '{"payer":"张三"}' }],
    });
    expect(journal.order('nobody')).toEqual({ ok: true, value: null });
    expect(journal.verify()).toMatchObject({ ok: true, entries: 12, checkpoints: 1 });
  });

  test('is one transaction a call: a wrong order in it leaves nothing of the rest', () => {
    const journal = opened();
    const wrong = {
      ...anOrder('created'),
      final: undefined as unknown as boolean,
      reference: null as unknown as string,
    };
    const result = journal.append([
      entry('test.first'),
      entry('test.second', { orderId: 'O1', order: wrong }),
    ]);
    expect(result.ok).toBe(false);
    expect(journal.entries({})).toEqual({ ok: true, value: [] });
    expect(journal.append([entry('test.third')])).toEqual({ ok: true, value: [1] });
  });

  test('cannot be changed or removed through SQL', () => {
    written();
    const db = new Database(journalFiles(directory).database);
    expect(() => db.exec("update entry set kind = 'x' where seq = 2")).toThrow('append-only');
    expect(() => db.exec('delete from entry where seq = 2')).toThrow('append-only');
    db.close();
  });

  test('is flushed once a commit (WAL, synchronous=FULL), lazy notes with the next', () => {
    const journal = opened();
    expect(journal.append([entry('test.note', { lazy: true })]).ok).toBe(true);
    expect(journal.append([entry('test.firm')]).ok).toBe(true);
    expect(journal.verify()).toMatchObject({ ok: true, entries: 2 });
  });

  test('is signed every hundred entries and at the close', () => {
    written(205);
    expect(opened().verify()).toMatchObject({ ok: true, entries: 205, checkpoints: 3 });
  });

  test('lies in files that only the terminal may read', () => {
    written();
    expect(statSync(journalFiles(directory).privateKey).mode & 0o777).toBe(0o600);
  });
});

describe('a journal that was tampered with names the first bad entry', () => {
  test.each<[string, (db: Database.Database) => void, RegExp]>([
    [
      'flipped',
      (db) => db.exec(`update entry set body = '{"i":55}' where seq = 5`),
      /entry 5 is not what was written/,
    ],
    ['deleted', (db) => db.exec('delete from entry where seq = 7'), /entry 7 is not there/],
    ['deleted at the start', (db) => db.exec('delete from entry where seq = 1'), /entry 1 is not there/],
    [
      'reordered',
      (db) =>
        db.exec(
          'update entry set seq = 99 where seq = 4; update entry set seq = 4 where seq = 5; update entry set seq = 5 where seq = 99',
        ),
      /entry 4 is not what was written/,
    ],
    ['truncated', (db) => db.exec('delete from entry where seq > 9'), /entries 10 to 12 were cut off/],
    [
      'truncated with its checkpoint',
      (db) => db.exec('delete from entry where seq > 9; delete from checkpoint'),
      /entries 10 to 12 were cut off/,
    ],
    [
      'truncated with the head moved back',
      (db) => {
        db.exec('delete from entry where seq > 9; delete from checkpoint');
        db.exec('update head set seq = 9, hash = (select hash from entry where seq = 9)');
      },
      /head is not signed by this terminal/,
    ],
    ['rewritten from an entry on', (db) => rechain(db, 8), /entries 1 to 12 are not those that were signed/],
    [
      'added to without the key',
      (db) =>
        db.exec(
          `insert into entry select 13, at, boot, elapsed_ms, kind, order_id, session_id, body, sealed, order_digest, hash, 'x' from entry where seq = 12`,
        ),
      /entry 13 is not what was written/,
    ],
    [
      'with a sealed field changed',
      (db) => db.exec("update entry set sealed = x'00' where seq = 4"),
      /entry 4 is not/,
    ],
    [
      'with an order that says other than its entry',
      (db) => db.exec("update order_projection set status = 'posted', final = 1"),
      /order O1 does not stand as entry 6 left it/,
    ],
    ['without its head', (db) => db.exec('delete from head'), /head is not there/],
    [
      'with a checkpoint of another key',
      (db) => db.exec(`update checkpoint set signature = '${Buffer.alloc(64).toString('base64')}'`),
      /checkpoint at entry 12 is not signed/,
    ],
  ])('%s', (_name, work, detail) => {
    written();
    tamper(work);
    expectCorrupt(detail);
  });

  /** A forger without the key: changes one entry and makes all later hashes fit. */
  function rechain(db: Database.Database, from: number): void {
    const rows = db.prepare('select * from entry where seq >= ? order by seq').all(from) as EntryRow[];
    let previous = (rows[0] as EntryRow).prev_hash;
    for (const row of rows) {
      const body = row.seq === from ? '{"i":800}' : row.body;
      const hash = entryHash({ ...row, body, prev_hash: previous });
      db.prepare('update entry set body = ?, prev_hash = ?, hash = ? where seq = ?').run(
        body,
        previous,
        hash,
        row.seq,
      );
      previous = hash;
    }
    db.prepare('update head set hash = ?').run(previous);
  }
});

describe('a database that cannot be trusted', () => {
  test('is set aside and never silently made anew', () => {
    written();
    const { database } = journalFiles(directory);
    writeFileSync(database, Buffer.alloc(8192, 0x5a));
    expectCorrupt(/set aside as/);
    expect(existsSync(database)).toBe(false);
    expect(readdirSync(directory).some((name) => name.startsWith('journal.db.corrupt-'))).toBe(true);
    expectCorrupt(/set aside before/);
    expect(existsSync(database)).toBe(false);
  });

  test.each([1, 2, 3])('is found when page %i is overwritten', (page) => {
    written(60);
    const { database } = journalFiles(directory);
    const bytes = readFileSync(database);
    bytes.fill(0xa5, page * 4096, page * 4096 + 512);
    writeFileSync(database, bytes);
    expectCorrupt(/./);
  });

  test('is not replaced when it is gone', () => {
    written();
    unlinkSync(journalFiles(directory).database);
    expectCorrupt(/the database is gone/);
    expect(existsSync(journalFiles(directory).database)).toBe(false);
  });

  test('is not trusted when the signing key is gone', () => {
    written();
    unlinkSync(journalFiles(directory).privateKey);
    expectCorrupt(/signing key is gone/);
  });

  test('a first start that was cut off before the database was made is a first start again', () => {
    const journal = opened();
    journal.abandon();
    store = null;
    for (const name of ['journal.db', 'journal-key.pub.pem']) unlinkSync(join(directory, name));
    expect(opened().append([entry('test.entry')])).toEqual({ ok: true, value: [1] });
  });
});

describe('erasing a session', () => {
  test('waits for its open orders, then leaves nothing readable and the chain whole', () => {
    written();
    const journal = opened();
    expect(journal.eraseSession('S1', AT)).toEqual({ ok: true, value: false });
    expect(journal.eraseBefore('2999-01-01', AT)).toEqual({ ok: true, value: 0 });
    journal.append([entry('test.entry', { orderId: 'O1', sessionId: 'S1', order: anOrder('posted', true) })]);
    const key = keyOf('S1');
    expect(bytesOnDisk().includes(key)).toBe(true);

    expect(journal.eraseBefore('2000-01-01', AT)).toEqual({ ok: true, value: 0 });
    expect(journal.eraseBefore('2999-01-01', AT)).toEqual({ ok: true, value: 1 });
    expect(journal.order('O1')).toMatchObject({ ok: true, value: { status: 'posted', state: '' } });
    expect(journal.entries({ fromSeq: 4, limit: 1 })).toMatchObject({
      ok: true,
      value: [{ personal: null }],
    });
    expect(journal.verify()).toMatchObject({ ok: true });
    expect(bytesOnDisk().includes(key), 'the key’s bytes').toBe(false);
  });

  test('before it, no plain personal text lies on disk either', () => {
    written();
    expect(bytesOnDisk().includes(Buffer.from('张三'))).toBe(false);
    expect(bytesOnDisk().includes(Buffer.from('530102199001011234'))).toBe(false);
  });

  function keyOf(scope: string): Buffer {
    const db = new Database(journalFiles(directory).database, { readonly: true });
    const key = db.prepare('select key from session_key where scope = ?').pluck().get(scope) as Buffer;
    db.close();
    return key;
  }

  function bytesOnDisk(): Buffer {
    return Buffer.concat(readdirSync(directory).map((name) => readFileSync(join(directory, name))));
  }
});

describe('migrations', () => {
  test('bring every older version to the present one', () => {
    for (let version = 0; version <= MIGRATIONS.length; version++) {
      const db = new Database(':memory:');
      migrate(db, MIGRATIONS.slice(0, version));
      migrate(db);
      expect(db.pragma('user_version', { simple: true })).toBe(MIGRATIONS.length);
      db.close();
    }
  });

  test('a step that fails leaves nothing of itself', () => {
    const db = new Database(':memory:');
    expect(() =>
      migrate(db, ['create table a (x integer) strict', 'create table b (x integer) strict; nonsense']),
    ).toThrow();
    expect(db.pragma('user_version', { simple: true })).toBe(1);
    expect(db.prepare("select name from sqlite_master where type = 'table'").pluck().all()).toEqual(['a']);
    db.close();
  });

  test('a schema of a newer program is not touched', () => {
    opened().abandon();
    store = null;
    const db = new Database(journalFiles(directory).database);
    db.pragma('user_version = 999');
    db.close();
    expect(open()).toMatchObject({ ok: false, error: { reason: 'io-error' } });
    expect(existsSync(journalFiles(directory).database)).toBe(true);
  });
});

test.each([
  ['SQLITE_FULL', 'disk-full'],
  ['ENOSPC', 'disk-full'],
  ['SQLITE_IOERR_FSYNC', 'io-error'],
  ['EIO', 'io-error'],
  ['SQLITE_CORRUPT_VTAB', 'corrupt'],
  ['SQLITE_NOTADB', 'corrupt'],
])('%s is told as %s', (code, reason) => {
  expect(failureOf(Object.assign(new Error('x'), { code }))).toMatchObject({ reason });
});

test('a bug is not told as a failure of the disk', () => {
  expect(failureOf(new TypeError('x'))).toBeNull();
});
