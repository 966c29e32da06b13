import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { systemClock } from '../../contract/clock.ts';
import { err, type Result } from '../../contract/result.ts';
import { startSimulator, type SimulatorProcess } from '../../test/support/simulator-process.ts';
import type { Scan } from './barcode-scanner.ts';
import { createBarcodeScanner, type LineScanner } from './driver.ts';
import { barcodeScannerControl } from './simulator-control.ts';

vi.setConfig({ testTimeout: 20_000 });

let simulator: SimulatorProcess<typeof barcodeScannerControl>;
let scanner: LineScanner;

beforeAll(async () => {
  simulator = await startSimulator('devices/barcode-scanner/simulator-main.ts', barcodeScannerControl);
});
afterAll(() => simulator.stop());

beforeEach(async () => {
  scanner = createBarcodeScanner({
    transport: { kind: 'serial', path: simulator.tty, baudRate: 115200 },
    profile: 'serial-cr',
    clock: systemClock,
  });
  await scanner.open();
});
afterEach(async () => {
  await scanner.close();
  await simulator.control.request('clear-fault', {});
});

const scan = () => scanner.scan({ signal: AbortSignal.timeout(9000) });
const textOf = (result: Result<Scan, string>) => (result.ok ? result.value.text : result.error);

test('a pay code, and a Chinese text in GB18030', async () => {
  const code = scan();
  await simulator.control.request('scan', { text: '134567890123456789' });
  expect(textOf(await code)).toBe('134567890123456789');
  const slip = scan();
  await simulator.control.request('scan', { text: '办税回执·赵示范', charset: 'gb18030' });
  expect(textOf(await slip)).toBe('办税回执·赵示范');
});

test('in single bytes, after noise, twice', async () => {
  await simulator.control.request('fault', { name: 'split', size: 1 });
  await simulator.control.request('fault', { name: 'double', times: 1 });
  await simulator.control.request('fault', { name: 'garbage', times: 1 });
  const result = scan();
  await simulator.control.request('scan', { text: 'noise' });
  await simulator.control.request('scan', { text: 'EA000000015CN' });
  expect(textOf(await result)).toContain('EA000000015CN');
});

test('unplugged and plugged while waiting', async () => {
  const result = scan();
  const offline = new Promise<void>((resolve) => {
    const stop = scanner.onHealth(({ state }) => {
      if (state !== 'offline') return;
      stop();
      resolve();
    });
  });
  await simulator.control.request('unplug', {});
  await offline;
  expect(await simulator.control.request('scan', { text: 'A' })).toEqual(err('unplugged'));
  const back = new Promise<void>((resolve) =>
    scanner.onHealth(({ state }) => void (state === 'ok' && resolve())),
  );
  await simulator.control.request('plug', {});
  await back;
  await simulator.control.request('scan-bytes', { hex: '4231' });
  expect(textOf(await result)).toBe('B1');
});
