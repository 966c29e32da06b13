import path from 'node:path';
import { app, utilityProcess } from 'electron';
import { nodeJournalSpawner, type JournalSpawner } from '../journal/spawner.ts';

/** The Node-API level that the journal's native module was built for. */
const NATIVE_MODULE_NAPI = 10;

/**
 * Starts the journal in Electron's utility process where its Node can load the native module, else in a child of the Node
 * that the launcher found (`YIZHAN_NODE`; development runtimes before Electron 35).
 */
export function electronJournalSpawner(
  environment: Readonly<Record<string, string | undefined>>,
): JournalSpawner {
  // Native modules and what loads them stand beside the archive, never in it.
  const script = path
    .join(app.getAppPath(), 'out/journal/process.cjs')
    .replace(`app.asar${path.sep}`, `app.asar.unpacked${path.sep}`);
  if (Number(process.versions['napi']) < NATIVE_MODULE_NAPI) {
    const execPath = environment['YIZHAN_NODE'] ?? path.join(app.getAppPath(), 'node_modules/.bin/node');
    return nodeJournalSpawner({ script, execPath });
  }
  return {
    spawn() {
      const child = utilityProcess.fork(script, [], {
        serviceName: 'yizhan-journal',
        execArgv: [],
        stdio: 'inherit',
      });
      return {
        get pid() {
          return child.pid;
        },
        send: (message) => child.postMessage(message),
        onMessage: (listener) => void child.on('message', listener),
        onExit: (listener) => void child.once('exit', (code) => listener(`exit ${code}`)),
        kill: () => void child.kill(),
      };
    },
  };
}
