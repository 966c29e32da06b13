import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { err, type Result } from '../../contract/result.ts';
import { MemoryTransport } from '../../test/support/memory-transport.ts';
import { VirtualClock } from '../../test/support/virtual-clock.ts';
import type { Scan } from './barcode-scanner.ts';
import { LineScanner } from './driver.ts';
import { scannerProfiles, type ScannerProfile } from './profile.ts';
import { ScannerSimulator } from './simulator.ts';

let clock: VirtualClock;
let transport: MemoryTransport;
let simulator: ScannerSimulator;
let scanner: LineScanner;

async function setUp(
  profile: ScannerProfile,
  trigger: 'none' | 'honeywell' | 'newland' = 'none',
): Promise<void> {
  clock = new VirtualClock();
  transport = new MemoryTransport((bytes) => simulator.receive(bytes));
  simulator = new ScannerSimulator({ clock, trigger, send: (bytes) => transport.receive(bytes) });
  scanner = new LineScanner({ transport, profile, clock });
  await scanner.open();
}
beforeEach(() => setUp(scannerProfiles['serial-cr']));
afterEach(() => scanner.close());

const hold = (text: string) => simulator.scan(Buffer.from(text));
const scan = (signal = new AbortController().signal) => scanner.scan({ signal });
const text = async (result: Promise<Result<Scan, string>>) => {
  const settled = await Promise.race([result, clock.advance(0).then(() => null)]);
  return settled === null ? 'waiting' : settled.ok ? settled.value.text : settled.error;
};
const counters = () => scanner.health().counters;

describe('scanning', () => {
  test('gives the first scan after the call', async () => {
    hold('too early');
    const result = scan();
    await clock.advance(5000);
    hold('134567890123456789');
    expect(await result).toEqual({
      ok: true,
      value: { text: '134567890123456789', symbology: null, at: clock.now() },
    });
    hold('too late');
    expect(counters()).toMatchObject({ strayScanCount: 2, goodScanCount: 1 });
  });

  test('serves the next caller in the turn in which the one before leaves', async () => {
    const leaving = new AbortController();
    const first = scan(leaving.signal);
    leaving.abort();
    const second = scan();
    await clock.advance(100);
    hold('134567890123456789');
    expect(await first).toEqual(err('cancelled'));
    expect(await text(second)).toBe('134567890123456789');
  });

  test('a scan whose first bytes came before the call belongs to an older page', async () => {
    simulator.addFault({ name: 'split', size: 4, gapMs: 10 });
    hold('older page');
    await clock.advance(15);
    const result = scan();
    await clock.advance(100);
    expect(await text(result)).toBe('waiting');
    hold('this page');
    await clock.advance(100);
    expect(await text(result)).toBe('this page');
  });

  test('the same code within 1500 ms is one scan, across calls, for as long as it lies there', async () => {
    const first = scan();
    hold('A');
    expect(await text(first)).toBe('A');
    const second = scan();
    for (let i = 0; i < 5; i++) {
      await clock.advance(1000);
      hold('A');
    }
    expect(await text(second)).toBe('waiting');
    hold('B');
    expect(await text(second)).toBe('B');
    await clock.advance(1500);
    const third = scan();
    hold('B');
    expect(await text(third)).toBe('B');
    expect(counters()['duplicateCount']).toBe(5);
  });

  test('a code that was dropped because nobody waited is no duplicate', async () => {
    hold('A');
    const result = scan();
    await clock.advance(500);
    hold('A');
    expect(await text(result)).toBe('A');
  });

  test('what cannot be read is counted, and the scan goes on', async () => {
    const result = scan();
    simulator.addFault({ name: 'garbage', times: 1 });
    hold('A');
    hold('x'.repeat(600));
    simulator.addFault({ name: 'no-suffix', times: 1 });
    hold('B');
    await clock.advance(200);
    hold('C');
    expect(await text(result)).toBe('C');
    expect(counters()).toMatchObject({ unreadableCount: 1, tooLongCount: 1, cutOffCount: 1 });
  });

  test('cancelled, before and while waiting; one caller at a time', async () => {
    expect(await scan(AbortSignal.abort())).toEqual(err('cancelled'));
    const abort = new AbortController();
    const result = scan(abort.signal);
    await expect(scan()).rejects.toThrow('one caller');
    abort.abort();
    expect(await result).toEqual(err('cancelled'));
    const next = scan();
    hold('A');
    expect(await text(next)).toBe('A');
  });

  test('close cancels, and leaves no timer', async () => {
    const result = scan();
    await scanner.close();
    expect(await result).toEqual(err('cancelled'));
    expect(clock.pending).toBe(0);
  });
});

describe('a line that goes', () => {
  test('for a moment does not end the scan', async () => {
    const result = scan();
    transport.unplug();
    await clock.advance(900);
    transport.plug();
    await clock.advance(1000);
    hold('A');
    expect(await text(result)).toBe('A');
    expect(counters()['reconnectCount']).toBe(1);
  });

  test('for longer ends it with offline; so does a call meanwhile', async () => {
    const result = scan();
    transport.unplug();
    await clock.advance(3100);
    expect(await text(result)).toBe('offline');
    expect(await text(scan())).toBe('offline');
    expect(scanner.health()).toMatchObject({ state: 'offline', reason: 'no-device' });
  });
});

describe('host trigger', () => {
  test.each(['honeywell', 'newland'] as const)('%s is lit only during a scan', async (make) => {
    await scanner.close();
    await setUp(scannerProfiles[`${make}-serial`], make);
    expect(hold('A')).toEqual(err('not-lit'));
    const result = scan();
    await clock.advance(0);
    expect(simulator.lit).toBe(true);
    hold('6901234567892');
    expect(await text(result)).toBe('6901234567892');
    await clock.advance(0);
    expect(simulator.lit).toBe(false);
  });

  test('is sent again, since engines give up', async () => {
    await scanner.close();
    await setUp(scannerProfiles['honeywell-serial'], 'honeywell');
    const result = scan();
    await clock.advance(100);
    simulator.restart();
    await clock.advance(20_000);
    hold('A');
    expect(await text(result)).toBe('A');
  });
});

test('HID POS', async () => {
  await scanner.close();
  await setUp(scannerProfiles['hid-pos']);
  const result = scan();
  await clock.advance(0);
  const report = new Uint8Array(64);
  report.set([2, 3, 0x5d, 0x45, 0x30, 0x36, 0x39, 0x30]);
  transport.receive(report);
  expect(await result).toMatchObject({ value: { text: '690', symbology: 'E0' } });
});
