import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { freePort } from '../support/demo-world.ts';
import { launchElectron } from '../support/launch.ts';
import {
  electronPath,
  expect,
  expectScreen,
  isRoot,
  root,
  test,
  withUserData,
} from '../support/electron-app.ts';

/** Stands in for the bench's own server: what counts here is the window around it. */
async function withBenchServer(use: (url: string) => Promise<void>): Promise<void> {
  const server: Server = createServer((request, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end(`<!doctype html><title>${request.url}</title><p>bench</p>`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

test('the demo has a bench beside the kiosk, and the same page for a browser', async () => {
  await withUserData((userData) =>
    withBenchServer(async (benchUrl) => {
      const { NODE_OPTIONS: _handedOn, ...inherited } = process.env as Record<string, string>;
      const loopback = await freePort();
      const { app } = await launchElectron({
        executablePath: electronPath(),
        chromiumSandbox: !isRoot,
        args: [`--user-data-dir=${userData}`, root],
        env: {
          ...inherited,
          YIZHAN_CONFIG: path.join(root, 'config/demo.yaml'),
          YIZHAN_STATE_DIR: path.join(userData, 'state'),
          YIZHAN_NODE: process.execPath,
          YIZHAN_BENCH_URL: benchUrl,
          YIZHAN_LOOPBACK_PORT: String(loopback),
        },
      });
      const windows = (): Page[] => app.windows();
      await expect.poll(() => windows().length).toBe(2);
      const bench = windows().find((window) => window.url().startsWith('http:'));
      const kiosk = windows().find((window) => window.url().startsWith('app:'));
      if (!bench || !kiosk) throw new Error('wanted a bench and a kiosk');

      await test.step('the bench is a page like any other', async () => {
        await expect(bench.getByText('bench')).toBeVisible();
        expect(await bench.evaluate(() => ['yizhan' in window, 'require' in window])).toEqual([false, false]);
        const sessions = await app.evaluate(({ BrowserWindow, session }) =>
          BrowserWindow.getAllWindows().map(
            (window) => window.webContents.session === session.defaultSession,
          ),
        );
        expect(sessions.sort()).toEqual([false, true]);
        const reached = await bench.evaluate(async () => {
          const tries = ['https://example.com/', 'http://127.0.0.1:9/', 'app://kiosk/'].map((url) =>
            fetch(url, { mode: 'no-cors' }).then(
              () => url,
              () => null,
            ),
          );
          return (await Promise.all(tries)).filter((url) => url !== null);
        });
        expect(reached).toEqual([]);
        expect(await bench.evaluate(() => window.open('about:blank'))).toBeNull();
      });

      await test.step('a browser sees what the kiosk shows', async () => {
        const url = `http://127.0.0.1:${loopback}/?mmpx=4.03`;
        await expect
          .poll(async () =>
            fetch(url).then(
              (answer) => answer.status,
              () => 0,
            ),
          )
          .toBe(200);
        const answer = await fetch(url);
        expect(answer.status).toBe(200);
        expect(answer.headers.get('content-security-policy')).toContain("connect-src 'self'");
        // No browser is wanted for the tests: a plain socket speaks for it.
        const frames: { view: { screen: { kind: string } } }[] = [];
        const { WebSocket } = await import('ws');
        const socket = new WebSocket(`${new URL(url).origin.replace('http', 'ws')}/channel`, {
          headers: { origin: new URL(url).origin },
        });
        socket.on('message', (data) => frames.push(JSON.parse((data as Buffer).toString('utf8')) as never));
        await expectScreen(kiosk, 'attract', 30_000);
        await expect.poll(() => frames.at(-1)?.view.screen.kind).toBe('attract');
        socket.send(JSON.stringify({ intent: { kind: 'start' } }));
        await expectScreen(kiosk, 'home');
        await expect.poll(() => frames.at(-1)?.view.screen.kind).toBe('home');
        socket.terminate();
      });
      await app.close();
    }),
  );
});
