import { EventEmitter } from 'node:events';
import { expect, test, vi } from 'vitest';
import { systemClock } from '../../contract/clock.ts';
import { err, ok } from '../../contract/result.ts';
import { HidTransport, type HidLibrary } from './hid.ts';
import { transportConfigSchema } from './open-transport.ts';

class FakeDevice extends EventEmitter {
  written: number[][] = [];
  features: number[][] = [];
  closed = false;
  write(report: Buffer): Promise<number> {
    this.written.push([...report]);
    return Promise.resolve(report.length);
  }
  sendFeatureReport(report: Buffer): Promise<number> {
    this.features.push([...report]);
    return Promise.resolve(report.length);
  }
  close(): Promise<void> {
    this.closed = true;
    return Promise.resolve();
  }
}

function setUp(
  options: { framing?: 'reports' | 'raw64'; usagePage?: number; featureOnOpen?: number[] } = {},
) {
  const device = new FakeDevice();
  const open = vi.fn((_path: string) => Promise.resolve(device));
  const library: HidLibrary = {
    devicesAsync: () =>
      Promise.resolve([
        { path: 'keyboard', usagePage: 1 },
        { path: 'scanner', usagePage: 0x8c },
      ]),
    HIDAsync: { open },
  };
  const transport = new HidTransport({
    vendorId: 0x0c2e,
    productId: 1,
    framing: 'reports',
    ...options,
    clock: systemClock,
    load: () => Promise.resolve(library),
  });
  return { device, open, transport };
}

test('opens the interface of the right usage page, and turns it to the right mode', async () => {
  const { device, open, transport } = setUp({ usagePage: 0x8c, featureOnOpen: [0xfe, 1] });
  expect(await transport.open()).toEqual(ok(undefined));
  expect(open).toHaveBeenCalledExactlyOnceWith('scanner');
  expect(device.features).toEqual([[0xfe, 1]]);
  const told = vi.fn();
  transport.onData((report) => told([...report]));
  device.emit('data', Buffer.from([2, 1, 0x5d]));
  expect(told).toHaveBeenCalledWith([2, 1, 0x5d]);
});

test('cuts a stream into reports of 64 bytes behind report id 0', async () => {
  const { device, transport } = setUp({ framing: 'raw64' });
  await transport.open();
  await transport.write(new Uint8Array(70).fill(7));
  expect(device.written.map((report) => report.length)).toEqual([65, 65]);
  expect(device.written[1]!.filter((byte) => byte === 7)).toHaveLength(6);
  expect(device.written[1]![0]).toBe(0);
});

test('a pulled plug is told once', async () => {
  const { device, transport } = setUp();
  await transport.open();
  const told = vi.fn();
  transport.onLost(told);
  device.emit('error', new Error('could not read from HID device'));
  device.emit('error', new Error('again'));
  expect(told).toHaveBeenCalledOnce();
  expect(await transport.write(Uint8Array.of(0, 1))).toEqual(err('closed'));
  expect(device.closed).toBe(true);
});

test('no such device; no library on this machine', async () => {
  expect(await setUp({ usagePage: 0xff }).transport.open()).toEqual(err('no-device'));
  const transport = new HidTransport({
    vendorId: 1,
    productId: 1,
    framing: 'reports',
    clock: systemClock,
    load: () => Promise.reject(new Error('libusb-1.0.so.0: cannot open shared object file')),
  });
  expect(await transport.open()).toEqual(err('no-driver'));
});

test('the configuration takes what it knows, and nothing else', () => {
  expect(transportConfigSchema.parse({ kind: 'serial', path: '/dev/ttyS0' })).toEqual({
    kind: 'serial',
    path: '/dev/ttyS0',
    baudRate: 115200,
  });
  expect(transportConfigSchema.safeParse({ kind: 'tcp', host: 'printer', port: 0 }).success).toBe(false);
  expect(transportConfigSchema.safeParse({ kind: 'tcp', host: 'p', port: 9100, baud: 1 }).success).toBe(
    false,
  );
});
