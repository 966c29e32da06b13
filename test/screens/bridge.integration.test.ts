import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { WebSocketServer, type WebSocket as ServerSocket } from 'ws';
import { socketBridge } from '../../renderer/bridge.ts';

let server: WebSocketServer;
afterEach(() => {
  for (const client of server.clients) client.terminate();
  server.close();
});

/** Collects what is told and lets a test wait for the next. */
function inbox<T>() {
  const got: T[] = [];
  const waiting: ((value: T) => void)[] = [];
  return {
    put: (value: T): void => {
      const next = waiting.shift();
      if (next) next(value);
      else got.push(value);
    },
    next: (): Promise<T> =>
      got.length > 0 ? Promise.resolve(got.shift()!) : new Promise((resolve) => waiting.push(resolve)),
  };
}

test('pictures come down, touches go up, garbage is passed on as nothing, a lost line comes back', async () => {
  server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await once(server, 'listening');
  const lines = inbox<ServerSocket>();
  const intents = inbox<unknown>();
  server.on('connection', (socket) => {
    socket.on('message', (data: Buffer) => intents.put(JSON.parse(data.toString())));
    lines.put(socket);
  });

  const pauses: number[] = [];
  const soon = ((callback: () => void, ms: number) => {
    pauses.push(ms);
    return setTimeout(callback, 0);
  }) as typeof setTimeout;
  const bridge = socketBridge(`ws://127.0.0.1:${(server.address() as AddressInfo).port}/channel`, soon);
  const views = inbox<unknown>();
  const states = inbox<boolean>();
  bridge.onView(views.put);
  bridge.onLine?.(states.put);

  const line = await lines.next();
  expect(await states.next()).toBe(true);
  line.send(JSON.stringify({ view: { seq: 1 } }));
  expect(await views.next()).toEqual({ seq: 1 });
  line.send('}{');
  expect(await views.next()).toBeUndefined();
  line.send(JSON.stringify({ something: 'else' }));
  expect(await views.next()).toBeUndefined();
  bridge.intent({ kind: 'start' });
  expect(await intents.next()).toEqual({ intent: { kind: 'start' } });

  line.terminate();
  expect(await states.next()).toBe(false);
  bridge.intent({ kind: 'back' });
  const again = await lines.next();
  expect(await states.next()).toBe(true);
  expect(pauses).toEqual([250]);
  again.send(JSON.stringify({ view: { seq: 0 } }));
  expect(await views.next()).toEqual({ seq: 0 });
  bridge.intent({ kind: 'continue' });
  expect(await intents.next()).toEqual({ intent: { kind: 'continue' } });
});
