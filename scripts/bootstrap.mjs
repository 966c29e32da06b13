/**
 * What every command of this repository does first: packages, the right Node, system libraries, an Electron to run on.
 * Plain JavaScript on built-in modules, for it runs on whatever Node the machine has, before anything is installed.
 * Each part looks before it acts, so that the second time takes a blink.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { alone } from './alone.mjs';
import { modules, newEnough, pinnedEnv, pinnedNode, root } from './pinned-node.mjs';
import { runProgram } from './run-program.mjs';
import { guarded, step, Trouble } from './say.mjs';
import { ensureLibraries } from './system-libraries.mjs';

const stampFile = path.join(modules, '.yizhan-stamp');

function packagesHash() {
  const hash = createHash('sha256');
  for (const file of ['package.json', 'package-lock.json'])
    hash.update(fs.readFileSync(path.join(root, file)));
  return hash.update(`${process.platform}-${process.arch}`).digest('hex');
}

function isStamped() {
  return fs.existsSync(stampFile) && fs.readFileSync(stampFile, 'utf8') === packagesHash();
}

/** The lock file must hold for everyone: it may name versions and hashes, but no server to fetch them from. */
function checkLockFile() {
  const host = /"resolved":\s*"\w+:\/\/([^/"]+)/.exec(
    fs.readFileSync(path.join(root, 'package-lock.json'), 'utf8'),
  );
  if (host) {
    throw new Trouble(
      `package-lock.json names the server ${host[1]}: run "npm install --omit-lockfile-registry-resolved" and commit the result.`,
    );
  }
}

function npmCommand() {
  const cli = process.env.npm_execpath;
  if (cli?.endsWith('npm-cli.js') && fs.existsSync(cli)) return [process.execPath, [cli]];
  return [process.platform === 'win32' ? 'npm.cmd' : 'npm', []];
}

/** The line of npm's report that says why, and not where or in which file to read on. */
function npmReason({ code, output, timedOut }) {
  if (timedOut) return 'it took more than ten minutes';
  const lines = output.split('\n').flatMap((line) => /^npm (?:error|ERR!) (.+)/.exec(line)?.[1] ?? []);
  const telling = lines.find((line) => !/^(code|errno|syscall|path|command|gyp|A complete log) ?/.test(line));
  return telling ?? lines[0] ?? `npm ended with ${code}`;
}

/** Installs what package-lock.json pins, leaving it byte for byte as it is. */
export async function ensurePackages() {
  if (isStamped()) return;
  await alone('install', async () => {
    if (isStamped()) return;
    checkLockFile();
    const lockFile = path.join(root, 'package-lock.json');
    const lockBefore = fs.readFileSync(lockFile);
    const first = !fs.existsSync(modules);
    await step(
      first ? 'Installing packages (about half a minute, once)' : 'Bringing packages up to date',
      async () => {
        const [npm, before] = npmCommand();
        // Not `npm ci`: it refuses the lock where a registry does not carry other systems' optional packages.
        // No scripts: every native part comes prebuilt, and building needs what this machine may not have.
        const args = [
          ...before,
          'install',
          '--no-save',
          '--ignore-scripts',
          '--no-audit',
          '--no-fund',
          '--no-progress',
        ];
        const result = await runProgram(npm, args, { cwd: root });
        if (!fs.readFileSync(lockFile).equals(lockBefore)) fs.writeFileSync(lockFile, lockBefore);
        if (result.code !== 0) {
          const reason = npmReason(result);
          throw new Trouble(
            `Packages could not be installed (${reason}): check the network and "npm config get registry", then run again.`,
          );
        }
        fs.writeFileSync(stampFile, packagesHash());
      },
    );
  });
}

/**
 * Packages, then Node: where the command was started by a Node too old, the same command is run again by the pinned
 * one, and this process only hands on signals and the exit code. Returns true in the process that should do the work.
 */
export async function enter() {
  await ensurePackages();
  const node = pinnedNode();
  if (newEnough(process.version)) return true;
  const child = spawn(node, process.argv.slice(1), { stdio: 'inherit', env: pinnedEnv() });
  const forward = (signal) => child.kill(signal);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, forward);
  process.exitCode = await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(code ?? (signal ? 1 : 0)));
  });
  return false;
}

/**
 * Makes this clone ready. `needs`: `devices` (socat, USB and serial libraries), `electron` (a runtime; its path is
 * returned), `display` (Xvfb, only asked for where there is no display). Throws a Trouble that says how to mend it.
 */
export async function bootstrap(needs) {
  await ensurePackages();
  const screenless = process.platform === 'linux' && !process.env.DISPLAY;
  await ensureLibraries(needs.filter((need) => need !== 'display' || screenless));
  if (!needs.includes('electron')) return { electron: null };
  const { ensureElectron } = await import('./electron-runtime.mjs');
  return { electron: await ensureElectron() };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await guarded(async () => {
    if (await enter()) await bootstrap(['devices', 'electron', 'display']);
  });
}
