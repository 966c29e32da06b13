import type { Profile } from '../configuration.ts';

export type SandboxVerdict =
  | { readonly start: true; readonly isSandboxed: boolean; readonly line: string | null }
  | { readonly start: false; readonly line: string };

/**
 * Chromium's sandbox is on, except for root in the demo and test profiles, where Chromium cannot have it and starts only
 * with `--no-sandbox` (which must already be on the command line: it is read before any script).
 */
export function sandboxVerdict(
  profile: Profile,
  { isRoot, argv }: { isRoot: boolean; argv: readonly string[] },
): SandboxVerdict {
  const switchedOff = argv.some((argument) =>
    /^--(no-sandbox|disable-(seccomp-filter|setuid|namespace|gpu)-sandbox|no-zygote-sandbox|no-zygote)(=|$)/i.test(
      argument,
    ),
  );
  if (isRoot && profile === 'production')
    return { start: false, line: 'Yizhan does not serve citizens as root: start it as its own user.' };
  if (isRoot)
    return {
      start: true,
      isSandboxed: false,
      line: 'Running as root: Chromium’s sandbox is off. Demo and test only.',
    };
  if (switchedOff)
    return {
      start: false,
      line: 'Yizhan does not start with Chromium’s sandbox off: leave the switch away, or see docs/operations.md.',
    };
  return { start: true, isSandboxed: true, line: null };
}
