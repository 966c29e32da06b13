import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock } from '../../contract/clock.ts';
import { err, ok } from '../../contract/result.ts';
import { PtyLine } from '../bench/pty-line.ts';
import { createTransport } from './open-transport.ts';
import type { Transport } from './transport.ts';

let directory: string;
let line: PtyLine;
let transport: Transport;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'yizhan-serial-'));
  const path = join(directory, 'tty');
  // The other end repeats what it hears.
  line = new PtyLine(path, (bytes) => line.write(bytes));
  await line.plug();
  transport = createTransport({ kind: 'serial', path, baudRate: 115200 }, systemClock);
});
afterEach(async () => {
  await transport.close();
  await line.unplug();
  await rm(directory, { recursive: true });
});

/** Collects until `count` bytes are there. */
function received(count: number): Promise<number[]> {
  const bytes: number[] = [];
  return new Promise((resolve) => {
    const stop = transport.onData((chunk) => {
      bytes.push(...chunk);
      if (bytes.length < count) return;
      stop();
      resolve(bytes);
    });
  });
}

test('carries every byte value, also after closing and opening', async () => {
  const all = Array.from({ length: 256 }, (_, i) => i);
  for (let round = 0; round < 2; round++) {
    expect(await transport.open()).toEqual(ok(undefined));
    const echo = received(256);
    expect(await transport.write(Uint8Array.from(all))).toEqual(ok(undefined));
    expect(await echo).toEqual(all);
    await transport.close();
    expect(transport.isOpen).toBe(false);
    expect(await transport.write(Uint8Array.of(1))).toEqual(err('closed'));
  }
});

test('an unplugged cable is told, and plugged in again it works', async () => {
  await transport.open();
  const gone = new Promise<void>((resolve) => transport.onLost(resolve));
  await line.unplug();
  await gone;
  expect(await transport.write(Uint8Array.of(1))).toEqual(err('closed'));
  expect(await transport.open()).toEqual(err('no-device'));
  await line.plug();
  expect(await transport.open()).toEqual(ok(undefined));
  const echo = received(1);
  await transport.write(Uint8Array.of(7));
  expect(await echo).toEqual([7]);
});

test('a line that another program holds is busy', async () => {
  await transport.open();
  const second = createTransport(
    { kind: 'serial', path: join(directory, 'tty'), baudRate: 9600 },
    systemClock,
  );
  expect(await second.open()).toEqual(err('busy'));
  expect(transport.isOpen).toBe(true);
});
