import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { systemClock } from '../../contract/clock.ts';
import { err, ok } from '../../contract/result.ts';
import { createTransport } from './open-transport.ts';
import type { Transport } from './transport.ts';

let server: Server;
let port: number;
let device: Promise<Socket>;
let transport: Transport;

async function listen(at = 0): Promise<void> {
  server = createServer();
  device = new Promise((resolve) => server.on('connection', resolve));
  await new Promise<void>((resolve) => server.listen(at, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
}
beforeEach(async () => {
  await listen();
  transport = createTransport({ kind: 'tcp', host: '127.0.0.1', port }, systemClock);
});
afterEach(async () => {
  await transport.close();
  server.close();
});

const lost = (): Promise<void> => new Promise((resolve) => transport.onLost(resolve));

test('carries bytes in both directions', async () => {
  expect(await transport.open()).toEqual(ok(undefined));
  expect(await transport.open()).toEqual(ok(undefined));
  const received = new Promise((resolve) => transport.onData((chunk) => resolve([...chunk])));
  const socket = await device;
  const arrived = new Promise((resolve) => socket.once('data', (chunk) => resolve([...chunk])));
  expect(await transport.write(Uint8Array.of(0x10, 4, 2))).toEqual(ok(undefined));
  socket.write(Uint8Array.of(0x12));
  expect([await arrived, await received]).toEqual([[0x10, 4, 2], [0x12]]);
});

test('what was written before close still arrives', async () => {
  await transport.open();
  const socket = await device;
  let bytes = 0;
  const ended = new Promise<void>((resolve) => socket.on('end', resolve));
  socket.on('data', (chunk) => (bytes += chunk.length));
  void transport.write(new Uint8Array(300_000));
  await transport.close();
  await ended;
  expect(bytes).toBe(300_000);
});

test.each(['end', 'destroy', 'resetAndDestroy'] as const)(
  '%s by the device is told once, and the line can be opened again',
  async (how) => {
    await transport.open();
    const told = vi.fn();
    transport.onLost(told);
    const gone = lost();
    const socket = await device;
    socket[how]();
    await gone;
    expect(transport.isOpen).toBe(false);
    expect(await transport.write(Uint8Array.of(1))).toEqual(err('closed'));
    expect(await transport.open()).toEqual(ok(undefined));
    expect(told).toHaveBeenCalledOnce();
  },
);

test('own close is no loss', async () => {
  await transport.open();
  const told = vi.fn();
  transport.onLost(told);
  await transport.close();
  expect(told).not.toHaveBeenCalled();
  expect(await transport.write(Uint8Array.of(1))).toEqual(err('closed'));
});

test('nothing listens there', async () => {
  await new Promise((resolve) => server.close(resolve));
  expect(await transport.open()).toEqual(err('no-device'));
});
