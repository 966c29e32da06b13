import Database from 'better-sqlite3';
import { z } from 'zod';
import { mkdirSync } from 'node:fs';
import path from 'node:path';

export type Books = Database.Database;

/** The two accounts of the channel. Tax goes to the treasury, postage to the post; they are never mixed. */
export const accountSchema = z.enum(['tax', 'postage']);
export type Account = z.infer<typeof accountSchema>;

const SCHEMA = `
CREATE TABLE IF NOT EXISTS people (
  taxpayer_id TEXT PRIMARY KEY, id_number TEXT NOT NULL UNIQUE, name TEXT NOT NULL, persona TEXT NOT NULL,
  is_demo INTEGER NOT NULL CHECK (is_demo = 1)
) STRICT;
CREATE TABLE IF NOT EXISTS bills (
  bill_id TEXT PRIMARY KEY, taxpayer_id TEXT NOT NULL REFERENCES people, tax_type TEXT NOT NULL, detail TEXT NOT NULL,
  period_from TEXT NOT NULL, period_to TEXT NOT NULL, deadline TEXT NOT NULL,
  -- Days from the day the sandbox starts to the deadline: demo bills never grow older than they were made.
  due_in_days INTEGER NOT NULL,
  tax_fen INTEGER NOT NULL CHECK (tax_fen > 0), paid_by TEXT, held_by TEXT,
  is_demo INTEGER NOT NULL CHECK (is_demo = 1)
) STRICT;
CREATE TABLE IF NOT EXISTS locks (
  order_id TEXT PRIMARY KEY, taxpayer_id TEXT NOT NULL, total_fen INTEGER NOT NULL, bills TEXT NOT NULL,
  expires_at INTEGER NOT NULL, state TEXT NOT NULL CHECK (state IN ('held', 'released', 'posted'))
) STRICT;
CREATE TABLE IF NOT EXISTS postings (
  order_id TEXT PRIMARY KEY, total_fen INTEGER NOT NULL, channel_order_no TEXT NOT NULL UNIQUE,
  voucher_no TEXT NOT NULL UNIQUE, posted_at INTEGER NOT NULL, known_at INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS trades (
  channel_order_no TEXT PRIMARY KEY, account TEXT NOT NULL CHECK (account IN ('tax', 'postage')),
  amount_fen INTEGER NOT NULL CHECK (amount_fen > 0), code_hash TEXT NOT NULL, code_mask TEXT NOT NULL, wallet TEXT,
  state TEXT NOT NULL, refusal TEXT, transaction_no TEXT UNIQUE, charged_at INTEGER NOT NULL, paid_at INTEGER,
  -- When the wallet's owner will have entered the password by himself; null: never.
  pays_at INTEGER, recalls INTEGER NOT NULL DEFAULT 0, refunded_fen INTEGER NOT NULL DEFAULT 0,
  is_demo INTEGER NOT NULL CHECK (is_demo = 1)
) STRICT;
CREATE TABLE IF NOT EXISTS refunds (
  refund_no TEXT PRIMARY KEY, channel_order_no TEXT NOT NULL REFERENCES trades, amount_fen INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS entries (
  seq INTEGER PRIMARY KEY, account TEXT NOT NULL, channel_order_no TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('paid', 'reversed', 'refunded')), amount_fen INTEGER NOT NULL, at INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS numbers (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT;
`;

const TABLES = ['entries', 'refunds', 'trades', 'postings', 'locks', 'bills', 'people', 'numbers'];

/** Opens the books in a folder, or in memory (null). */
export function openBooks(folder: string | null): Books {
  if (folder !== null) mkdirSync(folder, { recursive: true });
  const books = new Database(folder === null ? ':memory:' : path.join(folder, 'sandbox.sqlite'));
  books.pragma('journal_mode = WAL');
  books.pragma('foreign_keys = ON');
  books.exec(SCHEMA);
  return books;
}

export function emptyBooks(books: Books): void {
  for (const table of TABLES) books.exec(`DELETE FROM ${table}`);
}

/** Rows of a query, checked against a shape. */
export function rows<T>(books: Books, shape: z.ZodType<T>, sql: string, ...values: unknown[]): T[] {
  return z.array(shape).parse(books.prepare(sql).all(...values));
}

/** The one row of a query, or null. */
export function row<T>(books: Books, shape: z.ZodType<T>, sql: string, ...values: unknown[]): T | null {
  return rows(books, shape, sql, ...values)[0] ?? null;
}

export function run(books: Books, sql: string, ...values: unknown[]): void {
  books.prepare(sql).run(...values);
}

/** 1, 2, 3 … by name; for numbers that nobody may guess a meaning into. */
export function nextNumber(books: Books, name: string): number {
  run(books, 'INSERT INTO numbers VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET value = value + 1', name);
  return row(books, z.object({ value: z.number() }), 'SELECT value FROM numbers WHERE name = ?', name)!.value;
}
