import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** The account that may do nothing, which every Linux has, with a home of its own to write to. */
export interface OrdinaryUser {
  readonly name: string;
  readonly home: string;
  /** Command and arguments that run a program as this user, with this environment and nothing of ours. */
  command(
    program: string,
    args: readonly string[],
    env: Readonly<Record<string, string>>,
  ): [string, string[]];
}

const NAME = 'nobody';

/** For root only, which alone can become someone else. */
export async function withOrdinaryUser(use: (user: OrdinaryUser) => Promise<void>): Promise<void> {
  const [uid, gid] = ['-u', '-g'].map((flag) =>
    Number(execFileSync('id', [flag, NAME], { encoding: 'utf8' })),
  );
  const home = mkdtempSync(path.join(tmpdir(), 'yizhan-user-'));
  chownSync(home, uid ?? 0, gid ?? 0);
  chmodSync(home, 0o700);
  try {
    await use({
      name: NAME,
      home,
      command: (program, args, env) => [
        'runuser',
        [
          '-u',
          NAME,
          '--',
          'env',
          '-i',
          ...Object.entries(env).map(([key, value]) => `${key}=${value}`),
          program,
          ...args,
        ],
      ],
    });
  } finally {
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  }
}
