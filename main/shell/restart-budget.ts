import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { CRASH_LIMIT, withRecent } from './recent-count.ts';

const instants = z.array(z.number()).max(100);

/**
 * Counts restarts over the life of several processes, in a small file. Wall clock, since nothing else outlives a
 * process: a clock set back makes old restarts lie in the future, and those no longer count.
 */
export function mayRestart(file: string, now: number): boolean {
  const recent = withRecent(readInstants(file), now, CRASH_LIMIT.withinMs);
  if (recent.length > CRASH_LIMIT.times) return false;
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(recent));
  return true;
}

function readInstants(file: string): number[] {
  try {
    return instants.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    // Missing before the first restart; unreadable after a torn write: both count as none.
    return [];
  }
}
