import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { err, ok, type Result } from '../contract/result.ts';
import { MemoryTransport } from '../test/support/memory-transport.ts';
import { VirtualClock } from '../test/support/virtual-clock.ts';
import { Connection } from './connection.ts';
import { HealthMonitor, type Condition } from './device-health.ts';

type Reason = 'no-device' | 'no-answer' | 'paper-low';

let clock: VirtualClock;
let transport: MemoryTransport;
let health: HealthMonitor<Reason>;
let greeting: Result<Condition<Reason>, Reason>;
let connection: Connection<Reason>;
let told: string[];

beforeEach(() => {
  clock = new VirtualClock(1000);
  transport = new MemoryTransport();
  health = new HealthMonitor<Reason>(clock, { state: 'offline', reason: 'no-device' });
  greeting = ok({ state: 'ok', reason: null });
  told = [];
  health.listen(({ state, reason }) => told.push(`${state} ${reason}`));
  connection = new Connection<Reason>({
    transport,
    clock,
    health,
    away: 'no-device',
    greet: () => Promise.resolve(greeting),
  });
});
afterEach(() => connection.close());

describe('connection', () => {
  test('resolves open after a first attempt that fails, then keeps trying at 1, 2, 5, 10, 30, 30 s', async () => {
    transport.unplug();
    const open = vi.spyOn(transport, 'open');
    await connection.open();
    const attempts: number[] = [];
    for (let second = 1; second <= 80; second++) {
      const before = open.mock.calls.length;
      await clock.advance(1000);
      if (open.mock.calls.length > before) attempts.push(second);
    }
    expect(attempts).toEqual([1, 3, 8, 18, 48, 78]);
    expect(told).toEqual([]);
    expect(connection.isUp).toBe(false);
    expect(connection.signal.aborted).toBe(true);
  });

  test('tells each change once, with the time it began, and counts the way back', async () => {
    await connection.open();
    expect(connection.isUp).toBe(true);
    await clock.advance(5000);
    const line = connection.signal;
    transport.unplug();
    await clock.advance(3500);
    expect(line.aborted).toBe(true);
    transport.plug();
    await clock.advance(5000);
    expect(told).toEqual(['ok null', 'offline no-device', 'ok null']);
    expect(health.current()).toMatchObject({ state: 'ok', counters: { reconnectCount: 1 } });
    expect(health.current().since).toBe(1000 + 5000 + 8000);
  });

  test('a device that does not greet is offline for its own reason, and its line is let go', async () => {
    greeting = err('no-answer');
    await connection.open();
    expect(health.current()).toMatchObject({ state: 'offline', reason: 'no-answer' });
    await clock.advance(0);
    expect(transport.isOpen).toBe(false);
    greeting = ok({ state: 'degraded', reason: 'paper-low' });
    await clock.advance(1000);
    expect(health.current()).toMatchObject({ state: 'degraded', reason: 'paper-low' });
  });

  test('drop closes the line for the given reason and tries again', async () => {
    await connection.open();
    connection.drop('no-answer');
    await clock.advance(0);
    expect(told.at(-1)).toBe('offline no-answer');
    await clock.advance(1000);
    expect(told.at(-1)).toBe('ok null');
  });

  test('close ends the line, its signal and all timers', async () => {
    await connection.open();
    const line = connection.signal;
    await connection.close();
    expect(line.aborted).toBe(true);
    expect(transport.isOpen).toBe(false);
    expect(clock.pending).toBe(0);
  });

  test('close while waiting for the next attempt', async () => {
    transport.unplug();
    await connection.open();
    await connection.close();
    expect(clock.pending).toBe(0);
  });
});
