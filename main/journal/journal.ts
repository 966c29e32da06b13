import type { Result } from '../../contract/result.ts';

/** One line of the append-only record, as it is read back. */
export interface JournalEntry {
  readonly seq: number;
  /** ISO instant. */
  readonly at: string;
  /** Closed catalogue: `order.created`, `session.started`, `device.health` … */
  readonly kind: string;
  readonly orderId: string | null;
  readonly sessionId: string | null;
  readonly body: Readonly<Record<string, unknown>>;
  /** Fields of the body that were sealed; readable only while the session's key lives. */
  readonly personal: Readonly<Record<string, string>> | null;
}

export interface JournalAppend {
  readonly kind: string;
  readonly orderId?: string;
  readonly sessionId?: string;
  /** Must be free of personal data. */
  readonly body: Readonly<Record<string, unknown>>;
  /** Sealed with AES-256-GCM under the session's key. */
  readonly personal?: Readonly<Record<string, string>>;
  /** The order as it stands after this entry; the projection is written in the same transaction. */
  readonly order?: OrderRow;
  /**
   * Notes about which no promise hangs: written at once but flushed with the next entry that is not lazy, so that they cost
   * no flush of their own. A power cut may take them; a crash does not.
   */
  readonly lazy?: boolean;
}

/** Projection of an order: what recovery and the CLI read. `state` is the reducer's whole state as JSON. */
export interface OrderRow {
  readonly orderId: string;
  readonly orderKind: 'payment' | 'handover' | 'delivery';
  readonly status: string;
  /** False: recovery must drive it on. */
  readonly final: boolean;
  readonly reference: string;
  readonly state: string;
}

export type JournalFailure = {
  readonly reason: 'away' | 'disk-full' | 'io-error' | 'corrupt';
  readonly detail: string;
};

/** The client of the journal process. An append has resolved ok only when it is flushed to disk (WAL, synchronous=FULL). */
export interface Journal {
  append(entry: JournalAppend): Promise<Result<{ seq: number }, JournalFailure>>;
  openOrders(): Promise<Result<readonly OrderRow[], JournalFailure>>;
  order(orderId: string): Promise<Result<OrderRow | null, JournalFailure>>;
  entries(query: {
    orderId?: string;
    fromSeq?: number;
    limit?: number;
  }): Promise<Result<readonly JournalEntry[], JournalFailure>>;
  /**
   * Erases the personal data of sessions that ended before this ISO instant and have no open order, by destroying their
   * keys; the chain stays whole. Answers how many sessions.
   */
  eraseBefore(before: string): Promise<Result<number, JournalFailure>>;
  health(): { readonly state: 'ok' | 'offline'; readonly reason: JournalFailure['reason'] | null };
  onHealth(
    listener: (health: { state: 'ok' | 'offline'; reason: JournalFailure['reason'] | null }) => void,
  ): () => void;
  close(): Promise<void>;
}
