import { intentSchema } from '../../contract/intent.ts';
import type { StationPort } from '../station-port.ts';

export interface IntentCounters {
  /** Handed to the station. */
  intents: number;
  intentsMalformed: number;
  intentsOverRate: number;
}

/**
 * The one gate for everything that a page sends, by IPC or WebSocket: too many are dropped, what the contract does not
 * know is dropped and told to the record (without its content, which may be anything).
 */
export function acceptIntent(
  port: StationPort,
  message: unknown,
  withinRate: () => boolean,
  counters: IntentCounters,
): void {
  if (!withinRate()) {
    counters.intentsOverRate++;
    return;
  }
  const intent = intentSchema.safeParse(message);
  if (!intent.success) {
    counters.intentsMalformed++;
    port.shellEvent({ kind: 'intent-malformed', detail: { type: typeof message } });
    return;
  }
  counters.intents++;
  port.intent(intent.data);
}
