import type { Profile } from '../configuration.ts';

/** Switches that let someone else into the program, or take a wall away. Compared without value and case. */
const FORBIDDEN_SWITCHES = [
  '--remote-debugging-port',
  '--remote-debugging-pipe',
  '--remote-debugging-address',
  '--remote-allow-origins',
  '--inspect',
  '--inspect-brk',
  '--inspect-port',
  '--inspect-publish-uid',
  '--debug-port',
  '--require',
  '--import',
  '--js-flags',
  '--load-extension',
  '--disable-web-security',
  '--disable-site-isolation-trials',
  '--disable-features',
  '--enable-blink-features',
  '--allow-file-access-from-files',
  '--allow-running-insecure-content',
  '--ignore-certificate-errors',
  '--unsafely-treat-insecure-origin-as-secure',
  '--proxy-server',
  '--host-rules',
  '--host-resolver-rules',
  '--enable-logging',
  '--log-net-log',
  '--single-process',
];
const FORBIDDEN_VARIABLES = [
  'ELECTRON_RUN_AS_NODE',
  'ELECTRON_ENABLE_LOGGING',
  'NODE_OPTIONS',
  'NODE_TLS_REJECT_UNAUTHORIZED',
];

/** What of the command line and environment a production terminal does not start with; empty: nothing. SEC-08. */
export function startRefusals(
  profile: Profile,
  argv: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): readonly string[] {
  if (profile !== 'production') return [];
  const switches = argv
    .map((argument) => (argument.split('=')[0] ?? '').toLowerCase())
    .filter((name) => FORBIDDEN_SWITCHES.includes(name));
  const variables = FORBIDDEN_VARIABLES.filter((name) => environment[name] !== undefined);
  return [...new Set([...switches, ...variables])];
}
