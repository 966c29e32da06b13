import { spawn } from 'node:child_process';
import { Trouble } from './say.mjs';

const START_MS = 15_000;

/**
 * A display to draw on: the one that is there, or a virtual one of this size, which `stop` ends.
 * `virtual` says which. Throws a Trouble where Xvfb does not come up.
 */
export async function openDisplay({ width, height }) {
  if (process.platform !== 'linux' || process.env.DISPLAY) {
    return { name: process.env.DISPLAY ?? '', virtual: false, stop: () => undefined };
  }
  // Xvfb itself looks for a free number and writes it to the descriptor.
  const args = ['-displayfd', '3', '-screen', '0', `${width}x${height}x24`, '-nolisten', 'tcp', '-noreset'];
  // Out of reach of Ctrl-C: what is drawn on it must be ended first.
  const server = spawn('Xvfb', args, { stdio: ['ignore', 'ignore', 'pipe', 'pipe'], detached: true });
  const number = await new Promise((resolve, reject) => {
    let complaint = '';
    const fail = (reason) => {
      server.kill('SIGKILL');
      reject(
        new Trouble(`The virtual display did not start (${reason}): run "Xvfb :99" by hand to see why.`),
      );
    };
    const timer = setTimeout(() => fail('no answer'), START_MS);
    server.stderr.on('data', (chunk) => (complaint = `${complaint}${chunk}`.slice(-500)));
    server.on('error', (error) => fail(error.message));
    server.on('exit', (code) => fail(complaint.trim().split('\n').at(-1) || `code ${code}`));
    server.stdio[3].once('data', (chunk) => {
      clearTimeout(timer);
      resolve(String(chunk).trim());
    });
  });
  server.removeAllListeners('exit');
  const stop = () => server.kill('SIGTERM');
  process.once('exit', stop);
  // A display does not keep the command alive that has nothing else to do.
  server.unref();
  for (const stream of [server.stderr, server.stdio[3]]) stream.unref?.();
  return { name: `:${number}`, virtual: true, stop };
}
