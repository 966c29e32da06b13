import { createRoot } from 'react-dom/client';
import type { Language } from '../../contract/language.ts';
import type { Theme } from '../../contract/view.ts';
import { App } from '../App.tsx';
import { applyAppearance, applyPanel } from '../panel.ts';
import { fixtureNamed, viewOf } from './fixtures.ts';
import { Index } from './Index.tsx';

const element = document.getElementById('root');
if (!element) throw new Error('gallery.html has no #root');
const root = createRoot(element);
const html = document.documentElement;

/**
 * `?fixture=NAME&theme=black&care&lang=en&mmpx=4.03`, or the same behind `#`, which shows the next screen without loading the page
 * again. Without a fixture: the list of all.
 */
function show(): void {
  const query = new URLSearchParams(window.location.hash.slice(1) || window.location.search);
  const fixture = fixtureNamed(query.get('fixture') ?? '');
  html.toggleAttribute('data-gallery', fixture === undefined);
  applyPanel(html, query);
  if (!fixture) return root.render(<Index />);
  const view = viewOf(fixture, {
    theme: (query.get('theme') ?? 'default') as Theme,
    care: query.has('care'),
    language: (query.get('lang') ?? 'zh-CN') as Language,
  });
  applyAppearance(html, view);
  root.render(
    <App
      key={query.toString()}
      view={view}
      send={(intent) => console.info(`intent ${JSON.stringify(intent)}`)}
    />,
  );
}

window.addEventListener('hashchange', show);
show();
