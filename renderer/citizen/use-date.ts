import { useWords } from '../words.ts';

/** A calendar date `YYYY-MM-DD` as the leading language writes it. */
export function useDate(): (date: string) => string {
  const { t } = useWords();
  // Noon: the same day wherever the clock stands.
  return (date) => t('common.date', { date: Date.parse(`${date}T12:00:00`) });
}
