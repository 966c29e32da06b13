import { spawn } from 'node:child_process';

const TAIL = 64 * 1024;

/**
 * Runs a program to its end; resolves with its code and the last 64 kB of what it printed.
 * Never rejects: a program that cannot be started has code 127, one that took too long has `timedOut`.
 */
export function runProgram(file, args, { cwd, env, timeoutMs = 600_000, onOutput } = {}) {
  return new Promise((resolve) => {
    let output = '';
    let timedOut = false;
    const child = spawn(file, args, { cwd, env: env ?? process.env, stdio: ['ignore', 'pipe', 'pipe'] });
    // A command that is ended takes what it runs along.
    const end = () => child.kill('SIGTERM');
    process.once('exit', end);
    child.once('close', () => process.off('exit', end));
    const timer = setTimeout(() => {
      timedOut = true;
      child.kill('SIGKILL');
    }, timeoutMs);
    const take = (chunk) => {
      output = (output + chunk).slice(-TAIL);
      onOutput?.(String(chunk));
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.on('error', (error) => {
      clearTimeout(timer);
      resolve({ code: 127, output: `${output}${error.message}\n`, timedOut });
    });
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      resolve({ code: code ?? (signal ? 1 : 0), output, timedOut });
    });
  });
}
