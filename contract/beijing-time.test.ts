import { expect, test } from 'vitest';
import { beijingDate, beijingTime, beijingTimeInSeconds } from './beijing-time.ts';

test('the day in Beijing begins at 16:00 UTC, in summer too', () => {
  expect(beijingDate('2026-07-11T15:59:59Z')).toBe('2026-07-11');
  expect(beijingDate('2026-07-11T16:00:00Z')).toBe('2026-07-12');
  expect(beijingTime('2026-03-12T01:46:05Z')).toBe('2026-03-12T09:46');
  expect(beijingTimeInSeconds(Date.parse('2026-03-12T01:46:05Z'))).toBe('2026-03-12 09:46:05');
});
