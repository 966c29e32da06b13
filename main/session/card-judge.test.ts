import { expect, test } from 'vitest';
import type { IdCard } from '../../devices/id-card-reader/id-card-reader.ts';
import { demoCard } from '../../test/support/fake-devices.ts';
import { judgeCard } from './card-judge.ts';

const judge = (change: Partial<IdCard>) => judgeCard({ ...demoCard, ...change }, '2026-03-12', 'demo');

test('takes a card of which everything fits, and keeps it masked', () => {
  expect(judge({})).toMatchObject({
    accepted: true,
    person: { masked: { name: '赵*范', idNumber: '539901********0010' } },
  });
});

test('takes no card whose number is of another birth or sex', () => {
  expect(judge({ consistent: false })).toMatchObject({ accepted: false, reason: 'invalid-number' });
});
