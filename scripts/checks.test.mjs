import { describe, expect, test } from 'vitest';
import { countPlaywright, countVitest } from './checks.mjs';

describe('counting of tests', () => {
  test('of Vitest: a file that cannot be loaded is a failure', () => {
    const report = {
      numPassedTests: 7,
      numFailedTests: 1,
      numPendingTests: 2,
      numTodoTests: 1,
      testResults: [
        { status: 'failed', assertionResults: [] },
        { status: 'failed', assertionResults: [{}] },
        { status: 'passed', assertionResults: [{}] },
      ],
    };
    expect(countVitest(report)).toEqual({ passed: 7, failed: 2, skipped: 3 });
  });

  test('of Playwright: what passed only at the second try, and errors outside of tests, are failures', () => {
    const report = { stats: { expected: 5, unexpected: 1, flaky: 2, skipped: 3 }, errors: [{}] };
    expect(countPlaywright(report)).toEqual({ passed: 5, failed: 4, skipped: 3 });
  });

  test('a runner that left no report has passed nothing', () => {
    expect(countVitest(null)).toEqual({ passed: 0, failed: 0, skipped: 0 });
    expect(countPlaywright(null)).toEqual({ passed: 0, failed: 0, skipped: 0 });
  });
});
