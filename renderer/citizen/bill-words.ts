import type { BillRow } from '../../contract/screen.ts';
import type { Language } from '../../contract/language.ts';

function parts(date: string): [year: number, month: number, day: number] {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number);
  return [year, month, day];
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const QUARTERS = ['一', '二', '三', '四'];

/** `2026-03-31` → `3 月 31 日` or `31 Mar`; with the year when it is not `year`. */
export function dayWords(date: string, language: Language, year: number): string {
  const [y, month, day] = parts(date);
  const shown = y === year ? '' : language === 'en' ? ` ${y}` : `${y} 年 `;
  return language === 'en' ? `${day} ${MONTHS[month - 1]}${shown}` : `${shown}${month} 月 ${day} 日`;
}

/** The tax period of a bill as people name it: a year, a half, a quarter, a month, or from day to day. */
export function periodWords({ periodFrom, periodTo }: BillRow, language: Language): string {
  const [year, from, firstDay] = parts(periodFrom);
  const [lastYear, to, lastDay] = parts(periodTo);
  const wholeMonths =
    firstDay === 1 && year === lastYear && lastDay === new Date(Date.UTC(year, to, 0)).getUTCDate();
  const english = language === 'en';
  if (wholeMonths && from === 1 && to === 12) return english ? `${year}` : `${year} 年度`;
  if (wholeMonths && from === to) return english ? `${MONTHS[from - 1]} ${year}` : `${year} 年 ${from} 月`;
  if (wholeMonths && from % 3 === 1 && to === from + 2) {
    const quarter = Math.floor(from / 3);
    return english ? `Q${quarter + 1} ${year}` : `${year} 年第${QUARTERS[quarter]}季度`;
  }
  if (wholeMonths && from % 6 === 1 && to === from + 5) {
    return english ? `${from === 1 ? 'H1' : 'H2'} ${year}` : `${year} 年${from === 1 ? '上' : '下'}半年`;
  }
  return `${periodFrom} – ${periodTo}`;
}

/** The year of a `YYYY-MM-DDTHH:mm` wall time. */
export function yearOf(time: string): number {
  return Number(time.slice(0, 4));
}
