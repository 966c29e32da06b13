import path from 'node:path';
import { startDemoWorld } from '../../test/support/demo-world.ts';
import { pinnedEnv, pinnedNode, root } from '../pinned-node.mjs';
import { say } from '../say.mjs';
import { canTrace, traceFlushes } from './flushes.mjs';
import { measureJournal } from './journal.mjs';
import { journalOf, memoryOf } from './process-tree.mjs';
import { measureReceipts } from './receipt.mjs';
import { loadedScripts, measureScripts } from './scripts-of-page.mjs';
import { measureStartAndIdle } from './start-and-idle.mjs';
import { measureEmptyTaps, measureTaps } from './taps.mjs';
import { measureVisits } from './visits.mjs';
import { Visitor } from './visitor.mjs';
import { makeEmptyApp, openWindow, PANEL } from './windows.mjs';

const IDLE_MS = 10_000;
const IDLE_PAIRS = 3;
const APPENDS = 500;
const SETTLE_MS = 5000;

/** Everything, one after the other: nothing of ours runs beside what is being measured. */
export async function measureAll({ electron, display, folder, pairs, taps, visits }) {
  const notMeasured = [];
  const progress = (line) => say(`  ${line}`);
  /** One part that cannot be measured does not take the others with it. */
  const attempt = async (what, work) => {
    try {
      return await work();
    } catch (error) {
      notMeasured.push({ what, why: error.message });
      return null;
    }
  };

  const journal = await attempt('journal', () =>
    measureJournal({ folder: path.join(folder, 'journal'), appends: APPENDS }),
  );
  progress('journal done');
  const receipts = await attempt('receipts', measureReceipts);
  progress('receipts done');

  const started = await startDemoWorld();
  try {
    const env = pinnedEnv({ ...(display ? { DISPLAY: display } : {}) });
    const terminal = {
      electron,
      app: root,
      page: 'app://',
      ready: '[data-screen="attract"]',
      userData: path.join(folder, 'terminal'),
      env: {
        ...env,
        ...started.env,
        YIZHAN_CONFIG: path.join(root, 'config/demo.yaml'),
        YIZHAN_NODE: pinnedNode(),
        YIZHAN_PANEL_WIDTH: String(PANEL.width),
        YIZHAN_PANEL_HEIGHT: String(PANEL.height),
      },
    };
    // Measured is the terminal alone: no bench window, no page for a browser.
    for (const name of ['YIZHAN_BENCH_URL', 'YIZHAN_LOOPBACK_PORT']) delete terminal.env[name];
    const empty = {
      electron,
      app: makeEmptyApp(path.join(folder, 'empty-app')),
      page: 'file://',
      ready: 'p',
      userData: path.join(folder, 'empty'),
      env,
    };
    const startAndIdle = await attempt('start, memory and idle', () =>
      measureStartAndIdle({
        terminal,
        empty,
        pairs,
        idlePairs: Math.min(IDLE_PAIRS, pairs),
        idleMs: IDLE_MS,
        progress,
      }),
    );
    const use = await attempt('taps and visits', () =>
      measureUse({ terminal, empty, world: started.world, folder, taps, visits, progress, attempt }),
    );
    return { journal, receipts, startAndIdle, use, notMeasured };
  } finally {
    await started.stop();
  }
}

/** One terminal in use: its scripts, its taps, its visits, and its memory before and after. */
async function measureUse({ terminal, empty, world, folder, taps, visits, progress, attempt }) {
  const window = await openWindow({ ...terminal, inspect: true });
  try {
    const visitor = new Visitor(window.page);
    const counters = async () =>
      JSON.parse(await window.main.evaluate('JSON.stringify(globalThis.yizhanCounters)'));
    await visitor.screen('attract');
    const scripts = await attempt('scripts', async () => measureScripts(await loadedScripts(window.page)));
    const runtime = JSON.parse(await window.main.evaluate('JSON.stringify(process.versions)'));
    await visitor.screen('attract');
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
    const memoryBefore = memoryOf(window.pid);
    const tapTimes = await attempt('taps', () => measureTaps({ visitor, world, counters, count: taps }));
    const emptyTaps = await attempt('taps of the empty window', () => tapEmpty(empty, taps));
    progress(`${taps} taps done`);
    const journal = journalOf(window.pid);
    const flushes =
      journal !== null && canTrace() ? await traceFlushes(journal, path.join(folder, 'flushes.txt')) : null;
    const walked = await attempt('visits', () =>
      measureVisits({ visitor, world, count: visits, flushes, progress }),
    );
    if (walked && !walked.flushes) {
      await attempt('flushes of a paid bill', () => {
        throw new Error('the journal process may not be traced: install strace, run as its owner');
      });
    }
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
    return {
      runtime: { electron: runtime.electron, chrome: runtime.chrome, node: runtime.node },
      scripts,
      taps: tapTimes,
      emptyTaps,
      visits: walked,
      memoryBefore,
      memoryAfter: memoryOf(window.pid),
      counters: await counters(),
    };
  } finally {
    await window.stop();
  }
}

async function tapEmpty(empty, count) {
  const window = await openWindow(empty);
  try {
    return await measureEmptyTaps(new Visitor(window.page), count);
  } finally {
    await window.stop();
  }
}
