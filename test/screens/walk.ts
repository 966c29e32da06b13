import AxeBuilder from '@axe-core/playwright';
import type { Browser, Page } from '@playwright/test';
import type { Fixture } from '../../renderer/gallery/fixtures.ts';
import { measurePage } from './measure.ts';

export const ORIENTATIONS = {
  portrait: { width: 1080, height: 1920 },
  landscape: { width: 1920, height: 1080 },
} as const;
export type Orientation = keyof typeof ORIENTATIONS;

export const LANGUAGES = ['zh-CN', 'en'] as const;

/** How a page is shown, besides orientation and language. */
export const LOOKS = {
  default: { query: '', minContrast: 10 },
  care: { query: '&care', minContrast: 10 },
  black: { query: '&theme=black', minContrast: 10 },
  white: { query: '&theme=white', minContrast: 10 },
  low: { query: '&theme=low', minContrast: 7 },
} as const;
export type Look = keyof typeof LOOKS;

/** Pixels a millimetre on the panel that the sizes are checked for (21.5"). */
const PX_PER_MM = 4.03;

/** Opens the gallery once; after that `show` changes screens without loading anything again. */
export async function openGallery(browser: Browser, url: string, orientation: Orientation): Promise<Page> {
  const context = await browser.newContext({
    viewport: ORIENTATIONS[orientation],
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  await page.goto(`${url}/gallery.html`);
  return page;
}

export async function show(
  page: Page,
  fixture: Fixture,
  language: (typeof LANGUAGES)[number],
  look: Look,
): Promise<void> {
  const hash = `fixture=${fixture.name}&lang=${language}&mmpx=${PX_PER_MM}${LOOKS[look].query}`;
  await page.evaluate((next) => {
    window.location.hash = next;
  }, hash);
  await page.waitForFunction(
    ({ kind, lang }) =>
      document.querySelector(`[data-screen="${kind}"]`) !== null && document.documentElement.lang === lang,
    { kind: fixture.screen.kind, lang: language },
  );
  await page.evaluate(async () => {
    await new Promise((resolve) => requestAnimationFrame(resolve));
    await document.fonts.ready;
  });
}

/** Everything wrong with this screen in this look. */
export async function problemsOf(
  page: Page,
  fixture: Fixture,
  orientation: Orientation,
  language: (typeof LANGUAGES)[number],
  look: Look,
): Promise<string[]> {
  await show(page, fixture, language, look);
  return page.evaluate(measurePage, {
    pxPerMm: PX_PER_MM,
    portrait: orientation === 'portrait',
    language,
    minContrast: LOOKS[look].minContrast,
    wholeScreen: fixture.screen.kind === 'attract' || fixture.screen.kind === 'idle-warning',
  });
}

/** What axe finds serious or worse. */
export async function seriousFor(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 120)).join(' | ')}`);
}
