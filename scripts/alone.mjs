import fs from 'node:fs';
import path from 'node:path';
import { root } from './pinned-node.mjs';
import { say, Trouble } from './say.mjs';

const LONGEST_MS = 600_000;

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** The process that holds the lock; 0 while it is being written or has just gone. */
function holderOf(lock) {
  try {
    return Number(fs.readFileSync(lock, 'utf8'));
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
    return 0;
  }
}

/**
 * Two commands started at once in this clone must not install or build into each other: the second waits for the
 * first, at most ten minutes, then throws a Trouble. A lock left by a dead process does not count.
 */
export async function alone(what, work) {
  const lock = path.join(root, '.yizhan', `${what}.lock`);
  fs.mkdirSync(path.dirname(lock), { recursive: true });
  const deadline = Date.now() + LONGEST_MS;
  for (let said = false; ;) {
    try {
      fs.writeFileSync(lock, String(process.pid), { flag: 'wx' });
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    const holder = holderOf(lock);
    if (holder > 0 && !isAlive(holder)) {
      fs.rmSync(lock, { force: true });
      continue;
    }
    if (Date.now() > deadline) {
      throw new Trouble(
        `Another command (process ${holder}) has not finished its ${what}: end it, then run again.`,
      );
    }
    if (!said) say(`· Waiting for another command's ${what} …`);
    said = true;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  try {
    return await work();
  } finally {
    fs.rmSync(lock, { force: true });
  }
}
