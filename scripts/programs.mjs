import { spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { Trouble } from './say.mjs';

const READY_MS = 20_000;
const LOOK_EVERY_MS = 30;
const LAST_WORDS_MS = 300;

/** Resolves true when something listens at this port of this machine. */
function answers(port) {
  return new Promise((resolve) => {
    const socket = net.connect({ port, host: '127.0.0.1' });
    const settle = (up) => {
      socket.destroy();
      resolve(up);
    };
    socket.once('connect', () => settle(true));
    socket.once('error', () => settle(false));
  });
}

export function isFree(port) {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

/** The preferred port, or the next one that is free; `taken` are those given away but not listened on yet. */
export async function freePort(preferred, taken = new Set()) {
  for (let port = preferred; port < preferred + 200; port++) {
    if (!taken.has(port) && (await isFree(port))) {
      taken.add(port);
      return port;
    }
  }
  throw new Trouble(
    `No port from ${preferred} to ${preferred + 199} is free: end what uses them, then run again.`,
  );
}

/** The programs of one terminal: started one by one, each with a log of its own, ended together. */
export class Programs {
  #logs;
  #running = new Map();
  #onDeath;
  #stopping = false;

  /** `logs`: folder; `onDeath(name, code, log)`: called when one ends that nobody told to. */
  constructor(logs, onDeath) {
    this.#logs = logs;
    this.#onDeath = onDeath;
    fs.rmSync(logs, { recursive: true, force: true });
    fs.mkdirSync(logs, { recursive: true });
  }

  /**
   * Starts a program; resolves with the child when it is ready: `port` answers, it prints a line like `readyLine`, or at
   * once where neither is given. Throws a Trouble with its last words where it ends or is not ready in time.
   * `onLine` gets what it prints on standard output. `ipc` ties a Node program's life to this one's.
   */
  async start(name, file, args, { env, cwd, port, readyLine, onLine, ipc = false } = {}) {
    const log = path.join(this.#logs, `${name.replaceAll(' ', '-')}.log`);
    const sink = fs.createWriteStream(log, { flags: 'a' });
    const child = spawn(file, args, {
      cwd,
      env,
      // Not of this terminal's process group: Ctrl-C reaches this program only, which ends the others in order.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe', ...(ipc ? ['ipc'] : [])],
    });
    const closed = new Promise((resolve) => child.once('close', resolve));
    const ended = new Promise((resolve) => {
      // Its last words are still on their way; a child of its own may keep the pipe open for long.
      const settle = async (how) => {
        await Promise.race([closed, new Promise((late) => setTimeout(late, LAST_WORDS_MS))]);
        sink.end(() => resolve(how));
      };
      child.once('error', (error) => void settle({ code: 127, words: error.message }));
      child.once('exit', (code, signal) => void settle({ code, words: signal ?? `code ${code}` }));
    });
    this.#running.set(name, { child, ended });
    let rest = '';
    let saidReady = false;
    const keep = (chunk) => sink.writableEnded || sink.write(chunk);
    child.stdout.on('data', (chunk) => {
      keep(chunk);
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        if (readyLine?.test(line)) saidReady = true;
        onLine?.(line);
      }
    });
    child.stderr.on('data', keep);

    let gone = null;
    let isReady = false;
    void ended.then((how) => {
      gone = how;
      this.#running.delete(name);
      if (isReady && !this.#stopping) this.#onDeath(name, how, log);
    });
    const deadline = Date.now() + READY_MS;
    const ready = async () => (port ? answers(port) : !readyLine || saidReady);
    while (!(await ready())) {
      if (gone || Date.now() > deadline) {
        const how = gone ? `ended with ${gone.words}` : `was not ready after ${READY_MS / 1000} s`;
        throw new Trouble(`The ${name} ${how}. ${lastWords(log)}`);
      }
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
    isReady = true;
    return { child, ended };
  }

  /** Ends one program, or all: asks, waits, then insists. Does nothing for one that has gone. */
  async stop(name, patienceMs = 5000) {
    const program = this.#running.get(name);
    if (!program) return;
    program.child.kill('SIGTERM');
    const timer = setTimeout(() => program.child.kill('SIGKILL'), patienceMs);
    await program.ended;
    clearTimeout(timer);
  }

  /** `first` is ended before the others, which serve it. */
  async stopAll(first) {
    this.#stopping = true;
    await this.stop(first);
    await Promise.all([...this.#running.keys()].map((name) => this.stop(name, 3000)));
  }

  /** The last resort, when this process must go now. */
  killAll() {
    for (const { child } of this.#running.values()) child.kill('SIGKILL');
  }
}

/** What a program said before it went. */
export function lastWords(log) {
  const lines = fs.existsSync(log) ? fs.readFileSync(log, 'utf8').trim().split('\n') : [];
  const error = lines.findLast((line) => /error|cannot|refus|trouble/i.test(line)) ?? lines.at(-1) ?? '';
  return `${error.trim() === '' ? 'It said nothing.' : `It said: ${error.trim()}`} All of it: ${log}`;
}
