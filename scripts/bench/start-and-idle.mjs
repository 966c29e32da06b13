import { memoryOf, timeBetween } from './process-tree.mjs';
import { spread } from './statistics.mjs';
import { openWindow } from './windows.mjs';

/** Timers, caches and code compiled late have come to rest by then. */
const SETTLE_MS = 5000;
const MOST_FAILURES = 3;

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const NOTHING_YET = new Map();

/**
 * Starts the terminal and the empty window in turn, `pairs` times after one start of each that is not counted; a pair
 * of the first `idlePairs` is also watched for ten idle seconds.
 */
export async function measureStartAndIdle({ terminal, empty, pairs, idlePairs, idleMs, progress }) {
  const seen = { terminal: [], empty: [] };
  let failures = 0;
  /** A start that failed on a busy machine is made again; a terminal that cannot start fails here too. */
  const looked = async (...args) => {
    for (;;) {
      try {
        return await lookAt(...args);
      } catch (error) {
        if (++failures > MOST_FAILURES) throw error;
        progress(`a start is made again: ${error.message.split('\n')[0]}`);
      }
    }
  };
  for (let pair = 0; pair <= pairs; pair++) {
    // First one, then the other goes first: a machine that grows busier then weighs on both.
    const order = pair % 2 === 0 ? ['terminal', 'empty'] : ['empty', 'terminal'];
    for (const name of order) {
      const options = name === 'terminal' ? terminal : empty;
      const watched = pair > 0 && pair <= idlePairs;
      const look = await looked(options, watched ? idleMs : 0, pair === 0 ? 500 : SETTLE_MS);
      if (pair > 0) seen[name].push(look);
    }
    if (pair > 0) progress(`start ${pair} of ${pairs}`);
  }
  const figures = (looks) => ({
    firstPaintMs: spread(looks.map((look) => look.firstPaintMs)),
    readyMs: spread(looks.map((look) => look.readyMs)),
    startCpuMs: spread(looks.map((look) => look.startCpuMs)),
    memoryMb: spread(looks.map((look) => look.memory.total)),
    memoryByRole: looks.at(-1)?.memory.roles,
    idlePercent: spread(looks.flatMap((look) => (look.idle ? [look.idle.percent] : []))),
    idleByRole: looks.findLast((look) => look.idle)?.idle.roles,
  });
  return { terminal: figures(seen.terminal), empty: figures(seen.empty) };
}

async function lookAt(options, idleMs, settleMs) {
  const window = await openWindow(options);
  try {
    const { ms: firstPaintMs } = await window.firstPaint();
    const readyMs = await window.drawn(options.ready);
    await pause(settleMs);
    const settled = window.times();
    const startCpuMs = timeBetween(NOTHING_YET, settled).total;
    const memory = memoryOf(window.pid);
    if (idleMs === 0) return { firstPaintMs, readyMs, startCpuMs, memory, idle: null };
    const before = window.times();
    const from = performance.now();
    await pause(idleMs);
    const spent = timeBetween(before, window.times());
    const perCent = (ms) => (100 * ms) / (performance.now() - from);
    const roles = Object.fromEntries(Object.entries(spent.roles).map(([role, ms]) => [role, perCent(ms)]));
    return { firstPaintMs, readyMs, startCpuMs, memory, idle: { percent: perCent(spent.total), roles } };
  } finally {
    await window.stop();
  }
}
