import type { KeyObject } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import { entryHash, GENESIS, sha256, signatureHolds, type EntryRow } from './chain.ts';
import { projectionDigest, type OrderRecord } from './order-record.ts';

/** The verdict on a chain. `seq` names the first entry that is wrong or missing. */
export type Verdict =
  | { readonly ok: true; readonly entries: number; readonly checkpoints: number; readonly head: string }
  | { readonly ok: false; readonly seq: number; readonly reason: BadEntry; readonly detail: string };

export type BadEntry = 'missing' | 'changed' | 'out-of-order' | 'signature' | 'rewritten' | 'projection';

interface CheckpointRow {
  readonly seq: number;
  readonly hash: string;
  readonly at: string;
  readonly terminal_id: string;
  readonly signature: string;
}

function bad(seq: number, reason: BadEntry, detail: string): Verdict {
  return { ok: false, seq, reason, detail };
}

/**
 * Walks the chain from `fromSeq` (or its beginning) to the signed head. Finds an entry flipped, deleted, reordered, added or
 * cut off at the end, a forged checkpoint, and an order that does not stand as its last entry left it.
 */
export function verifyChain(db: Database, publicKey: KeyObject, fromSeq = 1): Verdict {
  const checkpoints = new Map(
    (db.prepare('select * from checkpoint order by seq').all() as CheckpointRow[]).map((row) => [
      row.seq,
      row,
    ]),
  );
  const before =
    fromSeq > 1
      ? (db
          .prepare('select hash from entry where seq = ?')
          .pluck()
          .get(fromSeq - 1) as string | undefined)
      : GENESIS;
  if (before === undefined) return bad(fromSeq - 1, 'missing', `entry ${fromSeq - 1} is not there`);

  let expected = fromSeq;
  let previous = before;
  let trusted = fromSeq - 1;
  let proven = 0;
  const digests = new Map<string, { seq: number; digest: string }>();
  const rows = db.prepare('select * from entry where seq >= ? order by seq').iterate(fromSeq);
  for (const raw of rows as IterableIterator<EntryRow>) {
    if (raw.seq !== expected) return bad(expected, 'missing', `entry ${expected} is not there`);
    if (entryHash(raw) !== raw.hash)
      return bad(raw.seq, 'changed', `entry ${raw.seq} is not what was written`);
    if (raw.prev_hash !== previous) {
      return bad(raw.seq, 'out-of-order', `entry ${raw.seq} does not follow entry ${raw.seq - 1}`);
    }
    const checkpoint = checkpoints.get(raw.seq);
    if (checkpoint) {
      if (checkpoint.hash !== raw.hash) {
        return bad(
          trusted + 1,
          'rewritten',
          `entries ${trusted + 1} to ${raw.seq} are not those that were signed`,
        );
      }
      const { seq, hash, at, terminal_id: terminalId } = checkpoint;
      if (
        !signatureHolds(publicKey, { what: 'checkpoint', seq, hash, at, terminalId }, checkpoint.signature)
      ) {
        return bad(raw.seq, 'signature', `the checkpoint at entry ${raw.seq} is not signed by this terminal`);
      }
      trusted = raw.seq;
      proven++;
    }
    if (raw.order_id !== null && raw.order_digest !== null) {
      digests.set(raw.order_id, { seq: raw.seq, digest: raw.order_digest });
    }
    previous = raw.hash;
    expected++;
  }

  const last = expected - 1;
  const head = db.prepare('select seq, hash, signature from head').get() as
    { seq: number; hash: string; signature: string } | undefined;
  const furthest = Math.max(head?.seq ?? 0, ...checkpoints.keys());
  if (furthest > last) return bad(last + 1, 'missing', `entries ${last + 1} to ${furthest} were cut off`);
  if (!head) {
    if (last === 0) return { ok: true, entries: 0, checkpoints: 0, head: GENESIS };
    return bad(trusted + 1, 'signature', 'the signed head is not there');
  }
  if (head.seq < last)
    return bad(head.seq + 1, 'rewritten', `entry ${head.seq + 1} was added without the terminal's key`);
  if (head.hash !== previous) {
    return bad(trusted + 1, 'rewritten', `entries ${trusted + 1} to ${last} are not those that were signed`);
  }
  if (!signatureHolds(publicKey, { what: 'head', seq: head.seq, hash: head.hash }, head.signature)) {
    return bad(trusted + 1, 'signature', 'the head is not signed by this terminal');
  }
  return projectionVerdict(db, digests) ?? { ok: true, entries: last, checkpoints: proven, head: previous };
}

function projectionVerdict(
  db: Database,
  digests: ReadonlyMap<string, { seq: number; digest: string }>,
): Verdict | null {
  const select = db.prepare('select * from order_projection where order_id = ?');
  let first: { seq: number; orderId: string } | null = null;
  for (const [orderId, { seq, digest }] of digests) {
    const row = select.get(orderId) as OrderRecord | undefined;
    if (row && projectionDigest(row) === digest) continue;
    if (first === null || seq < first.seq) first = { seq, orderId };
  }
  if (first === null) return null;
  return bad(first.seq, 'projection', `order ${first.orderId} does not stand as entry ${first.seq} left it`);
}

/** For people and logs: which key signed, in 16 hex digits. */
export function keyId(publicKey: KeyObject): string {
  return sha256(publicKey.export({ type: 'spki', format: 'der' })).slice(0, 16);
}
