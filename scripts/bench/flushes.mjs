import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';

const ATTACH_MS = 5000;
const CALLS = 'fsync,fdatasync,sync_file_range,msync';

export function canTrace() {
  return process.platform === 'linux' && spawnSync('strace', ['-V'], { stdio: 'ignore' }).status === 0;
}

/** Traces the flushes of a process. `stop` resolves with the second of each. Null where it may not be traced. */
export async function traceFlushes(pid, file) {
  const child = spawn('strace', ['-f', '-ttt', '-e', `trace=${CALLS}`, '-o', file, '-p', String(pid)], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = new Promise((resolve) => child.once('close', resolve));
  const attached = await new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), ATTACH_MS);
    const settle = (is) => {
      clearTimeout(timer);
      resolve(is);
    };
    child.stderr.on('data', (chunk) => {
      if (/ attached/.test(String(chunk))) settle(true);
    });
    child.once('error', () => settle(false));
    child.once('exit', () => settle(false));
  });
  if (!attached) {
    child.kill('SIGKILL');
    return null;
  }
  return {
    async stop() {
      child.kill('SIGINT');
      await ended;
      const lines = fs.readFileSync(file, 'utf8').split('\n');
      // A call that another thread interrupted has a second line, "resumed".
      return lines.flatMap((line) => {
        const at = /^\d+\s+([\d.]+) (?:fsync|fdatasync|sync_file_range|msync)\(/.exec(line)?.[1];
        return at === undefined ? [] : [Number(at)];
      });
    },
  };
}
