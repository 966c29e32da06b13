import path from 'node:path';
import { app } from 'electron';
import { withTimeLimit } from './time-limit.ts';
import type { Clock } from '../../contract/clock.ts';
import { mayRestart } from './restart-budget.ts';

/** `EX_SOFTWARE` of sysexits: a supervisor sees that it was a fault. */
const FAULT_EXIT_CODE = 70;
/** As long as a fault may take to be written down before the process ends. */
const LAST_WORDS_MS = 1000;

export interface FaultHandlers {
  /** Tells the record. */
  record(event: { kind: string; detail: Record<string, unknown> }): void;
  showSafePage(reason: string): void;
  /** Flushes and closes what is open. */
  close(): Promise<void>;
  clock: Clock;
  complain: (line: string) => void;
}

/**
 * A bug in main leaves its state in doubt: it is recorded, the citizen gets the safe page, and the program starts
 * afresh, three times in five minutes at most; after that the safe page stays until a person comes.
 * Returns the way to ask for the same from elsewhere.
 */
export function handleMainFaults(handlers: FaultHandlers): (reason: string, error?: unknown) => void {
  let isFailing = false;
  const fail = (kind: string, detail: Record<string, unknown>): void => {
    if (isFailing) return;
    isFailing = true;
    handlers.complain(`${kind} ${JSON.stringify(detail)}`);
    handlers.record({ kind, detail });
    handlers.showSafePage(kind);
    if (!mayRestart(path.join(app.getPath('userData'), 'restarts.json'), handlers.clock.now())) return;
    void withTimeLimit(handlers.close(), LAST_WORDS_MS, handlers.clock).then(() => {
      // Under a supervisor a second terminal, out of its sight, would take the devices away from the next one.
      if (process.env['YIZHAN_SUPERVISED'] !== '1') app.relaunch();
      app.exit(FAULT_EXIT_CODE);
    });
  };
  process.on('uncaughtException', (error) => fail('main-exception', describe(error)));
  process.on('unhandledRejection', (reason) => fail('main-rejection', describe(reason)));
  return (reason, error) => fail('given-up', { reason, ...(error === undefined ? {} : describe(error)) });
}

/** Name and places only: a message may quote what a person or a card said. */
function describe(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { error: typeof error };
  const places = (error.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 5)
    .map((line) => line.trim().slice(0, 200));
  return { error: error.name, places };
}
