import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { freePort, Programs } from './programs.mjs';

let folder = '';
let died;
let programs;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'yizhan-programs-'));
  died = vi.fn();
  programs = new Programs(path.join(folder, 'logs'), died);
});
afterEach(async () => {
  await programs.stopAll('none');
  rmSync(folder, { recursive: true });
});

const run = (name, source, options) => programs.start(name, process.execPath, ['--eval', source], options);
const forever = 'setInterval(() => {}, 1000);';

describe('programs', () => {
  test('are ready when they say so, and keep a log', async () => {
    const lines = [];
    await run('reader', `console.log('warming up'); console.log('reader ready'); ${forever}`, {
      readyLine: / ready$/,
      onLine: (line) => lines.push(line),
    });
    expect(lines).toEqual(['warming up', 'reader ready']);
    expect(readFileSync(path.join(folder, 'logs', 'reader.log'), 'utf8')).toContain('reader ready');
  });

  test('are ready when their port answers', async () => {
    const port = await freePort(20_000 + (process.pid % 20_000));
    await run('server', `require('net').createServer().listen(${port}, '127.0.0.1')`, { port });
    expect(died).not.toHaveBeenCalled();
  });

  test('that end before they are ready are named with their last words', async () => {
    const started = run('printer simulator', `console.error('Error: no such profile'); process.exit(3)`, {
      readyLine: /ready/,
    });
    await expect(started).rejects.toThrow(
      /The printer simulator ended with code 3. It said: Error: no such profile/,
    );
  });

  test('that cannot be started at all are named too', async () => {
    const started = programs.start('kiosk', path.join(folder, 'nothing'), [], { readyLine: /ready/ });
    await expect(started).rejects.toThrow(/The kiosk ended with .*ENOENT/);
  });

  test('that end by themselves later are told of, those that were asked to are not', async () => {
    const one = await run(
      'one',
      `console.log('ready'); process.once('SIGUSR2', () => process.exit(5)); ${forever}`,
      {
        readyLine: /ready/,
      },
    );
    await run('two', `console.log('ready'); ${forever}`, { readyLine: /ready/ });
    one.child.kill('SIGUSR2');
    await one.ended;
    await vi.waitFor(() => expect(died).toHaveBeenCalledTimes(1));
    expect(died.mock.calls[0].slice(0, 2)).toEqual(['one', { code: 5, words: 'code 5' }]);
    await programs.stopAll('two');
    expect(died).toHaveBeenCalledTimes(1);
  });

  test('that do not want to end are made to', async () => {
    const deaf = await run('deaf', `process.on('SIGTERM', () => {}); console.log('ready'); ${forever}`, {
      readyLine: /ready/,
    });
    await programs.stop('deaf', 50);
    expect(await deaf.ended).toEqual({ code: null, words: 'SIGKILL' });
  });
});

test('a port that is in use is passed over, and so is one given away', async () => {
  const server = net.createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  const taken = new Set();
  const first = await freePort(port, taken);
  const second = await freePort(port, taken);
  expect(first).toBeGreaterThan(port);
  expect(second).toBeGreaterThan(first);
  await new Promise((resolve) => server.close(resolve));
});
