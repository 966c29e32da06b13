/**
 * Common to every device driver: a lifecycle, and a health that changes are told about once.
 * Reason codes are the device's own closed list; a page or an attendant acts on them.
 */
export interface DeviceHealth<Reason extends string = string> {
  readonly state: 'ok' | 'degraded' | 'offline';
  /** null when ok. */
  readonly reason: Reason | null;
  /** Wall clock, ms since the epoch, when this state and reason began. */
  readonly since: number;
  /** Grow only; names after UnifiedPOS statistics, for example `goodReadCount`, `reconnectCount`. */
  readonly counters: Readonly<Record<string, number>>;
}

export interface Device<Reason extends string = string> {
  /** Starts connecting; resolves after the first attempt, whatever came of it. Reconnects by itself with backoff. */
  open(): Promise<void>;
  /** Ends every wait with `cancelled` and releases the line. */
  close(): Promise<void>;
  health(): DeviceHealth<Reason>;
  /** Calls back on every change of state or reason; returns the way to stop. */
  onHealth(listener: (health: DeviceHealth<Reason>) => void): () => void;
}
