import { createRoot } from 'react-dom/client';
import type { Language } from '../../contract/language.ts';
import type { Theme } from '../../contract/view.ts';
import { App } from '../App.tsx';
import { applyAppearance, applyPanel } from '../panel.ts';
import { fixtureNamed, viewOf } from './fixtures.ts';
import { Index } from './Index.tsx';

const root = document.getElementById('root');
if (!root) throw new Error('gallery.html has no #root');

const query = new URLSearchParams(window.location.search);
const fixture = fixtureNamed(query.get('fixture') ?? '');

if (fixture) {
  const view = viewOf(fixture, {
    theme: (query.get('theme') ?? 'default') as Theme,
    care: query.has('care'),
    language: (query.get('lang') ?? 'zh-CN') as Language,
  });
  applyPanel(document.documentElement, query);
  applyAppearance(document.documentElement, view);
  createRoot(root).render(<App view={view} send={(intent) => console.info(JSON.stringify(intent))} />);
} else {
  document.documentElement.dataset['gallery'] = '';
  createRoot(root).render(<Index />);
}
