import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';

/** Where a journal's files lie in its directory. */
export interface JournalFiles {
  readonly directory: string;
  readonly database: string;
  /** Ed25519, PKCS #8 PEM, mode 0600. */
  readonly privateKey: string;
  /** SPKI PEM; written last at the first start, so that it also says: there has been a journal here. */
  readonly publicKey: string;
}

export function journalFiles(directory: string): JournalFiles {
  return {
    directory,
    database: join(directory, 'journal.db'),
    privateKey: join(directory, 'journal-key.pem'),
    publicKey: join(directory, 'journal-key.pub.pem'),
  };
}

export function makeDirectory(directory: string): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
}

/** Writes, flushes, renames, flushes the directory: after it the file is whole or not there. */
export function writeDurably(path: string, text: string, mode: number, directory: string): void {
  const temporary = `${path}.new`;
  const file = openSync(temporary, 'w', mode);
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  chmodSync(temporary, mode);
  renameSync(temporary, path);
  flushDirectory(directory);
}

export function flushDirectory(directory: string): void {
  // Windows has no handle on a directory to flush.
  if (process.platform === 'win32') return;
  const handle = openSync(directory, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

export function readIfThere(path: string): string | null {
  return existsSync(path) ? readFileSync(path, 'utf8') : null;
}

/** Moves a database that cannot be trusted out of the way, with its WAL. Returns its new name. */
export function setAside(files: JournalFiles, mark: string): string {
  const target = `${files.database}.corrupt-${mark}`;
  for (const suffix of ['', '-wal', '-shm']) {
    if (existsSync(files.database + suffix)) renameSync(files.database + suffix, target + suffix);
  }
  flushDirectory(files.directory);
  return target;
}

/** Databases set aside and not yet dealt with. */
export function setAsideFiles(files: JournalFiles): string[] {
  if (!existsSync(files.directory)) return [];
  return readdirSync(files.directory).filter((name) => /^journal\.db\.corrupt-[^.]+$/.test(name));
}
