/** `node scripts/run.mjs PROGRAM [ARGUMENT …]`: makes the clone ready, then runs a program of it on the pinned Node. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { ensurePackages } from './bootstrap.mjs';
import { pinnedEnv, pinnedNode, root } from './pinned-node.mjs';
import { guarded, Trouble } from './say.mjs';

await guarded(async () => {
  const [program, ...args] = process.argv.slice(2);
  if (!program) throw new Trouble('Name the program to run: node scripts/run.mjs PROGRAM [ARGUMENT …]');
  await ensurePackages();
  const child = spawn(pinnedNode(), [path.resolve(root, program), ...args], {
    stdio: 'inherit',
    env: pinnedEnv(),
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(code ?? (signal ? 1 : 0)));
  });
});
