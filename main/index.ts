import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { systemClock } from '../contract/clock.ts';
import type { View } from '../contract/view.ts';
import { explainProblems, parseConfiguration, type Configuration } from './configuration.ts';
import type { JournalSpawner } from './journal/spawner.ts';
import { runShell, type OpenStation } from './shell/shell.ts';
import type { StationPort } from './station-port.ts';
import { openTerminal } from './terminal.ts';

/** `EX_CONFIG` of sysexits. */
const CONFIGURATION_EXIT_CODE = 78;
const root = path.join(import.meta.dirname, '../..');

/** `--config FILE`, else YIZHAN_CONFIG, else the demo that ships. */
function configurationFile(): string {
  const { values } = parseArgs({
    args: process.argv.slice(1),
    options: { config: { type: 'string' } },
    strict: false,
  });
  const given = typeof values.config === 'string' ? values.config : process.env['YIZHAN_CONFIG'];
  return given === undefined || given === '' ? path.join(root, 'config/demo.yaml') : path.resolve(given);
}

// Read at once, not in a promise: the scheme of the page must be known before Electron is ready.
function readConfiguration(): Configuration | null {
  const file = configurationFile();
  let source: string;
  try {
    source = readFileSync(file, 'utf8');
  } catch {
    console.error(`${file} cannot be read: name a configuration file with --config FILE.`);
    return null;
  }
  const configuration = parseConfiguration(source, process.env);
  if (configuration.ok) return configuration.value;
  console.error(explainProblems(file, configuration.error));
  return null;
}

/** Tests of the shell alone run it on a station without devices; no other profile can. */
async function openFixture(starting: View): Promise<OpenStation> {
  const file = pathToFileURL(path.join(root, 'out/test/fixture-station.cjs')).href;
  const fixture = (await import(file)) as { openFixtureStation: (starting: View) => Promise<OpenStation> };
  return fixture.openFixtureStation(starting);
}

/** A terminal that cannot keep its record serves nobody: it says so, and stays so until a person has looked. */
function outOfService(starting: View): OpenStation {
  const view: View = { ...starting, screen: { kind: 'out-of-service', reason: 'journal-away' } };
  const port: StationPort = {
    view: () => view,
    onView: () => () => undefined,
    intent: () => undefined,
    shellEvent: ({ kind, detail }) => console.error(`${kind} ${JSON.stringify(detail)}`),
  };
  return { port, close: () => Promise.resolve() };
}

async function openStation(
  configuration: Configuration,
  journalSpawner: JournalSpawner,
  starting: View,
): Promise<OpenStation> {
  if (configuration.profile === 'test' && process.env['YIZHAN_FIXTURE_STATION'] === '1')
    return openFixture(starting);
  const directory = path.resolve(process.env['YIZHAN_STATE_DIR'] ?? path.join(root, '.yizhan'));
  const opened = await openTerminal(configuration, { clock: systemClock, journalSpawner, directory });
  if (!opened.ok) {
    console.error(
      `The journal in ${directory} cannot be used (${opened.error.reason}): ${opened.error.detail}`,
    );
    return outOfService(starting);
  }
  const station = opened.value;
  // The window already shows the station, starting; a start that fails is a bug and handled as one.
  void station.start();
  return { port: station, close: () => station.close() };
}

const configuration = readConfiguration();
if (configuration === null) process.exit(CONFIGURATION_EXIT_CODE);

runShell({
  profile: configuration.profile,
  site: configuration.site,
  panel: configuration.panel,
  language: configuration.languages[0] ?? 'zh-CN',
  clock: systemClock,
  environment: process.env,
  say: (line) => console.log(line),
  complain: (line) => console.error(line),
  openStation: (spawner, starting) => openStation(configuration, spawner, starting),
});
