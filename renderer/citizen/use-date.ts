import { useWords } from '../words.ts';

/** A calendar date `YYYY-MM-DD` as the leading language writes it. */
export function useDate(): (date: string) => string {
  const { t } = useWords();
  return (date) => {
    const [year = '', month = '', day = ''] = date.split('-');
    return t('common.date', { year, month: Number(month), day: Number(day) });
  };
}
