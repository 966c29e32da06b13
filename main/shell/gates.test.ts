import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { viewSchema, type View } from '../../contract/view.ts';
import { FIXTURE_VIEW } from '../../test/support/fixture-view.ts';
import { VirtualClock } from '../../test/support/virtual-clock.ts';
import type { StationPort } from '../station-port.ts';
import { acceptIntent } from './intent-gate.ts';
import { createLatePort } from './late-port.ts';
import { createRateLimit } from './rate-limit.ts';
import { withRecent } from './recent-count.ts';
import { mayRestart } from './restart-budget.ts';
import { startingView } from './starting-view.ts';
import { withTimeLimit } from './time-limit.ts';

function recordingPort(first: View = FIXTURE_VIEW) {
  const intents: unknown[] = [];
  const events: { kind: string; detail: Record<string, unknown> }[] = [];
  const listeners = new Set<(view: View) => void>();
  let view = first;
  const port: StationPort = {
    view: () => view,
    onView: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    intent: (message) => void intents.push(message),
    shellEvent: (event) => void events.push(event),
  };
  const show = (next: View): void => {
    view = next;
    for (const listener of listeners) listener(next);
  };
  return { port, intents, events, show };
}

describe('acceptIntent', () => {
  test('hands an intent on and stops anything else, never throwing', () => {
    const { port, intents, events } = recordingPort();
    const counters = { intents: 0, intentsMalformed: 0, intentsOverRate: 0 };
    fc.assert(
      fc.property(fc.anything(), (message) => acceptIntent(port, message, () => true, counters)),
      { numRuns: 500 },
    );
    expect(intents).toEqual([]);
    expect(counters.intentsMalformed).toBe(500);
    expect(events.every(({ kind }) => kind === 'intent-malformed')).toBe(true);
    acceptIntent(port, { kind: 'start', extra: 'x' }, () => true, counters);
    expect(intents).toEqual([{ kind: 'start' }]);
    acceptIntent(port, { kind: 'start' }, () => false, counters);
    expect(counters).toEqual({ intents: 1, intentsMalformed: 500, intentsOverRate: 1 });
  });

  test('what was said is not repeated to the record', () => {
    const { port, events } = recordingPort();
    acceptIntent(port, { kind: '530102199001011234' }, () => true, {
      intents: 0,
      intentsMalformed: 0,
      intentsOverRate: 0,
    });
    expect(JSON.stringify(events)).not.toContain('530102');
  });
});

describe('createRateLimit', () => {
  test('passes so many in any second', async () => {
    const clock = new VirtualClock();
    const pass = createRateLimit(clock, 3);
    expect([pass(), pass(), pass(), pass()]).toEqual([true, true, true, false]);
    await clock.advance(999);
    expect(pass()).toBe(false);
    await clock.advance(1);
    expect(pass()).toBe(true);
  });
});

describe('createLatePort', () => {
  test('shows the first view, then the station, counting on', () => {
    const late = createLatePort(startingView(FIXTURE_VIEW.site, 'zh-CN', true, 0));
    const seen: View[] = [];
    late.onView((view) => seen.push(view));
    late.intent({ kind: 'start' });
    late.shellEvent({ kind: 'refused', detail: {} });
    expect(late.view().screen.kind).toBe('starting');

    const station = recordingPort();
    late.attach(station.port);
    station.show({ ...FIXTURE_VIEW, seq: 0, language: 'en' });
    expect(seen.map(({ seq }) => seq)).toEqual([1, 2]);
    expect(late.view()).toMatchObject({ seq: 2, language: 'en' });
    // What was touched before there was a station is not made up for; what was to be recorded is.
    expect(station.intents).toEqual([]);
    expect(station.events).toHaveLength(1);
    late.intent({ kind: 'start' });
    expect(station.intents).toEqual([{ kind: 'start' }]);
  });
});

test('the starting view is one of the contract, in Beijing time', () => {
  const view = startingView(FIXTURE_VIEW.site, 'en', false, Date.UTC(2026, 10, 22, 20, 30));
  expect(viewSchema.parse(view)).toMatchObject({ time: '2026-11-23T04:30', demo: false });
});

describe('restarts', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'yizhan-restarts-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  test('three in five minutes, over the life of several processes', () => {
    const file = path.join(folder, 'deep', 'restarts.json');
    const minute = 60_000;
    expect([0, 1, 2, 3].map((at) => mayRestart(file, at * minute))).toEqual([true, true, true, false]);
    expect(mayRestart(file, 5 * minute)).toBe(true);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toHaveLength(3);
  });

  test('a torn file counts as none, and so does the future', () => {
    const file = path.join(folder, 'restarts.json');
    writeFileSync(file, '[1,2');
    expect(mayRestart(file, 1000)).toBe(true);
    expect(withRecent([5000, 6000], 1000, 300_000)).toEqual([1000]);
  });
});

describe('withTimeLimit', () => {
  test('waits for the work, or for the limit', async () => {
    const clock = new VirtualClock();
    expect(await withTimeLimit(Promise.resolve(), 100, clock)).toBe(true);
    expect(await withTimeLimit(Promise.reject(new Error('x')), 100, clock)).toBe(true);
    const never = withTimeLimit(new Promise(() => undefined), 100, clock);
    await clock.advance(100);
    expect(await never).toBe(false);
  });
});
