import { spawn, type ChildProcess } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { systemClock } from '../../contract/clock.ts';
import { barcodeScannerControl } from '../../devices/barcode-scanner/simulator-control.ts';
import { connectControl, type ControlClient } from '../../devices/bench/control-socket.ts';
import type { SampleCardId } from '../../devices/id-card-reader/sample-cards.ts';
import { idCardReaderControl } from '../../devices/id-card-reader/simulator-control.ts';
import { receiptPrinterControl, type PrintedPaper } from '../../devices/receipt-printer/simulator-control.ts';

const root = path.resolve(import.meta.dirname, '../..');
const START_MS = 15_000;

/** The world around a demo terminal, in a test's or the tour's hands: real programs, real lines. */
export class DemoWorld {
  readonly reader: ControlClient<typeof idCardReaderControl>;
  readonly printer: ControlClient<typeof receiptPrinterControl>;
  readonly scanner: ControlClient<typeof barcodeScannerControl>;
  readonly #sandbox: URL;

  constructor(
    reader: ControlClient<typeof idCardReaderControl>,
    printer: ControlClient<typeof receiptPrinterControl>,
    scanner: ControlClient<typeof barcodeScannerControl>,
    sandbox: URL,
  ) {
    this.reader = reader;
    this.printer = printer;
    this.scanner = scanner;
    this.#sandbox = sandbox;
  }

  async place(sample: SampleCardId): Promise<void> {
    need(await this.reader.request('place-card', { sample }));
  }

  async lift(): Promise<void> {
    need(await this.reader.request('lift-card', {}));
  }

  /** Holds a code before the scanner as soon as it is lit. */
  async scan(text: string): Promise<void> {
    need(await this.scanner.waitFor(({ lit }) => lit, START_MS));
    need(await this.scanner.request('scan', { text, charset: 'utf-8' }));
  }

  async papers(): Promise<readonly PrintedPaper[]> {
    return need(await this.printer.request('papers', {})) as PrintedPaper[];
  }

  /** A call of the sandbox's admin API. */
  async admin(method: 'GET' | 'POST' | 'DELETE', name: string, body?: unknown): Promise<unknown> {
    const response = await fetch(new URL(`admin/${name}`, this.#sandbox), {
      method,
      signal: AbortSignal.timeout(START_MS),
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    if (!response.ok)
      throw new Error(`sandbox ${method} ${name}: ${response.status} ${await response.text()}`);
    return response.json();
  }

  /** Everything as it was made: no card, paper in, cables in, no faults, fresh bills. */
  async reset(): Promise<void> {
    if (this.reader.state().card) await this.lift();
    need(await this.reader.request('clear-fault', {}));
    need(await this.scanner.request('clear-fault', {}));
    need(await this.printer.request('clear-fault', {}));
    if (this.printer.state().coverOpen) need(await this.printer.request('close-cover', {}));
    need(await this.printer.request('refill', {}));
    if (!this.reader.state().plugged) need(await this.reader.request('plug', {}));
    if (!this.printer.state().plugged) need(await this.printer.request('plug', {}));
    if (!this.scanner.state().plugged) need(await this.scanner.request('plug', {}));
    await this.admin('POST', 'reset');
  }

  close(): void {
    this.reader.close();
    this.printer.close();
    this.scanner.close();
  }
}

function need<T>(result: { ok: true; value: T } | { ok: false; error: string }): T {
  if (!result.ok) throw new Error(`the simulator answers ${result.error}`);
  return result.value;
}

/** Connects to programs that are running already, as `npm start` started them. */
export async function connectDemoWorld(controlDirectory: string, sandboxPort: number): Promise<DemoWorld> {
  const socket = (name: string): string => path.join(controlDirectory, `${name}.sock`);
  return new DemoWorld(
    need(await connectControl(socket('id-card-reader'), idCardReaderControl, systemClock)),
    need(await connectControl(socket('receipt-printer'), receiptPrinterControl, systemClock)),
    need(await connectControl(socket('barcode-scanner'), barcodeScannerControl, systemClock)),
    new URL(`http://127.0.0.1:${sandboxPort}/`),
  );
}

export interface StartedWorld {
  readonly world: DemoWorld;
  /** What a kiosk must be told to live in this world. */
  readonly env: Readonly<Record<string, string>>;
  readonly directory: string;
  stop(): Promise<void>;
}

/** Below the ports that the system gives to outgoing connections: one of those could take it before the program does. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < 100; tries++) {
    const port = randomInt(20_000, 32_000);
    const server = createServer();
    const isFree = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false));
      server.listen(port, '127.0.0.1', () => resolve(true));
    });
    if (!isFree) continue;
    await new Promise<void>((resolve) => server.close(() => resolve()));
    return port;
  }
  throw new Error('no port is free');
}

function firstLine(child: ChildProcess, name: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`${name} is not ready`)), START_MS);
    child.stdout?.once('data', (data) => {
      clearTimeout(timer);
      resolve(String(data));
    });
    child.once('exit', (code) => reject(new Error(`${name} ended with ${code}`)));
  });
}

/** Starts sandbox and simulators of its own, on free ports and in a folder of its own. `speed`: the sandbox's clock. */
export async function startDemoWorld(options: { speed?: number } = {}): Promise<StartedWorld> {
  const directory = mkdtempSync(path.join(tmpdir(), 'yz-'));
  const control = path.join(directory, 'control');
  mkdirSync(control);
  const [sandboxPort, printerPort] = [await freePort(), await freePort()];
  const children: ChildProcess[] = [];
  const run = async (name: string, script: string, args: string[]): Promise<void> => {
    const child = spawn(process.execPath, [path.join(root, script), ...args], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.push(child);
    await firstLine(child, name);
  };
  const simulator = (device: string, line: string[]): Promise<void> =>
    run(device, `devices/${device}/simulator-main.ts`, [
      ...line,
      '--control',
      path.join(control, `${device}.sock`),
    ]);
  const stop = async (): Promise<void> => {
    await Promise.all(
      children.map(async (child) => {
        if (child.exitCode !== null || child.signalCode !== null) return;
        const gone = new Promise((resolve) => child.once('exit', resolve));
        child.kill('SIGTERM');
        await gone;
      }),
    );
    rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    await Promise.all([
      run('sandbox', 'sandbox/index.ts', [
        '--port',
        String(sandboxPort),
        '--data',
        path.join(directory, 'sandbox'),
        '--speed',
        String(options.speed ?? 1),
      ]),
      simulator('id-card-reader', ['--tty', path.join(directory, 'id-card-reader.tty')]),
      simulator('barcode-scanner', ['--tty', path.join(directory, 'barcode-scanner.tty')]),
      simulator('receipt-printer', ['--tcp', String(printerPort)]),
    ]);
    const world = await connectDemoWorld(control, sandboxPort);
    return {
      world,
      directory,
      env: {
        YIZHAN_STATE_DIR: directory,
        YIZHAN_SANDBOX_PORT: String(sandboxPort),
        YIZHAN_PRINTER_PORT: String(printerPort),
        YIZHAN_CONTROL_DIR: control,
      },
      stop: async () => {
        world.close();
        await stop();
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
