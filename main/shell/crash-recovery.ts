import { app, type BrowserWindow } from 'electron';
import type { Clock } from '../../contract/clock.ts';
import type { StationPort } from '../station-port.ts';
import { isKioskUrl, SAFE_PAGE } from './page-address.ts';
import { CRASH_LIMIT, withRecent } from './recent-count.ts';

/** How often the page is asked whether it still answers, and how long it may take: machines under load are slow. */
const HEARTBEAT = { everyMs: 5000, withinMs: 10_000 } as const;

export interface CrashRecovery {
  /** Shows the page that asks for the attendant, and stays there. */
  showSafePage(reason: string): void;
  stop(): void;
}

/**
 * Brings the citizen's page back after a crash, a hang or a lost GPU, within two seconds and at the same screen (the
 * loaded page asks for its view). Three times in five minutes is enough: then the safe page (REL-18).
 */
export function recoverFromCrashes(
  window: BrowserWindow,
  {
    page,
    port,
    clock,
    giveUp,
  }: { page: string; port: StationPort; clock: Clock; giveUp: (reason: string) => void },
): CrashRecovery {
  const { webContents } = window;
  let crashes: number[] = [];
  let isSafe = false;
  let isStopped = false;

  const load = (url: string): void => {
    if (isStopped || window.isDestroyed()) return;
    // A load that is overtaken by the next one rejects with ERR_ABORTED; one that fails is seen by did-fail-load.
    void webContents.loadURL(url).catch(() => undefined);
  };
  const showSafePage = (reason: string): void => {
    if (isSafe) return;
    isSafe = true;
    port.shellEvent({ kind: 'safe-page', detail: { reason } });
    load(SAFE_PAGE);
  };
  const recover = (kind: string, detail: Record<string, unknown>): void => {
    if (isStopped || window.isDestroyed()) return;
    crashes = withRecent(crashes, clock.monotonic(), CRASH_LIMIT.withinMs);
    port.shellEvent({ kind, detail: { ...detail, crashes: crashes.length } });
    // Even the page without a script does not hold: only a fresh start may help.
    if (isSafe) return giveUp('safe-page-failed');
    if (crashes.length >= CRASH_LIMIT.times) return showSafePage(kind);
    load(page);
  };

  webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
    if (reason !== 'clean-exit') recover('renderer-gone', { reason, exitCode });
  });
  webContents.on('unresponsive', () => {
    port.shellEvent({ kind: 'renderer-unresponsive', detail: {} });
    webContents.forcefullyCrashRenderer();
  });
  webContents.on('did-fail-load', (_event, code, _description, _url, isMainFrame) => {
    // -3 is ERR_ABORTED: overtaken by the next load.
    if (isMainFrame && code !== -3) recover('page-failed', { code });
  });
  // Electron asks nobody before it goes to about:blank; all else never comes so far (lockdown.ts).
  webContents.on('did-navigate', (_event, url) => {
    if (!isKioskUrl(url)) recover('page-left', {});
  });
  webContents.on('preload-error', () => recover('preload-failed', {}));

  const onChildGone = (_event: Electron.Event, { type, reason, exitCode }: Electron.Details): void => {
    // Chromium starts its own helpers again. A page drawn by a GPU process that died is loaded afresh, to be sure of it;
    // one that ends by itself found no hardware to work with, as at the start on a machine without any.
    const died = reason === 'crashed' || reason === 'killed' || reason === 'oom';
    if (type === 'GPU' && died) recover('gpu-gone', { reason, exitCode });
    else if (reason !== 'clean-exit')
      port.shellEvent({ kind: 'helper-gone', detail: { type, reason, exitCode } });
  };
  app.on('child-process-gone', onChildGone);

  let beat = clock.setTimeout(heartbeat, HEARTBEAT.everyMs);
  function heartbeat(): void {
    if (isStopped || window.isDestroyed()) return;
    const again = (): void => {
      beat = clock.setTimeout(heartbeat, HEARTBEAT.everyMs);
    };
    if (webContents.isCrashed() || webContents.isLoading() || webContents.isDevToolsOpened()) return again();
    let isAnswered = false;
    const limit = clock.setTimeout(() => {
      if (isAnswered || isStopped || window.isDestroyed()) return;
      isAnswered = true;
      if (!webContents.isCrashed() && !webContents.isLoading()) {
        port.shellEvent({ kind: 'renderer-hangs', detail: {} });
        webContents.forcefullyCrashRenderer();
      }
      again();
    }, HEARTBEAT.withinMs);
    const answered = (): void => {
      if (isAnswered) return;
      isAnswered = true;
      clock.clearTimeout(limit);
      again();
    };
    // A rejection is an answer too: the page was exchanged meanwhile.
    webContents.mainFrame.executeJavaScript('0').then(answered, answered);
  }

  return {
    showSafePage,
    stop() {
      isStopped = true;
      clock.clearTimeout(beat);
      app.off('child-process-gone', onChildGone);
    },
  };
}
