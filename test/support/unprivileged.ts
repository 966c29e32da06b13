import { execFileSync, spawnSync } from 'node:child_process';
import {
  accessSync,
  chmodSync,
  chownSync,
  constants,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { err, ok, type Result } from '../../contract/result.ts';

/** A way to run Electron as somebody who is not root, so that Chromium's sandbox can be on. */
export interface Unprivileged {
  /** Starts Electron as that user; for Playwright's `executablePath`, with `chromiumSandbox: true`. */
  readonly electron: string;
  /** The built application, where that user can read it. */
  readonly app: string;
  /** An empty folder of that user, for user data and state. */
  readonly folder: string;
  dispose(): void;
}

const USER = 'yizhan-test';

/**
 * Not root: this user, these files. Root: a user made for the tests, and copies (hard links where the disk allows) of what
 * it cannot reach, for example below a home folder. The error is a sentence for a skipped test.
 */
export function unprivileged(electron: string, app: string): Result<Unprivileged, string> {
  const base = mkdtempSync(path.join(tmpdir(), 'yizhan-user-'));
  const dispose = (): void => rmSync(base, { recursive: true, force: true, maxRetries: 5 });
  const folder = path.join(base, 'home');
  mkdirSync(folder);
  if (process.getuid?.() !== 0) return ok({ electron, app, folder, dispose });

  const refuse = (reason: string): Result<Unprivileged, string> => {
    dispose();
    return err(reason);
  };
  const user = findOrMakeUser();
  if (user === null) return refuse(`no user ${USER}, and useradd cannot make one`);
  chmodSync(base, 0o755);
  chownSync(folder, user.uid, user.gid);
  try {
    const runtime = reachable(path.dirname(electron), path.join(base, 'electron'), user);
    const reachableApp = reachableApplication(app, path.join(base, 'app'), user);
    const wrapper = path.join(base, 'electron-as-user');
    // setpriv becomes Electron: the process that is started is the one that is signalled.
    const script = [
      '#!/bin/sh',
      `export HOME='${folder}' XDG_RUNTIME_DIR='${folder}' XDG_CACHE_HOME='${folder}/.cache' USER=${USER} LOGNAME=${USER}`,
      `cd '${folder}'`,
      `exec setpriv --reuid=${user.uid} --regid=${user.gid} --clear-groups '${runtime}/${path.basename(electron)}' "$@"`,
    ];
    writeFileSync(wrapper, `${script.join('\n')}\n`, { mode: 0o755 });
    return ok({ electron: wrapper, app: reachableApp, folder, dispose });
  } catch (error) {
    return refuse(`${USER} cannot read the runtime or the application: ${String(error)}`);
  }
}

interface User {
  readonly uid: number;
  readonly gid: number;
}

function findOrMakeUser(): User | null {
  const found = lookUp();
  if (found) return found;
  spawnSync('useradd', ['--create-home', '--shell', '/usr/sbin/nologin', USER], { stdio: 'ignore' });
  return lookUp();
}

function lookUp(): User | null {
  const entry = spawnSync('getent', ['passwd', USER], { encoding: 'utf8' });
  const [, , uid, gid] = (entry.stdout ?? '').split(':');
  return entry.status === 0 && uid && gid ? { uid: Number(uid), gid: Number(gid) } : null;
}

function canRead(file: string, user: User): boolean {
  const args = [`--reuid=${user.uid}`, `--regid=${user.gid}`, '--clear-groups', 'test', '-r', file];
  return spawnSync('setpriv', args, { stdio: 'ignore' }).status === 0;
}

/** The folder itself where the user reaches it, else a copy at `copy`. Throws where that cannot be read either. */
function reachable(folder: string, copy: string, user: User): string {
  const probe = statSync(folder).isDirectory() ? path.join(folder, '.') : folder;
  if (canRead(probe, user)) return folder;
  copyFolder(folder, copy);
  if (!canRead(copy, user)) throw new Error(`${folder} cannot be read, nor can a copy`);
  return copy;
}

/** What Electron needs of the repository: what it is, what was built, and the packages that were not bundled. */
function reachableApplication(app: string, copy: string, user: User): string {
  if (canRead(path.join(app, 'package.json'), user)) return app;
  mkdirSync(copy);
  for (const part of ['package.json', 'out', 'config', 'node_modules']) {
    copyFolder(path.join(app, part), path.join(copy, part));
  }
  if (!canRead(path.join(copy, 'package.json'), user))
    throw new Error(`${app} cannot be read, nor can a copy`);
  return copy;
}

/** Hard links are made at once and take no room; another disk needs a true copy. */
function copyFolder(from: string, to: string): void {
  accessSync(from, constants.R_OK);
  const linked = spawnSync('cp', ['-al', from, `${to}.part`], { stdio: 'ignore' });
  if (linked.status !== 0) {
    rmSync(`${to}.part`, { recursive: true, force: true });
    execFileSync('cp', ['-a', from, `${to}.part`], { stdio: 'ignore' });
  }
  renameSync(`${to}.part`, to);
}
