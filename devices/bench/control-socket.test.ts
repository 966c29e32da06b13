import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { systemClock } from '../../contract/clock.ts';
import { err, ok } from '../../contract/result.ts';
import { connectControl, serveControl, type ControlServer } from './control-socket.ts';

const lampControl = {
  commands: {
    turn: z.strictObject({ on: z.boolean() }),
    break: z.strictObject({}),
    read: z.strictObject({}),
  },
  state: z.object({ on: z.boolean() }),
  events: { flash: z.object({ ms: z.number() }) },
} as const;

let directory: string;
let path: string;
let on: boolean;
let server: ControlServer<typeof lampControl>;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'yizhan-control-'));
  path = join(directory, 'lamp.sock');
  on = false;
  server = await listen();
});
afterEach(async () => {
  await server.close();
  await rm(directory, { recursive: true });
});

const listen = (): Promise<ControlServer<typeof lampControl>> =>
  serveControl(
    path,
    lampControl,
    { turn: (params) => void (on = params.on), break: () => err('glued'), read: () => ok({ hours: 7 }) },
    { snapshot: () => ({ on }) },
  );

async function client() {
  const connected = await connectControl(path, lampControl, systemClock);
  if (!connected.ok) throw new Error(connected.error);
  return connected.value;
}

describe('control socket', () => {
  test('tells the state at once, and to everyone after each command', async () => {
    const [a, b] = [await client(), await client()];
    expect(a.state()).toEqual({ on: false });
    const seen = b.waitFor((state) => state.on);
    expect(await a.request('turn', { on: true })).toEqual(ok(null));
    expect(await seen).toEqual(ok({ on: true }));
  });

  test('answers with results, with error codes of the simulator and with its own', async () => {
    const a = await client();
    expect(await a.request('read', {})).toEqual(ok({ hours: 7 }));
    expect(await a.request('break', {})).toEqual(err('glued'));
    expect(await a.request('turn', { on: 'yes' as never })).toEqual(err('bad-params'));
    expect(await a.request('toString' as never, {} as never)).toEqual(err('unknown-command'));
  });

  test('pushes events', async () => {
    const a = await client();
    const flash = new Promise((resolve) => a.onEvent('flash', resolve));
    server.push('flash', { ms: 20 });
    expect(await flash).toEqual({ ms: 20 });
  });

  test('answers what is not a request, and goes on', async () => {
    const socket = connect(path);
    socket.write('nonsense\n{"id":1,"command":"turn","params":{"on":true}}\n');
    let text = '';
    for await (const chunk of socket) {
      text += String(chunk);
      if (text.includes('"id":1')) break;
    }
    expect(text).toContain('{"id":null,"ok":false,"error":"bad-request"}');
    expect(text).toContain('{"id":1,"ok":true,"result":null}');
  });

  test('a line without end closes the connection, not the simulator', async () => {
    const socket = connect(path);
    socket.on('error', () => undefined);
    const closed = new Promise((resolve) => socket.on('close', resolve));
    socket.write('x'.repeat(2 * 1024 * 1024));
    socket.resume();
    await closed;
    expect((await client()).state()).toEqual({ on: false });
  });

  test('a simulator that ends settles what was asked', async () => {
    const a = await client();
    const waiting = a.waitFor((state) => state.on);
    const gone = new Promise<void>((resolve) => a.onClose(resolve));
    await server.close();
    await gone;
    expect(await waiting).toEqual(err('closed'));
    expect(await a.request('read', {})).toEqual(err('closed'));
    expect(await connectControl(path, lampControl, systemClock)).toEqual(err('no-simulator'));
    // The socket's file may be left over from a program that was killed.
    server = await listen();
    expect((await client()).state()).toEqual({ on: false });
  });
});
