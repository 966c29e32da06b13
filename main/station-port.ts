import type { View } from '../contract/view.ts';

/** What the shell (or a test, or the loopback page) sees of a terminal: one picture down, intents up. */
export interface StationPort {
  /** The present picture. */
  view(): View;
  /** Called with each later picture; returns the way to stop. */
  onView(listener: (view: View) => void): () => void;
  /** Takes anything; what is not an Intent, or does not fit the screen, is journalled and dropped. */
  intent(message: unknown): void;
  /** A fault in the shell that the record should know: renderer gone, main exception. Free of personal data. */
  shellEvent(event: { kind: string; detail: Record<string, unknown> }): void;
}
