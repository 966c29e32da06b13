import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test as base, type ElectronApplication, type Page } from '@playwright/test';
import { rolldown } from 'rolldown';
import { launchElectron } from './launch.ts';
import type { Intent } from '../../contract/intent.ts';
import type { View } from '../../contract/view.ts';
import type { ChannelCounters } from '../../main/shell/channel.ts';

export const root = path.resolve(import.meta.dirname, '../..');

export interface ShellEvent {
  readonly kind: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** What a test can see and turn in the main process of a terminal on the fixture station. */
export interface Terminal {
  readonly app: ElectronApplication;
  readonly page: Page;
  readonly userData: string;
  counters(): Promise<ChannelCounters>;
  intents(): Promise<Intent[]>;
  shellEvents(): Promise<ShellEvent[]>;
  show(change: Partial<View>): Promise<void>;
  /** The screen that the page shows, or its title where it has none; empty while it loads or is down. */
  shown(): Promise<string>;
  /** Runs a script in the page, asked from main: that also works where Playwright waits for a navigation that was refused, or has given the page up after a crash. */
  inPage(script: string): Promise<unknown>;
}

declare global {
  var yizhanCounters: ChannelCounters;
  var yizhanFixture: { intents: Intent[]; shellEvents: ShellEvent[]; show(change: Partial<View>): void };
}

export function electronPath(): string {
  const executable = process.env['YIZHAN_ELECTRON'];
  if (!executable) throw new Error('YIZHAN_ELECTRON names no Electron: run `npm test -- --only e2e`.');
  return executable;
}

export const isRoot = process.getuid?.() === 0;

/** A folder of its own for one program's user data, gone after `use`. */
export async function withUserData(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'yizhan-e2e-'));
  try {
    await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** The command line and environment of a terminal on the fixture station. */
export function fixtureLaunch(userData: string): { args: string[]; env: Record<string, string> } {
  const { NODE_OPTIONS: _handedOn, ...inherited } = process.env as Record<string, string>;
  return {
    args: [`--user-data-dir=${userData}`, root],
    env: {
      ...inherited,
      YIZHAN_FIXTURE_STATION: '1',
      YIZHAN_CONFIG: path.join(root, 'test/support/fixture-terminal.yaml'),
    },
  };
}

export async function launchFixture(userData: string, env: Record<string, string> = {}): Promise<Terminal> {
  const launch = fixtureLaunch(userData);
  const { app, page } = await launchElectron({
    executablePath: electronPath(),
    // Without this Playwright switches the sandbox off by itself; root cannot have it.
    chromiumSandbox: !isRoot,
    args: launch.args,
    env: { ...launch.env, ...env },
  });
  const inPage = (script: string): Promise<unknown> =>
    app.evaluate(async ({ BrowserWindow }, script): Promise<unknown> => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents;
      if (!contents || contents.isCrashed()) return '';
      // Gone between the look and the call.
      return contents.mainFrame.executeJavaScript(script).catch(() => '') as Promise<unknown>;
    }, script);
  return {
    app,
    page,
    userData,
    counters: () => app.evaluate(() => globalThis.yizhanCounters),
    intents: () => app.evaluate(() => globalThis.yizhanFixture.intents),
    shellEvents: () => app.evaluate(() => globalThis.yizhanFixture.shellEvents),
    show: (change) => app.evaluate((_electron, change) => globalThis.yizhanFixture.show(change), change),
    shown: () =>
      inPage("document.querySelector('[data-screen]')?.dataset.screen ?? document.title") as Promise<string>,
    inPage,
  };
}

/** Bundles the fixture station for a runtime whose Node may not read TypeScript. */
async function bundleFixtureStation(): Promise<void> {
  const file = path.join(root, 'out/test/fixture-station.cjs');
  mkdirSync(path.dirname(file), { recursive: true });
  const bundle = await rolldown({
    input: path.join(root, 'test/support/fixture-station.ts'),
    platform: 'node',
  });
  await bundle.write({ file, format: 'cjs' });
  await bundle.close();
}

/**
 * Playwright's test with `terminal`: the real shell in a real Electron, on the fixture station, its page on the attract
 * screen.
 */
export const test = base.extend<{ terminal: Terminal }, { fixtureStation: void }>({
  fixtureStation: [
    // Playwright reads the fixtures that are wanted off this pattern.
    // oxlint-disable-next-line no-empty-pattern
    async ({}, use) => {
      await bundleFixtureStation();
      await use();
    },
    { scope: 'worker', auto: true },
  ],
  // oxlint-disable-next-line no-empty-pattern
  terminal: async ({}, use) => {
    await withUserData(async (userData) => {
      const terminal = await launchFixture(userData);
      await expectScreen(terminal.page, 'attract');
      await use(terminal);
      await terminal.app.close();
    });
  },
});

/** Waits until the page shows this screen. */
export async function expectScreen(
  page: Page,
  kind: View['screen']['kind'],
  timeout = 10_000,
): Promise<void> {
  await expect(page.locator(`[data-screen="${kind}"]`)).toBeAttached({ timeout });
}

export { expect };
