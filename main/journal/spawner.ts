import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The other end of the journal: one process. Messages are plain data. */
export interface JournalChild {
  readonly pid: number | undefined;
  send(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Called once, also when the process could not be started. */
  onExit(listener: (detail: string) => void): void;
  /** At once, without closing anything. */
  kill(): void;
}

/** Starts a journal process: a Node child here, Electron's utility process in `main/shell`. */
export interface JournalSpawner {
  spawn(): JournalChild;
}

/**
 * A Node child by fork. `script` and `execPath` are given where the program is bundled or runs in an Electron whose own Node
 * cannot load the native module.
 */
export function nodeJournalSpawner(options: { script?: string; execPath?: string } = {}): JournalSpawner {
  return {
    spawn() {
      const script = options.script ?? fileURLToPath(new URL('./process.ts', import.meta.url));
      // execArgv []: a debugger of the parent is not handed on.
      const child = fork(script, [], {
        execArgv: [],
        stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
        ...(options.execPath === undefined ? {} : { execPath: options.execPath }),
      });
      let exited = false;
      const exitListeners: ((detail: string) => void)[] = [];
      const exit = (detail: string): void => {
        if (exited) return;
        exited = true;
        for (const listener of exitListeners) listener(detail);
      };
      child.on('exit', (code, signal) => exit(`exit ${signal ?? code ?? 'unknown'}`));
      child.on('error', (error) => exit(error.message));
      return {
        pid: child.pid,
        send: (message) => {
          // A child that has just died shows by its exit; the callback keeps the write error from being thrown.
          if (child.connected) child.send(message as object, () => undefined);
        },
        onMessage: (listener) => void child.on('message', listener),
        onExit: (listener) => void exitListeners.push(listener),
        kill: () => void child.kill('SIGKILL'),
      };
    },
  };
}
