import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { runProgram } from './run-program.mjs';
import { say, step, Trouble } from './say.mjs';

/** Debian's names of what Electron links, and of the programs that the simulators and a screen without a monitor need. */
const ELECTRON = [
  'libgtk-3-0',
  'libnss3',
  'libasound2',
  'libgbm1',
  'libatk-bridge2.0-0',
  'libcups2',
  'libdrm2',
  'libxkbcommon0',
  'libxcomposite1',
  'libxdamage1',
  'libxrandr2',
];
const NEEDED_BY = {
  electron: [...ELECTRON, 'unzip'],
  devices: ['socat', 'udev', 'libusb-1.0-0'],
  display: ['xvfb', 'xauth'],
};

/** The Debian packages of these needs (`electron`, `devices`, `display`). */
export function librariesFor(needs) {
  return needs.flatMap((need) => NEEDED_BY[need] ?? []);
}

function installedPackages() {
  const listed = spawnSync('dpkg-query', ['-W', '-f', '${Package} ${db:Status-Status}\n'], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (listed.error || listed.status !== 0) return null;
  const lines = listed.stdout.split('\n').filter((line) => line.endsWith(' installed'));
  return new Set(lines.map((line) => line.slice(0, line.indexOf(' '))));
}

/** Debian 13 and Ubuntu 24.04 call some libraries `…t64`; either name will do. */
function missing(names, installed) {
  return names.filter((name) => !installed.has(name) && !installed.has(`${name}t64`));
}

/** What apt calls it on this machine. */
function aptName(name) {
  const known = spawnSync('apt-cache', ['show', `${name}t64`], { stdio: 'ignore' });
  return known.status === 0 ? `${name}t64` : name;
}

function onPath(program) {
  return (process.env.PATH ?? '')
    .split(':')
    .some((folder) => folder !== '' && existsSync(`${folder}/${program}`));
}

/**
 * Makes sure of the system libraries for these needs. As root on a Debian it installs what is missing; anyone else
 * gets the line to copy. Throws a Trouble.
 */
export async function ensureLibraries(needs) {
  if (process.platform !== 'linux') return;
  const wanted = librariesFor(needs);
  if (wanted.length === 0) return;

  const installed = installedPackages();
  if (!installed) {
    // Not a Debian: libraries go by other names there, but the programs do not.
    const programs = { devices: 'socat', display: 'Xvfb' };
    const absent = needs.map((need) => programs[need]).filter((program) => program && !onPath(program));
    if (absent.length === 0) return;
    throw new Trouble(
      `${absent.join(' and ')} is missing: install it with this system's package manager, then run again.`,
    );
  }

  let lacking = missing(wanted, installed);
  if (lacking.length === 0) return;
  if (process.getuid?.() !== 0) {
    throw new Trouble(`sudo apt-get install -y --no-install-recommends ${lacking.map(aptName).join(' ')}`);
  }

  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await step(`Installing system libraries: ${lacking.join(' ')}`, async () => {
    const update = await runProgram('apt-get', ['update', '-q'], { env, timeoutMs: 180_000 });
    if (update.code !== 0) say('  apt-get update failed; trying with the lists that are here');
    const names = lacking.map(aptName);
    const args = [
      'install',
      '-y',
      '-q',
      '--no-install-recommends',
      '-o',
      'DPkg::Lock::Timeout=120',
      ...names,
    ];
    const install = await runProgram('apt-get', args, { env });
    lacking = missing(wanted, installedPackages() ?? new Set());
    if (install.code === 0 && lacking.length === 0) return;
    const reason =
      install.output
        .split('\n')
        .filter((line) => line.startsWith('E:'))
        .at(-1) ?? `code ${install.code}`;
    throw new Trouble(
      `System libraries could not be installed (${reason}): mend apt, then run: apt-get install -y ${names.join(' ')}`,
    );
  });
}
