import type { Intent } from '../../contract/intent.ts';
import type { ScreenKind, ScreenOf } from '../../contract/screen.ts';
import type { View } from '../../contract/view.ts';

export type Send = (intent: Intent) => void;

/** What every screen component gets. A screen is a pure function of these; it keeps nothing and asks nobody. */
export interface ScreenProps<K extends ScreenKind> {
  readonly view: View;
  readonly screen: ScreenOf<K>;
  readonly send: Send;
}
