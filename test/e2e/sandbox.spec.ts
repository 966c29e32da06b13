import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { cpSync, existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { chromium } from '@playwright/test';
import { withOrdinaryUser } from '../support/as-user.ts';
import {
  electronPath,
  expect,
  expectScreen,
  fixtureLaunch,
  isRoot,
  root,
  test,
  withUserData,
} from '../support/electron-app.ts';
import { endProcess, processesOf, processStatus } from '../support/processes.ts';

/** Runs the program until it ends by itself; its words and its code. */
function run(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): { code: number | null; said: string } {
  const ended = spawnSync(electronPath(), args, {
    env,
    encoding: 'utf8',
    timeout: 30_000,
    killSignal: 'SIGKILL',
  });
  return { code: ended.status, said: `${ended.stdout}${ended.stderr}` };
}

const production = { YIZHAN_CONFIG: path.join(root, 'test/support/production-terminal.yaml') };

test('as root it says so, in one line', async ({ terminal }) => {
  test.skip(!isRoot, 'only root has this line to read');
  // The sandboxed renderer is without Node all the same.
  expect(await terminal.page.evaluate(() => 'require' in window)).toBe(false);
  await withUserData(async (userData) => {
    const { args, env } = fixtureLaunch(userData);
    const program = spawn(electronPath(), ['--no-sandbox', ...args], { env });
    const lines: string[] = [];
    program.stdout.on('data', (chunk) => lines.push(...String(chunk).split('\n')));
    await expect.poll(() => lines.some((line) => line.includes('Running as root'))).toBe(true);
    program.kill('SIGTERM');
    expect(await new Promise((resolve) => program.once('exit', resolve))).toBe(0);
    expect(lines.filter((line) => line.includes('root'))).toHaveLength(1);
  });
});

test('production does not run as root', async () => {
  test.skip(!isRoot, 'needs root');
  await withUserData(async (userData) => {
    const { args, env } = fixtureLaunch(userData);
    const { code, said } = run(['--no-sandbox', ...args], { ...env, ...production });
    expect(said).toContain('does not serve citizens as root');
    expect(code).toBe(64);
  });
});

test('production does not start with a debugger or with foreign options for Node', async () => {
  const attempts: [string[], Record<string, string>, string][] = [
    [['--remote-debugging-port=0'], {}, '--remote-debugging-port'],
    [['--inspect=0'], {}, '--inspect'],
    [['--js-flags=--expose-gc'], {}, '--js-flags'],
    [[], { NODE_OPTIONS: '--max-old-space-size=900' }, 'NODE_OPTIONS'],
  ];
  await withUserData((userData) => {
    const { args, env } = fixtureLaunch(userData);
    for (const [switches, variables, named] of attempts) {
      const { code, said } = run([...(isRoot ? ['--no-sandbox'] : []), ...switches, ...args], {
        ...env,
        ...production,
        ...variables,
      });
      expect(said, named).toContain(`does not serve citizens with ${named}`);
      expect(code, named).toBe(64);
    }
    return Promise.resolve();
  });
});

test('a configuration that is none is said in words', async () => {
  await withUserData((userData) => {
    const { args, env } = fixtureLaunch(userData);
    const { code, said } = run([...(isRoot ? ['--no-sandbox'] : []), ...args], {
      ...env,
      YIZHAN_CONFIG: '/nowhere.yaml',
    });
    expect(said).toContain('/nowhere.yaml cannot be read');
    expect(code).toBe(78);
    return Promise.resolve();
  });
});

/** Where the program says it listens for a debugger. */
function debuggerAddress(program: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    program.stderr?.on('data', (chunk) => {
      said += String(chunk);
      const address = /DevTools listening on (ws:\S+)/.exec(said)?.[1];
      if (address) resolve(address);
    });
    program.once('exit', (code) => reject(new Error(`ended with ${code}: ${said.slice(-2000)}`)));
  });
}

/** The same once the page is there: a debugger that comes earlier can keep this runtime from ever starting (launch.ts). */
async function settledAddress(program: Parameters<typeof debuggerAddress>[0]): Promise<string> {
  const address = await debuggerAddress(program);
  const list = `http://${new URL(address).host}/json/list`;
  await expect
    .poll(async () => (await fetch(list)).text().catch(() => ''), { timeout: 20_000 })
    .toContain('app://kiosk/');
  return address;
}

test('an ordinary user runs it with Chromium’s sandbox on', async () => {
  test.skip(!isRoot || process.platform !== 'linux', 'needs root, to become someone else');
  await withOrdinaryUser(async (user) => {
    // The runtime and the program may lie where this user cannot read.
    const runtime = path.join(user.home, 'runtime');
    const program = path.join(user.home, 'program');
    cpSync(path.dirname(electronPath()), runtime, { recursive: true, mode: 2 });
    mkdirSync(program);
    for (const part of ['package.json', 'out', 'test/support/fixture-terminal.yaml'])
      if (existsSync(path.join(root, part)))
        cpSync(path.join(root, part), path.join(program, part), { recursive: true });
    const [command, args] = user.command(
      path.join(runtime, 'electron'),
      ['--remote-debugging-port=0', `--user-data-dir=${user.home}/data`, program],
      {
        HOME: user.home,
        XDG_RUNTIME_DIR: user.home,
        DISPLAY: process.env['DISPLAY'] ?? '',
        YIZHAN_FIXTURE_STATION: '1',
        YIZHAN_CONFIG: path.join(program, 'test/support/fixture-terminal.yaml'),
      },
    );
    const started = spawn(command, args);
    try {
      const browser = await chromium.connectOverCDP(await settledAddress(started));
      const page = browser.contexts()[0]?.pages()[0];
      if (!page) throw new Error('no page came up');
      await expectScreen(page, 'attract');
      await page.evaluate(() => window.yizhan?.intent({ kind: 'start' }));
      await expectScreen(page, 'home');
      // The kernel's word: a filter on system calls, and no way to more rights.
      const renderers = processesOf('--type=renderer').filter((pid) => processesOf(user.home).includes(pid));
      expect(renderers.length).toBeGreaterThan(0);
      for (const pid of renderers) {
        expect(processStatus(pid, 'Seccomp')).toBe('2');
        expect(processStatus(pid, 'NoNewPrivs')).toBe('1');
      }
      await browser.close();
    } finally {
      for (const pid of processesOf(user.home)) endProcess(pid);
      await expect.poll(() => processesOf(user.home).length).toBe(0);
    }
  });
});
