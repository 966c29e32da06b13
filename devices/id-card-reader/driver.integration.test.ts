import { existsSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../contract/clock.ts';
import { err, type Result } from '../../contract/result.ts';
import { startSimulator, type SimulatorProcess } from '../../test/support/simulator-process.ts';
import { createIdCardReader, type SdtIdCardReader } from './driver.ts';
import type { CardReadError, IdCard } from './id-card-reader.ts';
import { idCardReaderControl } from './simulator-control.ts';

let simulator: SimulatorProcess<typeof idCardReaderControl>;
let reader: SdtIdCardReader;

beforeAll(async () => {
  simulator = await startSimulator('devices/id-card-reader/simulator-main.ts', idCardReaderControl);
});
afterAll(() => simulator.stop());

beforeEach(async () => {
  reader = createIdCardReader({
    transport: { kind: 'serial', path: simulator.tty, baudRate: 115200 },
    profile: 'sdt-generic',
    clock: systemClock,
  });
  await reader.open();
});
afterEach(async () => {
  await reader.close();
  await simulator.control.request('lift-card', {});
  await simulator.control.request('clear-fault', {});
});

const read = (onCardFound?: () => void) =>
  reader.read({ signal: AbortSignal.timeout(9000), ...(onCardFound && { onCardFound }) });
const nameOf = (result: Result<IdCard, CardReadError>) => (result.ok ? result.value.name : result.error);

function healthIs(state: string): Promise<void> {
  return new Promise((resolve) => {
    if (reader.health().state === state) return resolve();
    const stop = reader.onHealth((health) => {
      if (health.state !== state) return;
      stop();
      resolve();
    });
  });
}

describe('over a real pseudo-terminal', { timeout: 20_000 }, () => {
  test('a person comes, is read, and takes the card', async () => {
    expect(reader.health()).toMatchObject({ state: 'ok', reason: null });
    expect(reader.samId()).toBe('05.03-20100101-0001234567-0089012345');
    const result = read();
    await simulator.control.request('place-card', { sample: 'zhao-shifan' });
    expect(await result).toMatchObject({ ok: true, value: { name: '赵示范', consistent: true } });
    const removal = reader.waitForRemoval({ signal: AbortSignal.timeout(9000) });
    await simulator.control.request('lift-card', {});
    expect(await removal).toBe('removed');
  });

  test.each([undefined, 14, 700])('torn after %s bytes', async (after) => {
    await simulator.control.request('fault', {
      name: 'torn',
      times: 1,
      ...(after !== undefined && { after }),
    });
    await simulator.control.request('place-card', { sample: 'sun-yanshi' });
    expect(await read()).toEqual(err('torn'));
  });

  test('answers in pieces with noise before them', async () => {
    await simulator.control.request('fault', { name: 'garbage' });
    await simulator.control.request('fault', { name: 'split', size: 64 });
    await simulator.control.request('place-card', { sample: 'hong-kong' });
    expect(nameOf(await read())).toBe('港样例');
  });

  test('unplugged and plugged while waiting for a card', async () => {
    const result = read();
    await simulator.control.request('unplug', {});
    await healthIs('offline');
    expect(existsSync(simulator.tty)).toBe(false);
    expect(reader.health().reason).toBe('no-device');
    await simulator.control.request('plug', {});
    await simulator.control.request('place-card', { sample: 'li-ceshi' });
    expect(nameOf(await result)).toBe('李测试');
    expect(reader.health().counters['reconnectCount']).toBe(1);
  });

  test('unplugged in the middle of a card', async () => {
    await simulator.control.request('place-card', { sample: 'wu-weihao' });
    let founds = 0;
    const result = read(() => {
      if (++founds === 1) void simulator.control.request('unplug', {});
    });
    await healthIs('offline');
    await simulator.control.request('plug', {});
    expect(nameOf(await result)).toBe('吴尾号');
  });

  test('two readers cannot have one line', async () => {
    const second = createIdCardReader({
      transport: { kind: 'serial', path: simulator.tty, baudRate: 115200 },
      profile: 'sdt-generic',
      clock: systemClock,
    });
    await second.open();
    expect(second.health()).toMatchObject({ state: 'offline', reason: 'no-device' });
    await second.close();
    expect(reader.health().state).toBe('ok');
  });
});
