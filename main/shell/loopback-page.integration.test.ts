import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { systemClock } from '../../contract/clock.ts';
import type { View } from '../../contract/view.ts';
import { FIXTURE_VIEW } from '../../test/support/fixture-view.ts';
import { LOOPBACK_POLICY } from './content-security-policy.ts';
import { serveLoopbackPage, type LoopbackPage } from './loopback-page.ts';
import { SAFE_PAGE_FILES } from './safe-page.ts';

let page: LoopbackPage;
let port: number;
let intents: unknown[];
let show: (view: View) => void;

beforeEach(async () => {
  intents = [];
  const listeners = new Set<(view: View) => void>();
  let view = FIXTURE_VIEW;
  show = (next) => {
    view = next;
    for (const listener of listeners) listener(next);
  };
  page = await serveLoopbackPage({
    port: 0,
    files: SAFE_PAGE_FILES,
    clock: systemClock,
    station: {
      view: () => view,
      onView: (listener) => {
        listeners.add(listener);
        return () => void listeners.delete(listener);
      },
      intent: (message) => void intents.push(message),
      shellEvent: () => undefined,
    },
  });
  port = Number(new URL(page.url).port);
});
afterEach(() => page.close());

function get(path: string, host: string): Promise<{ status: number; policy: string; body: string }> {
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, path, headers: { host } }, (response) => {
      let body = '';
      response.on('data', (chunk) => (body += String(chunk)));
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          policy: String(response.headers['content-security-policy']),
          body,
        }),
      );
    })
      .on('error', reject)
      .end();
  });
}

/** A browser with the frames that it has got so far. */
async function open(
  headers: Record<string, string>,
): Promise<{ socket: WebSocket; frames: { view: View }[] }> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/channel`, { headers });
  const frames: { view: View }[] = [];
  socket.on('message', (data) =>
    frames.push(JSON.parse((data as Buffer).toString('utf8')) as { view: View }),
  );
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  return { socket, frames };
}
const own = (): Record<string, string> => ({ host: `localhost:${port}`, origin: `http://localhost:${port}` });

describe('the page', () => {
  test('is served with its policy to loopback names, at any port of a tunnel', async () => {
    for (const host of [`127.0.0.1:${port}`, 'localhost:8080', '[::1]:1', 'LOCALHOST'])
      expect(await get('/safe.html', host)).toMatchObject({ status: 200, policy: LOOPBACK_POLICY });
    expect(LOOPBACK_POLICY).toContain("connect-src 'self'");
  });

  test('is not served under any other name', async () => {
    for (const host of ['example.com', `127.0.0.1.example.com:${port}`, 'localhost.example.com', '10.0.0.1'])
      expect(await get('/safe.html', host)).toMatchObject({ status: 403, body: '' });
  });

  test('finds nothing else', async () => {
    for (const path of ['/../package.json', '/%2e%2e/package.json', '/etc/passwd'])
      expect((await get(path, 'localhost')).status).toBe(404);
  });
});

describe('the channel', () => {
  test('mirrors one terminal into several browsers and takes intents from each', async () => {
    const [first, second] = await Promise.all([open(own()), open(own())]);
    await expect.poll(() => [first.frames.length, second.frames.length]).toEqual([1, 1]);
    show({ ...FIXTURE_VIEW, seq: 1, screen: { kind: 'goodbye', outcome: 'done' } });
    await expect.poll(() => second.frames.at(-1)?.view.screen.kind).toBe('goodbye');
    await expect.poll(() => first.frames.at(-1)?.view.seq).toBe(1);
    first.socket.send(JSON.stringify({ intent: { kind: 'start' } }));
    second.socket.send(JSON.stringify({ intent: { kind: 'back' } }));
    await expect.poll(() => intents.length).toBe(2);
    expect(intents).toEqual(expect.arrayContaining([{ kind: 'start' }, { kind: 'back' }]));
    first.socket.close();
    second.socket.close();
  });

  test('drops what is no intent, and ends a browser that sends too much at once', async () => {
    const { socket } = await open(own());
    for (const junk of ['', 'null', '{', '[]', '{"intent":null}', '{"intent":{"kind":"rob"}}'])
      socket.send(junk);
    socket.send(Buffer.from(JSON.stringify({ intent: { kind: 'start' } })), { binary: true });
    socket.send(JSON.stringify({ intent: { kind: 'back' } }));
    await expect.poll(() => intents).toEqual([{ kind: 'back' }]);
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.send('x'.repeat(100_000));
    await closed;
    expect(intents).toHaveLength(1);
  });

  test.each([
    ['no origin', () => ({ host: `localhost:${port}` })],
    ['a foreign origin', () => ({ host: `localhost:${port}`, origin: 'https://example.com' })],
    ['another port', () => ({ host: `localhost:${port}`, origin: 'http://localhost:1' })],
    ['an opaque origin', () => ({ host: `localhost:${port}`, origin: 'null' })],
    [
      'a name made to resolve here',
      () => ({ host: `evil.example:${port}`, origin: `http://evil.example:${port}` }),
    ],
  ])('is closed to %s', async (_name, headers) => {
    await expect(open(headers())).rejects.toThrow('403');
    expect(intents).toEqual([]);
  });
});
