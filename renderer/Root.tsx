import { useLayoutEffect, useSyncExternalStore } from 'react';
import { App } from './App.tsx';
import { SafePage } from './SafePage.tsx';
import { ScreenGuard } from './ScreenGuard.tsx';
import { applyAppearance } from './panel.ts';
import type { ViewStore } from './view-store.ts';

/** The whole page: the newest view, or an honest word about why there is none. */
export function Root({ store }: { store: ViewStore }) {
  const { view, line } = useSyncExternalStore(store.subscribe, store.picture);
  useLayoutEffect(() => {
    if (view) applyAppearance(document.documentElement, view);
  }, [view]);

  if (line === 'down') return <SafePage reason="connection-lost" />;
  if (!view) return <SafePage reason="connecting" />;
  return (
    <ScreenGuard seq={view.seq}>
      <App view={view} send={store.send} />
    </ScreenGuard>
  );
}
