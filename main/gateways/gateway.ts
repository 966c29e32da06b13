/**
 * How a call to a backend can end other than with an answer.
 * `refused`: the backend said no, with its code; final.
 * `away`: it is certain that the request was never received (connection refused, circuit open); safe to say "nothing happened".
 * `unknown`: asked, not answered properly (time-out, 5xx, garbage, dropped); on a money call this is never a "no" (REL-03).
 */
export type GatewayError<Code extends string> =
  | { readonly kind: 'refused'; readonly code: Code; readonly message: string }
  | { readonly kind: 'away' }
  | { readonly kind: 'unknown'; readonly detail: string };

export interface GatewayHealth {
  readonly state: 'ok' | 'away';
  /** Wall clock, ms since the epoch. */
  readonly since: number;
}

/** What every gateway has: a health that is probed in the background (B1: ≤ 15 s until a tile greys). */
export interface Gateway {
  health(): GatewayHealth;
  onHealth(listener: (health: GatewayHealth) => void): () => void;
  /** Starts probing. */
  open(): void;
  close(): Promise<void>;
}
