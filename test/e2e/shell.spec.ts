import { spawn } from 'node:child_process';
import path from 'node:path';
import {
  electronPath,
  expect,
  expectScreen,
  fixtureLaunch,
  isRoot,
  root,
  test,
} from '../support/electron-app.ts';
import { traversalPaths } from '../support/hostile-addresses.ts';

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self' data:",
  "media-src 'self'",
  "connect-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  'sandbox allow-scripts allow-same-origin',
].join('; ');

test('shows the station and takes touches', async ({ terminal }) => {
  const { page } = terminal;
  await page.evaluate(() => window.yizhan?.intent({ kind: 'start' }));
  await expectScreen(page, 'home');
  expect((await terminal.intents()).map(({ kind }) => kind)).toEqual(['start']);
  const counters = await terminal.counters();
  expect(counters).toMatchObject({
    viewRequests: 1,
    intents: 1,
    intentsForeign: 0,
    intentsMalformed: 0,
    viewsRefused: 0,
  });
  expect(counters.largestViewBytes).toBeLessThan(4096);
});

test('fills the panel, without frame, at one CSS pixel a pixel', async ({ terminal }) => {
  const window = await terminal.app.evaluate(({ BrowserWindow }) => {
    const [kiosk] = BrowserWindow.getAllWindows();
    return {
      bounds: kiosk?.getBounds(),
      content: kiosk?.getContentBounds(),
      menu: kiosk?.isMenuBarVisible(),
    };
  });
  expect(window.bounds).toEqual({ x: 0, y: 0, width: 1080, height: 1920 });
  expect(window.content).toEqual(window.bounds);
  expect(window.menu).toBe(false);
  expect(await terminal.page.evaluate(() => [innerWidth, innerHeight, devicePixelRatio])).toEqual([
    1080, 1920, 1,
  ]);
});

test('the page is a secure one without Node, with two functions to the outside', async ({ terminal }) => {
  const seen = await terminal.page.evaluate(() => ({
    secure: isSecureContext,
    node: ['require', 'process', 'module', 'Buffer', 'global', '__dirname', 'electron', 'ipcRenderer'].filter(
      (name) => name in globalThis,
    ),
    bridge: Object.fromEntries(
      Object.entries(window.yizhan ?? {}).map(([name, value]) => [name, typeof value]),
    ),
  }));
  expect(seen).toEqual({ secure: true, node: [], bridge: { onView: 'function', intent: 'function' } });
  const preferences = await terminal.app.evaluate(({ webContents }) => {
    // Not in the types, and the only place that says what holds in the end.
    const contents = webContents.getAllWebContents()[0] as unknown as {
      getLastWebPreferences(): Record<string, unknown>;
    };
    return contents.getLastWebPreferences();
  });
  expect(preferences).toMatchObject({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    webviewTag: false,
  });
});

test('the policy goes with every answer, and stops inline script and eval', async ({ terminal }) => {
  const { app, page } = terminal;
  const headers = await app.evaluate(async ({ session }) => {
    const wanted = ['app://kiosk/', 'app://kiosk/safe.html', 'app://kiosk/nowhere'];
    return Promise.all(
      wanted.map(async (url) => {
        const answer = await session.defaultSession.fetch(url);
        return [answer.headers.get('content-security-policy'), answer.headers.get('x-content-type-options')];
      }),
    );
  });
  expect(headers).toEqual([1, 2, 3].map(() => [POLICY, 'nosniff']));
  const ran = await page.evaluate(async () => {
    const violated: string[] = [];
    document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) =>
      violated.push(effectiveDirective),
    );
    const tried: string[] = [];
    // The debugger's own evaluation may eval; what runs a turn later may not.
    await new Promise((resolve) => setTimeout(resolve, 0));
    const attempt = (name: string, action: () => void): void => {
      try {
        action();
        tried.push(name);
      } catch {
        // Stopped, as it should be.
      }
    };
    // The rules of lint are right, and broken here to see that the policy holds where they are.
    // oxlint-disable-next-line no-eval
    attempt('eval', () => (0, eval)('1'));
    // oxlint-disable-next-line typescript/no-implied-eval
    attempt('Function', () => new Function('return 1')());
    attempt('innerHTML', () => (document.createElement('div').innerHTML = '<b>x</b>'));
    // oxlint-disable-next-line typescript/no-implied-eval
    attempt('javascript: timer', () => void setTimeout('window.inlineRan = true' as never, 0));
    const element = document.createElement('script');
    attempt('script text', () => {
      element.textContent = 'window.inlineRan = true';
      document.head.append(element);
    });
    const style = document.createElement('style');
    style.textContent = 'body { outline: 77px solid red }';
    document.head.append(style);
    const image = document.createElement('img');
    image.src = 'https://example.invalid/x.png';
    document.body.append(image);
    await fetch('app://kiosk/index.html').then(
      () => tried.push('fetch'),
      () => undefined,
    );
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 50)));
    const outline = getComputedStyle(document.body).outlineWidth;
    for (const added of [element, style, image]) added.remove();
    return { tried, inlineRan: 'inlineRan' in window, outline, violated: [...new Set(violated)].sort() };
  });
  expect(ran.tried).toEqual([]);
  expect(ran.inlineRan).toBe(false);
  expect(ran.outline).not.toBe('77px');
  expect(ran.violated).toEqual(
    expect.arrayContaining(['connect-src', 'img-src', 'require-trusted-types-for', 'style-src-elem']),
  );
});

test('the app scheme serves its own files, and no path leads elsewhere', async ({ terminal }) => {
  const answers = await terminal.app.evaluate(async ({ session }, paths) => {
    const read = async (url: string): Promise<{ url: string; status: number; text: string }> => {
      try {
        const answer = await session.defaultSession.fetch(url);
        return { url, status: answer.status, text: (await answer.text()).slice(0, 100) };
      } catch {
        return { url, status: 0, text: '' };
      }
    };
    return Promise.all(paths.map((path) => read(`app://kiosk${path}`)));
  }, traversalPaths);
  for (const { url, status, text } of answers) {
    // What Chromium itself folds back to the root is the first page, and nothing more.
    const isFirstPage = status === 200 && text.startsWith('<!doctype html>');
    expect([404, 405, 0].includes(status) || isFirstPage, `${url} answered ${status}: ${text}`).toBe(true);
  }
  const elsewhere = await terminal.app.evaluate(
    async ({ session }) =>
      (await session.defaultSession.fetch('app://other/index.html').catch(() => ({ status: 0 }))).status,
  );
  expect([0, 404]).toContain(elsewhere);
});

test('parts of a file are answered as parts', async ({ terminal }) => {
  const parts = await terminal.app.evaluate(async ({ session }) => {
    const url = 'app://kiosk/index.html';
    const whole = await (await session.defaultSession.fetch(url)).text();
    const read = async (range: string): Promise<unknown[]> => {
      const answer = await session.defaultSession.fetch(url, { headers: { range } });
      return [answer.status, answer.headers.get('content-range'), await answer.text()];
    };
    return {
      whole,
      first: await read('bytes=0-9'),
      last: await read('bytes=-7'),
      rest: await read('bytes=10-'),
      beyond: await read('bytes=99999999-'),
    };
  });
  const { whole } = parts;
  const size = Buffer.byteLength(whole);
  const bytes = Buffer.from(whole);
  expect(parts.first).toEqual([206, `bytes 0-9/${size}`, bytes.subarray(0, 10).toString()]);
  expect(parts.last).toEqual([206, `bytes ${size - 7}-${size - 1}/${size}`, bytes.subarray(-7).toString()]);
  expect(parts.rest).toEqual([206, `bytes 10-${size - 1}/${size}`, bytes.subarray(10).toString()]);
  expect(parts.beyond).toEqual([416, `bytes */${size}`, '']);
});

test('junk on the intent channel is counted and disturbs nothing', async ({ terminal }) => {
  const { page } = terminal;
  await page.evaluate(async () => {
    const deep: Record<string, unknown> = {};
    let at = deep;
    for (let i = 0; i < 500; i++) at = at['x'] = {} as Record<string, unknown>;
    const junk: unknown[] = [
      null, undefined, 0, -1, NaN, '', 'start', [], [{ kind: 'start' }], {}, { kind: null }, { kind: 'Start' },
      { kind: 'choose-service', service: 'rob-bank' }, { kind: 'toggle-bill', billId: 'x'.repeat(100_000) },
      { kind: 'toggle-bill', billId: '' }, { kind: '__proto__' }, JSON.parse('{"__proto__":{"kind":"start"}}'),
      { kind: 'set-language', language: 'tlh' }, { kind: 'slip-came-out', yes: 'yes' }, deep, new Date(), new Map(),
      new Uint8Array(1000), new Error('x'), 10n, /x/, { kind: { toString: 'start' } }, '\u0000\u202e', new Set([1]),
    ]; // prettier-ignore
    for (const message of junk) {
      try {
        window.yizhan?.intent(message);
      } catch {
        // The bridge itself does not carry everything.
      }
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  });
  await expect.poll(async () => (await terminal.counters()).intentsMalformed).toBeGreaterThanOrEqual(20);
  await expectScreen(page, 'attract');
  expect(await terminal.intents()).toEqual([]);
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 1000)));
  await page.evaluate(() => window.yizhan?.intent({ kind: 'start' }));
  await expectScreen(page, 'home');
});

test('more than fifty intents a second are dropped, and later ones come through', async ({ terminal }) => {
  const { page } = terminal;
  await page.evaluate(() => {
    for (let i = 0; i < 500; i++) window.yizhan?.intent({ kind: 'still-here' });
  });
  await expect
    .poll(async () => {
      const { intents, intentsOverRate } = await terminal.counters();
      return intents + intentsOverRate;
    })
    .toBe(500);
  expect((await terminal.counters()).intents).toBeLessThanOrEqual(150);
  expect((await terminal.counters()).intentsOverRate).toBeGreaterThanOrEqual(350);
  await expect
    .poll(async () => {
      await page.evaluate(() => window.yizhan?.intent({ kind: 'start' }));
      return (await terminal.intents()).some(({ kind }) => kind === 'start');
    })
    .toBe(true);
  await expectScreen(page, 'home');
});

test('another page with the same preload is not heard', async ({ terminal }) => {
  const preload = path.join(root, 'out/preload/index.cjs');
  await terminal.app.evaluate(async ({ BrowserWindow }, preload) => {
    const stranger = new BrowserWindow({ show: false, webPreferences: { preload, sandbox: true } });
    await stranger.loadURL('app://kiosk/');
    await stranger.webContents.executeJavaScript("window.yizhan.intent({ kind: 'start' })");
  }, preload);
  // The stranger asked for the view, too.
  await expect.poll(async () => (await terminal.counters()).intentsForeign).toBe(2);
  expect(await terminal.intents()).toEqual([]);
  await expectScreen(terminal.page, 'attract');
});

test('a view that is not one never reaches the page', async ({ terminal }) => {
  await terminal.show({ time: 'noon' });
  await expect.poll(async () => (await terminal.counters()).viewsRefused).toBe(1);
  expect((await terminal.shellEvents()).map(({ kind }) => kind)).toContain('view-refused');
  await terminal.show({ time: '2026-11-22T12:00', screen: { kind: 'goodbye', outcome: 'done' } });
  await expectScreen(terminal.page, 'goodbye');
});

test('a second start on the same terminal ends, and the first stays', async ({ terminal }) => {
  const { args, env } = fixtureLaunch(terminal.userData);
  const second = spawn(electronPath(), [...(isRoot ? ['--no-sandbox'] : []), ...args], { env });
  let said = '';
  second.stderr.on('data', (chunk) => (said += String(chunk)));
  expect(await new Promise((resolve) => second.on('exit', resolve))).toBe(0);
  expect(said).toContain('already running');
  await terminal.page.evaluate(() => window.yizhan?.intent({ kind: 'start' }));
  await expectScreen(terminal.page, 'home');
});
