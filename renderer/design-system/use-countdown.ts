import { useEffect, useState } from 'react';
import type { Countdown } from '../../contract/view.ts';

/** Seconds left of a countdown that main started; counts on locally between two views. 0 when there is none. */
export function useCountdown(countdown: Countdown | null): number {
  const given = countdown?.secondsLeft ?? 0;
  const [left, setLeft] = useState(given);
  useEffect(() => {
    setLeft(given);
    if (given === 0) return;
    const startedAt = performance.now();
    const timer = setInterval(() => {
      const now = Math.max(0, given - Math.floor((performance.now() - startedAt) / 1000));
      setLeft(now);
      if (now === 0) clearInterval(timer);
    }, 250);
    return () => clearInterval(timer);
  }, [countdown, given]);
  return left;
}
