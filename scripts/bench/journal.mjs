import fs from 'node:fs';
import path from 'node:path';
import { systemClock } from '../../contract/clock.ts';
import { openJournal } from '../../main/journal/client.ts';
import { InProcessJournal } from '../../main/journal/in-process.ts';
import { openJournalStore } from '../../main/journal/journal-store.ts';
import { measureAppends } from '../../main/journal/measure.ts';
import { nodeJournalSpawner } from '../../main/journal/spawner.ts';
import { quantile } from './statistics.mjs';

const TERMINAL = 'BENCH';
const WARM_UP = 50;

/** Appends in this process, appends through the journal's own process, and the disk's bare flush beside them. */
export async function measureJournal({ folder, appends }) {
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  try {
    const opened = openJournalStore({
      directory: path.join(folder, 'in-process'),
      terminalId: TERMINAL,
      mark: 'bench',
    });
    const client = await openJournal({
      spawner: nodeJournalSpawner(),
      directory: path.join(folder, 'client'),
      terminalId: TERMINAL,
      clock: systemClock,
    });
    if (!opened.ok || !client.ok) throw new Error('the journal did not open');
    const inProcess = new InProcessJournal(opened.value, systemClock);
    const measured = async (journal) => {
      await measureAppends(journal, systemClock, WARM_UP);
      return measureAppends(journal, systemClock, appends);
    };
    const figures = {
      flush: measureFlush(path.join(folder, 'flush'), appends),
      inProcess: await measured(inProcess),
      client: await measured(client.value),
    };
    await inProcess.close();
    await client.value.close();
    return figures;
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** What a page written and flushed costs on this disk, by itself. */
function measureFlush(file, n) {
  const page = Buffer.alloc(4096, 1);
  const descriptor = fs.openSync(file, 'w');
  const times = [];
  for (let i = 0; i < n; i++) {
    const from = performance.now();
    fs.writeSync(descriptor, page);
    fs.fdatasyncSync(descriptor);
    times.push(performance.now() - from);
  }
  fs.closeSync(descriptor);
  return { n, p50Ms: quantile(times, 0.5), p99Ms: quantile(times, 0.99), maxMs: Math.max(...times) };
}
