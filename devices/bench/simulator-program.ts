import { parseArgs } from 'node:util';

/** What every serial simulator program is told: `--tty PATH --control SOCKET`. */
export interface SimulatorArguments {
  readonly tty: string;
  readonly control: string;
  /** `--trigger MAKE`: whose trigger commands a scanner waits for; null: it looks all the time. */
  readonly trigger: string | null;
}

/** Reads the command line; says how to use the program and ends it where it does not fit. */
export function simulatorArguments(program: string, triggers: readonly string[] = []): SimulatorArguments {
  try {
    const { values } = parseArgs({
      options: { tty: { type: 'string' }, control: { type: 'string' }, trigger: { type: 'string' } },
    });
    const { tty, control, trigger = null } = values;
    if (tty && control && (trigger === null || triggers.includes(trigger))) return { tty, control, trigger };
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  }
  process.stderr.write(
    `${program} --tty PATH --control SOCKET${triggers.length > 0 ? ` [--trigger ${triggers.join(' | ')}]` : ''}\n  PATH    link to the pseudo-terminal that the driver opens\n  SOCKET  unix socket for commands, one JSON a line\n`,
  );
  process.exit(2);
}

/** Says on standard output that the program is ready, and closes it on SIGTERM, SIGINT, or when its parent is gone. */
export function runUntilStopped(program: string, close: () => Promise<void>): void {
  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    void close().then(() => process.exit(0));
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  process.on('disconnect', stop);
  process.stdout.on('error', stop);
  process.stdout.write(`${program} ready\n`);
}
