import { describe, expect, it } from 'vitest';
import type { BillRow } from '../../contract/screen.ts';
import { dayWords, periodWords } from './bill-words.ts';

function bill(periodFrom: string, periodTo: string): BillRow {
  return {
    billId: 'B-1',
    taxType: 'vat',
    detail: '',
    periodFrom,
    periodTo,
    deadline: '2026-04-20',
    overdueDays: 0,
    taxFen: 100,
    lateFeeFen: 0,
    totalFen: 100,
    chosen: false,
  };
}

describe('periodWords', () => {
  it.each([
    ['2026-01-01', '2026-12-31', '2026 年度', '2026'],
    ['2026-02-01', '2026-02-28', '2026 年 2 月', 'Feb 2026'],
    ['2028-02-01', '2028-02-29', '2028 年 2 月', 'Feb 2028'],
    ['2026-01-01', '2026-03-31', '2026 年第一季度', 'Q1 2026'],
    ['2025-10-01', '2025-12-31', '2025 年第四季度', 'Q4 2025'],
    ['2026-01-01', '2026-06-30', '2026 年上半年', 'H1 2026'],
    ['2026-07-01', '2026-12-31', '2026 年下半年', 'H2 2026'],
    ['2026-03-05', '2026-03-05', '2026-03-05 – 2026-03-05', '2026-03-05 – 2026-03-05'],
    ['2025-10-01', '2026-03-31', '2025-10-01 – 2026-03-31', '2025-10-01 – 2026-03-31'],
    ['2026-02-01', '2026-04-30', '2026-02-01 – 2026-04-30', '2026-02-01 – 2026-04-30'],
  ])('names %s to %s', (from, to, chinese, english) => {
    expect(periodWords(bill(from, to), 'zh-CN')).toBe(chinese);
    expect(periodWords(bill(from, to), 'en')).toBe(english);
  });
});

describe('dayWords', () => {
  it('says the year only when it is another one', () => {
    expect(dayWords('2026-03-31', 'zh-CN', 2026)).toBe('3 月 31 日');
    expect(dayWords('2027-03-31', 'zh-CN', 2026)).toBe('2027 年 3 月 31 日');
    expect(dayWords('2026-03-31', 'en', 2026)).toBe('31 Mar');
    expect(dayWords('2025-12-31', 'en', 2026)).toBe('31 Dec 2025');
  });
});
