/**
 * `npm start`: a whole terminal. In the demo and test profiles with the backends' stand-ins, a simulator for each device
 * that the configuration does not give a real line, and the bench to play with them.
 *
 *     npm start -- --config FILE   a configuration other than config/demo.yaml
 *     npm start -- --landscape     a panel of 1920 × 1080
 *     npm start -- --fresh         forget what earlier runs left behind (journal, books)
 *     npm start -- --tour DIR      a scripted citizen walks the journeys; pictures and tour.json go to DIR
 *
 * What the programs are told, by environment: YIZHAN_CONFIG (file), YIZHAN_STATE_DIR (folder), YIZHAN_NODE (Node for the
 * journal), YIZHAN_SANDBOX_PORT, YIZHAN_PRINTER_PORT, YIZHAN_CONTROL_DIR (simulators' control sockets), YIZHAN_BENCH_URL,
 * YIZHAN_LOOPBACK_PORT (where there is no display), YIZHAN_SUPERVISED (faults are started again here), YIZHAN_PANEL_WIDTH and YIZHAN_PANEL_HEIGHT.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { bootstrap, enter } from './bootstrap.mjs';
import { openDisplay } from './display.mjs';
import { pinnedEnv, pinnedNode, root } from './pinned-node.mjs';
import { freePort, isFree, lastWords, Programs } from './programs.mjs';
import { guarded, say, Trouble } from './say.mjs';

/** Beside a kiosk of 1080 × 1920 there is room for the bench. */
const SCREEN = { width: 2304, height: 1944 };
/** A unix socket's address is short; this leaves room for the longest name. */
const LONGEST_CONTROL_DIR = 80;
const KIOSK = 'kiosk';
const TOUR = 'tour';
/** Whose end is the end: not a thing that died. */
const ENDS = new Set([KIOSK, TOUR]);
/** Of a kiosk that had a fault and wants to be started afresh. */
const FAULT_EXIT_CODE = 70;
const MOST_KILLS = 3;
const KILLS_WITHIN_MS = 300_000;

function readOptions() {
  const { values } = parseArgs({
    options: {
      config: { type: 'string', default: path.join(root, 'config', 'demo.yaml') },
      landscape: { type: 'boolean', default: false },
      fresh: { type: 'boolean', default: false },
      tour: { type: 'string' },
    },
  });
  return { ...values, config: path.resolve(values.config), tour: values.tour && path.resolve(values.tour) };
}

/** The folder of what this terminal keeps, held by one program at a time. */
function takeStateFolder({ fresh, tour }) {
  const base = path.resolve(root, process.env.YIZHAN_STATE_DIR || '.yizhan');
  // A tour begins with an empty record and leaves the one of the demo alone.
  const folder = tour ? path.join(base, 'tour') : base;
  fs.mkdirSync(folder, { recursive: true });
  const holder = path.join(folder, 'running.pid');
  const pid = fs.existsSync(holder) ? Number(fs.readFileSync(holder, 'utf8')) : 0;
  if (pid > 0 && isAlive(pid)) {
    throw new Trouble(
      `A terminal is running in ${folder} already (process ${pid}): end it, or set YIZHAN_STATE_DIR to another folder.`,
    );
  }
  if (fresh || tour) {
    for (const name of fs.readdirSync(folder)) {
      if (!name.endsWith('.lock') && name !== 'tour')
        fs.rmSync(path.join(folder, name), { recursive: true, force: true });
    }
  }
  fs.writeFileSync(holder, String(process.pid));
  process.once('exit', () => fs.rmSync(holder, { force: true }));
  return folder;
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function controlFolder(state) {
  const folder = path.join(state, 'control');
  const short = folder.length <= LONGEST_CONTROL_DIR;
  if (!short) {
    const other = fs.mkdtempSync(path.join(os.tmpdir(), 'yizhan-'));
    process.once('exit', () => fs.rmSync(other, { recursive: true, force: true }));
    return other;
  }
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  return folder;
}

async function readConfiguration(file, env) {
  const { loadConfiguration, explainProblems } = await import('../main/configuration.ts');
  const result = await loadConfiguration(file, env);
  if (!result.ok) throw new Trouble(explainProblems(file, result.error));
  return result.value;
}

/** The simulators that this configuration leaves work for: a device with a line of its own needs none. */
function simulators({ devices }, { state, control, printerPort }) {
  const simulator = (name, folder, { transport, profile }) => {
    const tty = path.join(state, `${folder}.tty`);
    const common = { name, folder, args: ['--control', path.join(control, `${folder}.sock`)] };
    if (folder === 'receipt-printer') common.args.push('--profile', profile);
    const trigger = /^(honeywell|newland)-serial$/.exec(profile)?.[1];
    if (trigger) common.args.push('--trigger', trigger);
    if (transport.kind === 'serial' && path.resolve(root, transport.path) === tty) {
      return [{ ...common, args: [...common.args, '--tty', tty], where: tty }];
    }
    const isPrinterPort =
      transport.kind === 'tcp' && transport.host === '127.0.0.1' && transport.port === printerPort;
    if (!isPrinterPort) return [];
    const args = [...common.args, '--tcp', String(printerPort)];
    return [{ ...common, args, where: `127.0.0.1:${printerPort}` }];
  };
  return [
    ...simulator('card reader simulator', 'id-card-reader', devices.idCardReader),
    ...simulator('printer simulator', 'receipt-printer', devices.receiptPrinter),
    ...simulator('scanner simulator', 'barcode-scanner', devices.barcodeScanner),
  ];
}

/** Starts what stands in for the world around a demo terminal; returns what the kiosk must be told of it. */
async function startWorld(programs, configuration, { state, control, ports, env }) {
  const node = pinnedNode();
  const common = { cwd: root, env, ipc: true };
  const run = async (name, script, args, options, where) => {
    await programs.start(name, node, [path.join(root, script), ...args], { ...common, ...options });
    say(`${name}: ${where}`);
  };
  const sandboxUrl = `http://127.0.0.1:${ports.sandbox}/`;
  const data = path.join(state, 'sandbox');
  const benchUrl = `http://127.0.0.1:${ports.bench}/`;
  const benchArgs = ['--port', String(ports.bench), '--control-dir', control, '--sandbox', sandboxUrl];
  await Promise.all([
    run(
      'sandbox',
      'sandbox/index.ts',
      ['--port', String(ports.sandbox), '--data', data],
      { port: ports.sandbox },
      `${sandboxUrl} (tax bureau, payment channel, postal service)`,
    ),
    ...simulators(configuration, { state, control, printerPort: ports.printer }).map((simulator) =>
      run(
        simulator.name,
        `devices/${simulator.folder}/simulator-main.ts`,
        simulator.args,
        { readyLine: / ready$/ },
        simulator.where,
      ),
    ),
    run('bench', 'devices/bench/server.ts', benchArgs, { port: ports.bench }, benchUrl),
  ]);
  return { YIZHAN_BENCH_URL: benchUrl };
}

/** The port that the environment names, if it is free; else the preferred one, or the next free one after it. */
async function portFor(name, preferred, taken) {
  const wanted = process.env[name];
  if (!wanted) return freePort(preferred, taken);
  const port = Number(wanted);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new Trouble(`${name} is ${wanted}: set it to a port from 1 to 65535, or leave it unset.`);
  }
  if (await isFree(port)) return port;
  throw new Trouble(`${name} is ${port}, which another program uses: end that one, or leave ${name} unset.`);
}

async function choosePorts() {
  const taken = new Set();
  return {
    sandbox: await portFor('YIZHAN_SANDBOX_PORT', 7300, taken),
    printer: await portFor('YIZHAN_PRINTER_PORT', 9100, taken),
    bench: await portFor('YIZHAN_BENCH_PORT', 7380, taken),
  };
}

/** Resolves with the signal that asked to stop. A second one, not just the same Ctrl-C by another way, kills at once. */
function stopAsked(programs) {
  return new Promise((resolve) => {
    let first = 0;
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
      process.on(signal, () => {
        if (first === 0) {
          first = Date.now();
          resolve(signal);
        } else if (Date.now() - first > 1000) {
          programs.killAll();
          process.exit(1);
        }
      });
    }
  });
}

async function main() {
  const options = readOptions();
  if (!(await enter())) return;
  const { electron } = await bootstrap(['devices', 'electron', 'display']);
  const { build } = await import('./build.mjs');
  await build();

  const state = takeStateFolder(options);
  const control = controlFolder(state);
  const hasDisplay = process.platform !== 'linux' || Boolean(process.env.DISPLAY);
  const ports = await choosePorts();
  const panel = options.landscape ? { YIZHAN_PANEL_WIDTH: '1920', YIZHAN_PANEL_HEIGHT: '1080' } : {};
  const env = pinnedEnv({
    ...panel,
    YIZHAN_CONFIG: options.config,
    YIZHAN_STATE_DIR: state,
    YIZHAN_NODE: pinnedNode(),
    YIZHAN_ELECTRON: electron,
    YIZHAN_CONTROL_DIR: control,
    YIZHAN_SANDBOX_PORT: String(ports.sandbox),
    YIZHAN_PRINTER_PORT: String(ports.printer),
  });
  const configuration = await readConfiguration(options.config, env);
  const isProduction = configuration.profile === 'production';
  if (isProduction && options.tour)
    throw new Trouble('A tour needs the demo: a production terminal has no scripted citizens.');
  if (isProduction && !hasDisplay) {
    throw new Trouble(
      'A production terminal needs its screen: start it in the session of the kiosk (DISPLAY is not set).',
    );
  }

  let anyDied = false;
  const programs = new Programs(path.join(state, 'logs'), (name, { words }, log) => {
    if (ENDS.has(name)) return;
    anyDied = true;
    say(`The ${name} ended by itself (${words}). ${lastWords(log)}`);
  });
  process.once('exit', () => programs.killAll());
  const asked = stopAsked(programs);
  const display = await openDisplay(SCREEN);
  try {
    if (display.name) env.DISPLAY = display.name;
    if (!isProduction)
      Object.assign(env, await startWorld(programs, configuration, { state, control, ports, env }));
    const code = options.tour
      ? await walkTour(programs, asked, options.tour, env)
      : await runKiosk(programs, asked, {
          electron,
          state,
          env,
          isProduction,
          display,
          configuration,
        });
    await programs.stopAll(KIOSK);
    return code === 0 && anyDied ? 1 : code;
  } finally {
    await programs.stopAll(KIOSK);
    display.stop();
  }
}

async function runKiosk(programs, asked, { electron, state, env, isProduction, display, configuration }) {
  const isRoot = process.getuid?.() === 0;
  // As root Chromium cannot have its sandbox; the shell says so, and refuses it in production.
  const args = [
    ...(isRoot && !isProduction ? ['--no-sandbox'] : []),
    `--user-data-dir=${path.join(state, 'electron')}`,
  ];
  const loopback = display.virtual && configuration.profile === 'demo';
  say(`${KIOSK}: terminal ${configuration.terminal.id}, profile ${configuration.profile}, state in ${state}`);
  const kills = [];
  for (;;) {
    // Looked for as late as can be: it is the kiosk that will listen there.
    const page = loopback
      ? { YIZHAN_LOOPBACK_PORT: String(await portFor('YIZHAN_LOOPBACK_PORT', 7390)) }
      : {};
    const kiosk = await programs.start(KIOSK, electron, [...args, root], {
      cwd: root,
      env: { ...env, ...page, YIZHAN_SUPERVISED: '1' },
      onLine: (line) => {
        const url = /^YIZHAN_LOOPBACK_URL (\S+)/.exec(line)?.[1];
        if (url)
          say(`No display here: open ${url} (kiosk) and ${env.YIZHAN_BENCH_URL} (bench). Ctrl-C ends all.`);
        else say(line);
      },
    });
    const how = await Promise.race([kiosk.ended, asked]);
    if (typeof how === 'string') {
      say(`${how}: ending …`);
      await programs.stopAll(KIOSK);
      return 0;
    }
    if (how.code !== 0) {
      say(`The ${KIOSK} ended with ${how.words}. ${lastWords(path.join(state, 'logs', `${KIOSK}.log`))}`);
    }
    // The shell itself counts its faults: after three in five minutes it stays on its safe page. Who was killed from outside
    // (out of memory, a crash of the runtime) could count nothing.
    const isKilled = how.code === null;
    if (!isKilled && how.code !== FAULT_EXIT_CODE) return how.code;
    if (isKilled) kills.push(Date.now());
    if (kills.filter((at) => at > Date.now() - KILLS_WITHIN_MS).length > MOST_KILLS) {
      say(`The ${KIOSK} was killed more than ${MOST_KILLS} times in five minutes: it is not started again.`);
      return 1;
    }
    say(`Starting the ${KIOSK} again.`);
  }
}

/** The citizen of the script starts the kiosk by itself, in each orientation. */
async function walkTour(programs, asked, folder, env) {
  fs.mkdirSync(folder, { recursive: true });
  const args = [path.join(root, 'test', 'tour', 'tour.ts'), '--out', folder];
  const tour = await programs.start(TOUR, pinnedNode(), args, { cwd: root, env, ipc: true, onLine: say });
  const how = await Promise.race([tour.ended, asked]);
  if (typeof how === 'string') return 1;
  if (how.code !== 0) say(`The tour ended with ${how.words}. Its log: ${env.YIZHAN_STATE_DIR}/logs/tour.log`);
  return how.code ?? 1;
}

await guarded(main);
