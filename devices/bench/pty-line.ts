import { spawn, type ChildProcess } from 'node:child_process';
import { watch } from 'node:fs';
import { access, mkdir, rm } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';

const START_MS = 5000;

/**
 * A simulated serial cable: a pseudo-terminal whose one end is a link at `path`, for a driver to open, and whose other
 * end is this object. Needs `socat`.
 */
export class PtyLine {
  readonly #path: string;
  readonly #onData: (bytes: Uint8Array) => void;
  #socat: ChildProcess | null = null;

  constructor(path: string, onData: (bytes: Uint8Array) => void) {
    this.#path = resolve(path);
    this.#onData = onData;
  }

  get isPlugged(): boolean {
    return this.#socat !== null;
  }

  /** Resolves when the link is there. Rejects if socat is missing or cannot make it. */
  async plug(): Promise<void> {
    if (this.#socat) return;
    await mkdir(dirname(this.#path), { recursive: true });
    await rm(this.#path, { force: true });
    const socat = spawn('socat', ['STDIO', `pty,raw,echo=0,link=${this.#path}`], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.#socat = socat;
    const gone = new Promise<never>((_resolve, reject) => {
      socat.once('error', reject);
      socat.once('exit', (code) => {
        if (this.#socat === socat) this.#socat = null;
        reject(new Error(`socat ended with ${code}`));
      });
    });
    // Only the start waits for it; later the same end is an unplugged cable.
    gone.catch(() => undefined);
    socat.stdout.on('data', (bytes: Buffer) => this.#onData(new Uint8Array(bytes)));
    // A cable pulled while bytes are on their way is no error.
    socat.stdin.on('error', () => undefined);
    await Promise.race([appears(this.#path), gone]);
  }

  /** The driver's end hangs up and its link goes. */
  async unplug(): Promise<void> {
    const socat = this.#socat;
    if (!socat) return;
    this.#socat = null;
    const exited = new Promise<void>((done) => socat.once('exit', () => done()));
    socat.kill('SIGTERM');
    await exited;
    await rm(this.#path, { force: true });
  }

  /** Lost without a trace while unplugged. */
  write(bytes: Uint8Array): void {
    this.#socat?.stdin?.write(bytes);
  }
}

/** Resolves when a file of that name is in its directory. */
async function appears(path: string): Promise<void> {
  const signal = AbortSignal.timeout(START_MS);
  await new Promise<void>((done, fail) => {
    const watcher = watch(dirname(path), (_event, name) => {
      if (name === null || name === basename(path)) look();
    });
    const end = (error?: Error): void => {
      watcher.close();
      if (error) fail(error);
      else done();
    };
    const look = (): void =>
      void access(path).then(
        () => end(),
        () => undefined,
      );
    signal.addEventListener('abort', () => end(new Error(`socat made no ${path}`)), { once: true });
    look();
  });
}
