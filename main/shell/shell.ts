import path from 'node:path';
import { app, type BrowserWindow } from 'electron';
import type { Clock } from '../../contract/clock.ts';
import type { Language } from '../../contract/language.ts';
import type { View } from '../../contract/view.ts';
import { pixelsPerMillimetre, type Profile } from '../configuration.ts';
import type { JournalSpawner } from '../journal/spawner.ts';
import type { StationPort } from '../station-port.ts';
import { registerAppScheme, serveApp } from './app-protocol.ts';
import { channelCounters, openChannel } from './channel.ts';
import { recoverFromCrashes, type CrashRecovery } from './crash-recovery.ts';
import { electronJournalSpawner } from './journal-utility-process.ts';
import { createLatePort } from './late-port.ts';
import { closeChromiumFeatures, lockDownApp, type RefusalListener } from './lockdown.ts';
import { serveLoopbackPage, type LoopbackPage } from './loopback-page.ts';
import { handleMainFaults } from './main-faults.ts';
import { APP_PAGE } from './page-address.ts';
import { createRateLimit } from './rate-limit.ts';
import { SAFE_PAGE_FILES } from './safe-page.ts';
import { sandboxVerdict } from './sandbox-policy.ts';
import { listServedFiles } from './served-files.ts';
import { isOnlyInstance } from './single-instance.ts';
import { startingView } from './starting-view.ts';
import { startRefusals } from './start-refusals.ts';
import { withTimeLimit } from './time-limit.ts';
import { createKioskWindow, kioskSession, openBenchWindow, type Panel } from './window.ts';

/** A terminal that has been opened: what the shell shows, and how it ends. */
export interface OpenStation {
  readonly port: StationPort;
  close(): Promise<void>;
}

export interface ShellOptions {
  readonly profile: Profile;
  readonly site: View['site'];
  readonly panel: Panel & { readonly diagonalInch: number };
  readonly language: Language;
  readonly clock: Clock;
  /** One line for who started the program. */
  readonly say: (line: string) => void;
  readonly complain: (line: string) => void;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Called once, while the window is coming up. */
  openStation(spawner: JournalSpawner, starting: View): Promise<OpenStation>;
}

/** `EX_USAGE` of sysexits: started in a way that is not allowed. */
const REFUSED_EXIT_CODE = 64;
const SHUTDOWN_MS = 3000;
/** A page gone wild must not fill the record. */
const REFUSALS_RECORDED_PER_SECOND = 5;

/** Runs the terminal's window until it is told to end. Must be called before Electron is ready. */
export function runShell(options: ShellOptions): void {
  const { profile, clock, environment, say, complain } = options;
  const refused = startRefusals(profile, process.argv.slice(1), environment);
  if (refused.length > 0)
    return refuse(complain, `Yizhan does not serve citizens with ${refused.join(', ')} set.`);
  const verdict = sandboxVerdict(profile, { isRoot: process.getuid?.() === 0, argv: process.argv });
  if (!verdict.start) return refuse(complain, verdict.line);
  if (verdict.line !== null) say(verdict.line);
  if (!isOnlyInstance()) {
    complain('Yizhan is already running here; this second start ends.');
    process.exit(0);
  }

  registerAppScheme();
  closeChromiumFeatures();
  // As root it would take --no-sandbox from the helpers, and they would not start.
  if (verdict.isSandboxed) app.enableSandbox();

  const starting = startingView(options.site, options.language, profile !== 'production', clock.now());
  const port = createLatePort(starting);
  const withinRate = createRateLimit(clock, REFUSALS_RECORDED_PER_SECOND);
  const onRefusal: RefusalListener = ({ what, detail }) => {
    if (withinRate()) port.shellEvent({ kind: 'refused', detail: { what, detail } });
  };
  lockDownApp(profile, onRefusal);

  const opened: { station?: OpenStation; loopback?: LoopbackPage; recovery?: CrashRecovery } = {};
  let closing: Promise<void> | null = null;
  /** Ends all that was opened, once. The station closes last of all, since its record takes the others' last words. */
  const close = (): Promise<void> => {
    closing ??= (async () => {
      opened.recovery?.stop();
      await opened.loopback?.close();
      await opened.station?.close();
    })();
    return closing;
  };
  const giveUp = handleMainFaults({
    record: (event) => port.shellEvent(event),
    showSafePage: (reason) => opened.recovery?.showSafePage(reason),
    close: async () => {
      await opened.loopback?.close();
      await opened.station?.close();
    },
    clock,
    complain,
  });
  shutDownInOrder(close, options);
  // What the benchmark and the tests look at; not there in the field.
  if (profile !== 'production') Object.assign(globalThis, { yizhanCounters: channelCounters });

  const openStation = async (): Promise<void> => {
    const station = await options.openStation(electronJournalSpawner(environment), starting);
    if (closing) return station.close();
    opened.station = station;
    port.attach(station.port);
  };
  const openWindow = async (): Promise<void> => {
    const files = new Map([
      ...listServedFiles(path.join(app.getAppPath(), 'out/renderer')),
      ...SAFE_PAGE_FILES,
    ]);
    const page = `?mmpx=${pixelsPerMillimetre(options.panel).toFixed(3)}`;
    serveApp(kioskSession(profile, onRefusal), files);
    const { window, layout } = createKioskWindow(profile, options.panel);
    openChannel(port, window.webContents, clock);
    opened.recovery = recoverFromCrashes(window, { page: APP_PAGE + page, port, clock, giveUp });
    endWithWindow(window);
    await window.loadURL(APP_PAGE + page).catch(() => undefined);
    if (profile !== 'demo') return;
    const benchUrl = environment['YIZHAN_BENCH_URL'];
    if (benchUrl !== undefined) openBenchWindow(benchUrl, layout, onRefusal);
    const loopbackPort = environment['YIZHAN_LOOPBACK_PORT'];
    if (loopbackPort === undefined) return;
    opened.loopback = await serveLoopbackPage({ port: Number(loopbackPort), files, station: port, clock });
    say(`YIZHAN_LOOPBACK_URL ${opened.loopback.url}${page}`);
  };

  // Both at once: the window shows that the terminal is starting while journal and devices come up.
  void app.whenReady().then(() => {
    void openWindow().catch((error: unknown) => giveUp('window-not-opened', error));
    void openStation().catch((error: unknown) => giveUp('station-not-opened', error));
  });
}

function refuse(complain: (line: string) => void, line: string): void {
  complain(line);
  process.exit(REFUSED_EXIT_CODE);
}

function endWithWindow(window: BrowserWindow): void {
  window.once('closed', () => app.quit());
}

/** SIGTERM, SIGINT and quitting end the station properly, within three seconds; a second signal ends it at once. */
function shutDownInOrder(close: () => Promise<void>, { clock, complain }: ShellOptions): void {
  let signals = 0;
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const)
    process.on(signal, () => {
      signals++;
      if (signals === 1) app.quit();
      else app.exit(1);
    });
  let isClosed = false;
  app.on('will-quit', (event) => {
    if (isClosed) return;
    event.preventDefault();
    void withTimeLimit(close(), SHUTDOWN_MS, clock).then((inTime) => {
      isClosed = true;
      if (!inTime) complain('Yizhan did not close in time and was ended.');
      app.exit(0);
    });
  });
}
