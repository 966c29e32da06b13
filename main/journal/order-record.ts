import { canonicalJson } from './canonical.ts';
import { sha256 } from './chain.ts';

/** A row of `order_projection`. `state` is sealed under the key of `scope`. */
export interface OrderRecord {
  readonly order_id: string;
  readonly order_kind: string;
  readonly status: string;
  readonly final: number;
  readonly reference: string;
  /** The session that owns the key; an order without a session has one of its own. */
  readonly scope: string;
  readonly state: Buffer;
  readonly updated_seq: number;
}

/** Covers the whole row, so that the projection cannot say other than the entry that wrote it. */
export function projectionDigest(row: Omit<OrderRecord, 'updated_seq'>): string {
  return sha256(
    canonicalJson({
      orderId: row.order_id,
      orderKind: row.order_kind,
      status: row.status,
      final: row.final,
      reference: row.reference,
      scope: row.scope,
      state: Buffer.from(row.state).toString('base64'),
    }),
  );
}
