import { _electron, type ElectronApplication, type Page } from '@playwright/test';

/** A window is there after one second on an idle machine. */
const WINDOW_MS = 15_000;
const MOST_STARTS = 3;

type Launch = NonNullable<Parameters<typeof _electron.launch>[0]>;

/**
 * Starts an Electron under Playwright and waits until its first window shows a screen.
 *
 * About one start in forty on the stand-in runtime (33.2.1) never gets further when a debugger is attached while it starts: the
 * browser process sits idle in its message loop. 114 starts without a debugger all came up. So it is the tools' start that is
 * repeated here, within bounds, never a step of a test.
 */
export async function launchElectron(launch: Launch): Promise<{ app: ElectronApplication; page: Page }> {
  const problems: string[] = [];
  for (let start = 1; start <= MOST_STARTS; start++) {
    let app: ElectronApplication | null = null;
    let said = '';
    try {
      app = await _electron.launch({ timeout: WINDOW_MS, ...launch });
      for (const stream of [app.process().stdout, app.process().stderr])
        stream?.on('data', (chunk) => (said = `${said}${chunk}`.slice(-4000)));
      const page = await app.firstWindow({ timeout: WINDOW_MS });
      await page
        .locator('[data-screen], [data-page], body > *')
        .first()
        .waitFor({ state: 'attached', timeout: WINDOW_MS });
      return { app, page };
    } catch (error) {
      app?.process().kill('SIGKILL');
      problems.push(`${String(error)} The program said: ${said}`);
    }
  }
  throw new Error(`No window came up in ${MOST_STARTS} starts. ${problems.join('\n')}`);
}
