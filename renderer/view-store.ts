import type { Intent } from '../contract/intent.ts';
import { viewSchema, type View } from '../contract/view.ts';
import type { Bridge } from './bridge.ts';

/** Two equal touches closer than this are one finger, or a ghost of the panel. */
const BOUNCE_MS = 80;

export interface Picture {
  /** The newest good view; null before the first. */
  readonly view: View | null;
  readonly line: 'up' | 'down';
}

export interface ViewStore {
  readonly subscribe: (listener: () => void) => () => void;
  readonly picture: () => Picture;
  readonly send: (intent: Intent) => void;
}

export interface ViewStoreOptions {
  /** Milliseconds that only grow. */
  readonly now: () => number;
  /** Told once for every view that does not fit the contract. */
  readonly report: (problem: string) => void;
}

/** Holds the one picture of the terminal. A view that is older, or does not fit the contract, never replaces a good one. */
export function createViewStore(bridge: Bridge, { now, report }: ViewStoreOptions): ViewStore {
  const listeners = new Set<() => void>();
  let picture: Picture = { view: null, line: 'up' };
  // After a line was lost the terminal may have restarted and count from the beginning.
  let lastSeq = -1;
  let lastTouch = { text: '', at: Number.NEGATIVE_INFINITY };

  const show = (next: Picture): void => {
    picture = next;
    for (const listener of listeners) listener();
  };

  bridge.onView((message) => {
    const parsed = viewSchema.safeParse(message);
    if (!parsed.success) {
      const where = parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.code}`).join(', ');
      report(`view dropped: ${where}`);
      return;
    }
    if (parsed.data.seq <= lastSeq) return;
    lastSeq = parsed.data.seq;
    show({ view: parsed.data, line: 'up' });
  });
  bridge.onLine?.((up) => {
    lastSeq = -1;
    const line = up ? 'up' : 'down';
    if (line !== picture.line) show({ ...picture, line });
  });

  return {
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    picture: () => picture,
    send: (intent) => {
      const text = JSON.stringify(intent);
      const at = now();
      const bounce = text === lastTouch.text && at - lastTouch.at < BOUNCE_MS;
      lastTouch = { text, at };
      if (!bounce) bridge.intent(intent);
    },
  };
}
