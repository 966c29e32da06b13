/**
 * The journal's schema, step by step. A step that has left this house is never edited: a change is a new step at the end.
 * `PRAGMA user_version` holds how many were applied.
 */
export const MIGRATIONS: readonly string[] = [
  `
  create table entry (
    seq          integer primary key,
    at           text not null,
    boot         text not null,
    elapsed_ms   real not null,
    kind         text not null,
    order_id     text,
    session_id   text,
    body         text not null,
    sealed       blob,
    order_digest text,
    prev_hash    text not null,
    hash         text not null
  ) strict;
  create index entry_by_order on entry(order_id, seq) where order_id is not null;

  create trigger entry_is_append_only_update before update on entry
  begin select raise(abort, 'the journal is append-only'); end;
  create trigger entry_is_append_only_delete before delete on entry
  begin select raise(abort, 'the journal is append-only'); end;

  create table head (
    id        integer primary key check (id = 1),
    seq       integer not null,
    hash      text not null,
    signature text not null
  ) strict;

  create table checkpoint (
    seq         integer primary key,
    hash        text not null,
    at          text not null,
    terminal_id text not null,
    signature   text not null
  ) strict;

  create table session_key (
    scope text primary key,
    key   blob not null
  ) strict, without rowid;

  create table order_projection (
    order_id    text primary key,
    order_kind  text not null,
    status      text not null,
    final       integer not null,
    reference   text not null,
    scope       text not null,
    state       blob not null,
    updated_seq integer not null
  ) strict, without rowid;
  create index order_open on order_projection(final) where final = 0;

  create table outbox (
    seq integer primary key
  ) strict;

  create table probe (
    id integer primary key check (id = 1),
    at text not null
  ) strict;
  `,
  // Erasure asks of every session when it was last heard of.
  'create index entry_by_session on entry(session_id, at) where session_id is not null',
];
