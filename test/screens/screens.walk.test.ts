import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from '@playwright/test';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fixtures } from '../../renderer/gallery/fixtures.ts';
import { servePages } from './page-server.ts';
import { LANGUAGES, ORIENTATIONS, openGallery, problemsOf, seriousFor, show } from './walk.ts';
import type { Look, Orientation } from './walk.ts';

/** The browser to look with: Chromium, or an Electron that can be driven as one. Without it there is nothing to walk with. */
const executablePath = process.env['YIZHAN_CHROMIUM'];
const CHECKED_LOOKS: readonly Look[] = ['default', 'care', 'black'];

describe.skipIf(executablePath === undefined)('every screen', () => {
  const folder = mkdtempSync(join(tmpdir(), 'yizhan-screens-'));
  let pages: Awaited<ReturnType<typeof servePages>>;
  let browser: Browser;

  beforeAll(async () => {
    await build({
      configFile: new URL('../../vite.config.mjs', import.meta.url).pathname,
      logLevel: 'error',
      build: { outDir: folder },
    });
    pages = await servePages(folder);
    browser = await chromium.launch({
      ...(executablePath === undefined ? {} : { executablePath }),
      chromiumSandbox: process.getuid?.() !== 0,
      args: ['--disable-gpu'],
    });
  }, 120_000);

  afterAll(async () => {
    await browser.close();
    await pages.close();
    rmSync(folder, { recursive: true, force: true });
  });

  describe.each(Object.keys(ORIENTATIONS) as Orientation[])('%s', (orientation) => {
    let page: Page;
    const consoleProblems: string[] = [];

    beforeAll(async () => {
      page = await openGallery(browser, pages.url, orientation);
      page.on('console', (message) => {
        if (message.type() === 'error' || message.type() === 'warning')
          consoleProblems.push(`${message.text()} ${message.location().url}`);
      });
      page.on('pageerror', (error) => consoleProblems.push(error.message));
    }, 60_000);

    test.each(fixtures.map((fixture) => [fixture.name, fixture] as const))(
      '%s fits, is legible and can be touched',
      { timeout: 60_000 },
      async (_name, fixture) => {
        const found: string[] = [];
        for (const language of LANGUAGES) {
          for (const look of CHECKED_LOOKS) {
            const problems = await problemsOf(page, fixture, orientation, language, look);
            found.push(...problems.map((problem) => `${language} ${look}: ${problem}`));
          }
        }
        expect(found).toEqual([]);
        expect(consoleProblems.splice(0)).toEqual([]);
      },
    );

    test.each(['white', 'low'] as const)(
      'words stand out in the %s theme',
      { timeout: 120_000 },
      async (look) => {
        const found: string[] = [];
        for (const fixture of onePerKind()) {
          const problems = await problemsOf(page, fixture, orientation, 'zh-CN', look);
          found.push(...problems.map((problem) => `${fixture.name}: ${problem}`));
        }
        expect(found).toEqual([]);
      },
    );

    test('axe finds nothing serious', { timeout: 180_000 }, async () => {
      const found: string[] = [];
      for (const fixture of onePerKind()) {
        await show(page, fixture, 'zh-CN', 'default');
        found.push(...(await seriousFor(page)).map((problem) => `${fixture.name}: ${problem}`));
      }
      expect(found).toEqual([]);
    });
  });
});

function onePerKind(): typeof fixtures {
  return fixtures.filter(
    (fixture, at) => fixtures.findIndex(({ screen }) => screen.kind === fixture.screen.kind) === at,
  );
}
