import { expect, test } from 'vitest';
import type { Bridge } from './bridge.ts';
import { fixtureNamed, viewOf } from './gallery/fixtures.ts';
import { createViewStore } from './view-store.ts';

function setUp() {
  let now = 0;
  const sent: unknown[] = [];
  const problems: string[] = [];
  let tellView = (_message: unknown): void => {};
  let tellLine = (_up: boolean): void => {};
  const bridge: Bridge = {
    onView: (listener) => void (tellView = listener),
    onLine: (listener) => void (tellLine = listener),
    intent: (message) => void sent.push(message),
  };
  const store = createViewStore(bridge, { now: () => now, report: (problem) => problems.push(problem) });
  return {
    store,
    sent,
    problems,
    view: (message: unknown) => tellView(message),
    line: (up: boolean) => tellLine(up),
    wait: (ms: number) => void (now += ms),
  };
}

const attract = viewOf(fixtureNamed('attract')!);
const home = { ...viewOf(fixtureNamed('home')!), seq: 2 };

test('shows the newest view; one that arrives late is dropped', () => {
  const { store, view } = setUp();
  let commits = 0;
  store.subscribe(() => commits++);
  view(home);
  view(attract);
  view(home);
  expect(store.picture().view).toEqual(home);
  expect(commits).toBe(1);
});

test('a view that does not fit the contract is reported without its contents, and the good one stays', () => {
  const { store, view, problems } = setUp();
  view(attract);
  view({ ...home, language: '赵示范' });
  view(undefined);
  expect(store.picture().view).toEqual(attract);
  expect(problems).toEqual(['view dropped: language invalid_value', 'view dropped:  invalid_type']);
});

test('a lost line is told; after it the terminal may count anew', () => {
  const { store, view, line } = setUp();
  view(home);
  line(false);
  expect(store.picture().line).toBe('down');
  line(true);
  expect(store.picture()).toEqual({ view: home, line: 'up' });
  view(attract);
  expect(store.picture().view).toEqual(attract);
});

test('one touch is one intent; its echoes within 80 ms are none, another button is', () => {
  const { store, sent, wait } = setUp();
  store.send({ kind: 'continue' });
  wait(60);
  store.send({ kind: 'continue' });
  wait(60);
  store.send({ kind: 'continue' });
  store.send({ kind: 'back' });
  expect(sent).toEqual([{ kind: 'continue' }, { kind: 'back' }]);
  wait(80);
  store.send({ kind: 'back' });
  expect(sent).toHaveLength(3);
});
