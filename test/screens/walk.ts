import path from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { _electron, expect, test, type ElectronApplication, type Page } from '@playwright/test';
import { fixtures, type Fixture } from '../../renderer/gallery/fixtures.ts';
import { electronPath, isRoot, root, withUserData } from '../support/electron-app.ts';
import { measurePage } from './measure.ts';
import { servePages } from './page-server.ts';

const PANELS = { portrait: [1080, 1920], landscape: [1920, 1080] } as const;
export type Orientation = keyof typeof PANELS;

const LANGUAGES = ['zh-CN', 'en'] as const;
type Language = (typeof LANGUAGES)[number];

/** How a page is shown, besides orientation and language. */
const LOOKS = {
  standard: { query: '', minContrast: 10 },
  care: { query: '&care', minContrast: 10 },
  black: { query: '&theme=black', minContrast: 10 },
  white: { query: '&theme=white', minContrast: 10 },
  low: { query: '&theme=low', minContrast: 7 },
} as const;
type Look = keyof typeof LOOKS;

/** Pixels a millimetre on the panel that the sizes are checked for (21.5"). */
const PX_PER_MM = 4.03;

/** The gallery in a window as large as a panel. */
interface Gallery {
  readonly page: Page;
  /** What the console has complained of since it was last asked. */
  complaints(): string[];
}

async function withGallery(
  orientation: Orientation,
  use: (gallery: Gallery) => Promise<void>,
): Promise<void> {
  const pages = await servePages(path.join(root, 'out/gallery'));
  await withUserData(async (userData) => {
    const app = await launch(`${pages.url}/gallery.html`, orientation, userData);
    try {
      const page = await app.firstWindow();
      const complaints: string[] = [];
      page.on('console', (message) => {
        if (message.type() === 'error' || message.type() === 'warning')
          complaints.push(`${message.text()} ${message.location().url}`);
      });
      page.on('pageerror', (error) => complaints.push(error.message));
      await page.emulateMedia({ reducedMotion: 'reduce' });
      await page.waitForLoadState();
      const [width, height] = PANELS[orientation];
      expect(await page.evaluate(() => [innerWidth, innerHeight, devicePixelRatio])).toEqual([
        width,
        height,
        1,
      ]);
      await use({ page, complaints: () => complaints.splice(0) });
    } finally {
      await app.close();
    }
  });
  await pages.close();
}

function launch(url: string, orientation: Orientation, userData: string): Promise<ElectronApplication> {
  const [width, height] = PANELS[orientation];
  return _electron.launch({
    executablePath: electronPath(),
    // Root cannot have a sandbox.
    chromiumSandbox: !isRoot,
    args: [
      `--user-data-dir=${userData}`,
      '--force-device-scale-factor=1',
      path.join(import.meta.dirname, 'gallery-window.cjs'),
      url,
      String(width),
      String(height),
    ],
  });
}

/** Shows a screen without loading anything again; returns when it is painted in its own faces. */
async function show(page: Page, fixture: Fixture, language: Language, look: Look): Promise<void> {
  const hash = `fixture=${fixture.name}&lang=${language}&mmpx=${PX_PER_MM}${LOOKS[look].query}`;
  await page.evaluate(
    async ({ hash, drawn }) => {
      window.location.hash = hash;
      const frame = (): Promise<unknown> => new Promise((resolve) => requestAnimationFrame(resolve));
      while (!document.querySelector(drawn)) await frame();
      await frame();
      await document.fonts.ready;
    },
    { hash, drawn: `html[lang="${language}"] [data-screen="${fixture.screen.kind}"]` },
  );
}

/** Everything wrong with this screen in this look. */
async function problemsOf(
  page: Page,
  fixture: Fixture,
  orientation: Orientation,
  language: Language,
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
async function seriousFor(page: Page): Promise<string[]> {
  // Otherwise axe sums up in a tab of its own, which Electron does not have.
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 120)).join(' | ')}`);
}

const onePerKind = fixtures.filter(
  (fixture, at) => fixtures.findIndex(({ screen }) => screen.kind === fixture.screen.kind) === at,
);

const withScreens = (orientation: Orientation) =>
  test.extend<object, { gallery: Gallery }>({
    gallery: [
      // Playwright reads the fixtures that are wanted off this pattern.
      // oxlint-disable-next-line no-empty-pattern
      async ({}, use) => withGallery(orientation, use),
      { scope: 'worker' },
    ],
  });

/** Declares the tests that look at every screen of the gallery on a panel that stands or lies. */
export function walkScreens(orientation: Orientation): void {
  const look = withScreens(orientation);

  for (const fixture of fixtures) {
    look(`${fixture.name} fits, is legible and can be touched`, async ({ gallery }) => {
      const found: string[] = [];
      for (const language of LANGUAGES) {
        for (const way of ['standard', 'care'] as const) {
          const problems = await problemsOf(gallery.page, fixture, orientation, language, way);
          found.push(...problems.map((problem) => `${language} ${way}: ${problem}`));
        }
      }
      expect(found).toEqual([]);
      expect(gallery.complaints()).toEqual([]);
    });
  }

  for (const theme of ['black', 'white', 'low'] as const) {
    look(`words stand out in the ${theme} theme`, async ({ gallery }) => {
      const found: string[] = [];
      for (const fixture of onePerKind) {
        const problems = await problemsOf(gallery.page, fixture, orientation, 'zh-CN', theme);
        const faint = problems.filter((problem) => problem.startsWith('contrast'));
        found.push(...faint.map((problem) => `${fixture.name}: ${problem}`));
      }
      expect(found).toEqual([]);
    });
  }

  look('axe finds nothing serious', async ({ gallery }) => {
    const found: string[] = [];
    for (const fixture of onePerKind) {
      await show(gallery.page, fixture, 'zh-CN', 'standard');
      found.push(...(await seriousFor(gallery.page)).map((problem) => `${fixture.name}: ${problem}`));
    }
    expect(found).toEqual([]);
  });
}
