import type { View } from '../contract/view.ts';

/** Sizes are in millimetres; the shell tells how many pixels one is on this panel (`?mmpx=4.03`). */
export function applyPanel(html: HTMLElement, query: URLSearchParams): void {
  const mmpx = Number(query.get('mmpx'));
  if (mmpx >= 1 && mmpx <= 20) html.style.setProperty('--mm', `${mmpx}px`);
}

/** How the page looks hangs on the root element, so that a change of it costs no new elements. */
export function applyAppearance(html: HTMLElement, { accessibility, language }: View): void {
  html.lang = language;
  html.dataset['theme'] = accessibility.theme;
  if (accessibility.textSize === 'care') html.dataset['care'] = '';
  else delete html.dataset['care'];
}
