import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, expectScreen, test, type Terminal } from '../support/electron-app.ts';
import { endProcess, processesOf } from '../support/processes.ts';

const RECOVERY_MS = 2000;

function crash({ app }: Terminal): Promise<number> {
  return app.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    const pid = contents?.getOSProcessId() ?? 0;
    contents?.forcefullyCrashRenderer();
    return pid;
  });
}

/** Crashes the page; resolves with the milliseconds until another process shows the screen. */
async function crashAndReturn(terminal: Terminal, screen: string): Promise<number> {
  const started = performance.now();
  const crashed = await crash(terminal);
  await expect
    .poll(
      async () => {
        const pid = await terminal.app.evaluate(({ BrowserWindow }) =>
          BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId(),
        );
        return pid === crashed ? '' : terminal.shown();
      },
      { intervals: [20] },
    )
    .toBe(screen);
  return performance.now() - started;
}

test('a page that crashes is back at the same screen within two seconds', async ({ terminal }) => {
  await terminal.page.evaluate(() => window.yizhan?.intent({ kind: 'start' }));
  await expectScreen(terminal.page, 'home');
  expect(await crashAndReturn(terminal, 'home')).toBeLessThan(RECOVERY_MS);
  expect((await terminal.shellEvents()).find(({ kind }) => kind === 'renderer-gone')?.detail).toMatchObject({
    crashes: 1,
  });
  await terminal.inPage("window.yizhan.intent({ kind: 'back' })");
  await expect.poll(async () => (await terminal.intents()).at(-1)?.kind).toBe('back');
});

test('the third crash brings the safe page, and it stays', async ({ terminal }) => {
  await crashAndReturn(terminal, 'attract');
  await crashAndReturn(terminal, 'attract');
  await crashAndReturn(terminal, '这台机器暂时不能用');
  expect(
    await terminal.app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.webContents.getURL(),
    ),
  ).toBe('app://kiosk/safe.html');
  expect((await terminal.shellEvents()).map(({ kind }) => kind)).toContain('safe-page');
  // Whatever the station says meanwhile, the page stays.
  await terminal.show({ screen: { kind: 'goodbye', outcome: 'done' } });
  expect(await terminal.shown()).toBe('这台机器暂时不能用');
});

test('the safe page has its paper and no script', async ({ terminal }) => {
  const { app, page } = terminal;
  await app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.webContents.loadURL('app://kiosk/safe.html'),
  );
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('这台机器暂时不能用');
  expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe(
    'rgb(245, 238, 223)',
  );
  expect(await page.evaluate(() => document.scripts.length)).toBe(0);
});

test('a GPU process that dies leaves the screen as it was', async ({ terminal }) => {
  const { app, page } = terminal;
  const pid = await app.evaluate(({ app }) => app.getAppMetrics().find(({ type }) => type === 'GPU')?.pid);
  test.skip(pid === undefined, 'this machine runs without a GPU process');
  process.kill(pid ?? 0, 'SIGKILL');
  await expect
    .poll(async () => (await terminal.shellEvents()).some(({ kind }) => /gpu-gone|helper-gone/.test(kind)))
    .toBe(true);
  await expectScreen(page, 'attract');
  await page.evaluate(() => window.yizhan?.intent({ kind: 'start' }));
  await expectScreen(page, 'home');
});

test('a bug in main is recorded, and the program starts afresh', async ({ terminal }) => {
  const { app, page, userData } = terminal;
  await page.evaluate(() => window.yizhan?.intent({ kind: 'start' }));
  await expectScreen(page, 'home');
  const program = app.process();
  const first = program.pid ?? 0;
  const closed = app.waitForEvent('close');
  await app
    .evaluate(
      () =>
        void setTimeout(() => {
          throw new RangeError('personal words');
        }, 0),
    )
    .catch(() => undefined);
  await closed;
  expect(program.exitCode).toBe(70);
  const restarts = path.join(userData, 'restarts.json');
  expect(existsSync(restarts)).toBe(true);
  expect(JSON.parse(readFileSync(restarts, 'utf8'))).toHaveLength(1);
  // The successor has the same user data and another number.
  const successors = (): number[] => processesOf(userData).filter((pid) => pid !== first);
  await expect.poll(() => successors().length).toBeGreaterThan(0);
  for (const pid of successors()) endProcess(pid);
  await expect.poll(() => successors().length).toBe(0);
});
