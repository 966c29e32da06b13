import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { journeyPages } from './journey-diagrams.ts';

test.each(journeyPages())(
  '$file is drawn from the machine as it is: npm run docs:journeys',
  ({ file, text }) => {
    expect(readFileSync(file, 'utf8')).toBe(text);
  },
);

test('every state of a journey is in its drawing', () => {
  const [, identify] = journeyPages();
  for (const state of ['consent', 'card', 'readerAway', 'notAccepted', 'confirm', 'done'])
    expect(identify?.text).toContain(`"${state}"`);
  expect(identify?.text).toContain('consent --> card : continue');
});
