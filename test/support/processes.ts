import { readdirSync, readFileSync } from 'node:fs';

/** The processes whose command line names this folder. Linux only. */
export function processesOf(folder: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && commandLine(name).includes(folder))
    .map(Number);
}

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    // Ended between the listing and the look.
    return '';
  }
}

export function endProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // Already gone, which is what was wanted.
  }
}

/** One line of `/proc/<pid>/status`, for example `Seccomp` → `2`; null for a process that is gone. */
export function processStatus(pid: number, key: string): string | null {
  try {
    const line = readFileSync(`/proc/${pid}/status`, 'utf8')
      .split('\n')
      .find((text) => text.startsWith(`${key}:`));
    return line?.slice(key.length + 1).trim() ?? null;
  } catch {
    return null;
  }
}
