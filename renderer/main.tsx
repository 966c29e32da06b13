import { createRoot } from 'react-dom/client';
import { config } from 'zod';
import { openBridge } from './bridge.ts';
import { applyPanel } from './panel.ts';
import { Root } from './Root.tsx';
import { createViewStore } from './view-store.ts';

// The page's policy forbids made-up code; without this zod would try it once and be refused.
config({ jitless: true });

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');

applyPanel(document.documentElement, new URLSearchParams(window.location.search));
const store = createViewStore(openBridge(window), {
  now: () => performance.now(),
  report: (problem) => console.error(problem),
});
createRoot(root).render(<Root store={store} />);
