import path from 'node:path';
import { app, BrowserWindow, screen, session, type Session } from 'electron';
import { lockDownSession, type RefusalListener } from './lockdown.ts';
import { isKioskUrl } from './page-address.ts';
import type { Profile } from '../configuration.ts';
import { layOutWindows, type WindowLayout } from './window-layout.ts';

/** The paper of the page, so that nothing flashes before its first paint. */
const PAPER = '#F5EEDF';

export interface Panel {
  readonly widthPx: number;
  readonly heightPx: number;
}

/** The citizen's window: no frame, no menu, no zoom, no way out of the page. Not loaded yet. */
export function createKioskWindow(
  profile: Profile,
  panel: Panel,
): { window: BrowserWindow; layout: WindowLayout } {
  const layout = layOutWindows(profile, panel, screen.getPrimaryDisplay());
  const window = new BrowserWindow({
    ...layout.bounds,
    kiosk: layout.kiosk,
    frame: false,
    roundedCorners: false,
    resizable: false,
    movable: profile === 'demo' && !layout.kiosk,
    minimizable: false,
    maximizable: false,
    fullscreenable: layout.kiosk,
    autoHideMenuBar: true,
    backgroundColor: PAPER,
    title: '税邮驿站 Yizhan',
    show: true,
    webPreferences: {
      preload: path.join(app.getAppPath(), 'out/preload/index.cjs'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      disableDialogs: true,
      safeDialogs: true,
      devTools: profile === 'demo',
      zoomFactor: layout.zoomFactor,
      // A page that another window covers still counts down.
      backgroundThrottling: false,
      v8CacheOptions: 'code',
    },
  });
  window.webContents.on('zoom-changed', () => window.webContents.setZoomFactor(layout.zoomFactor));
  // The program ends the window, never the other way round (Alt+F4, a window manager's menu).
  if (profile !== 'demo')
    window.on('close', (event) => {
      if (!isQuitting) event.preventDefault();
    });
  return { window, layout };
}

let isQuitting = false;
app.on('before-quit', () => {
  isQuitting = true;
});

/**
 * The device bench, a page of its own local server: in a session of its own, without preload, so that it has no more
 * power than in a browser. Demo profile only.
 */
export function openBenchWindow(
  url: string,
  layout: WindowLayout,
  onRefusal: RefusalListener,
): BrowserWindow {
  const { origin } = new URL(url);
  const isBench = (candidate: string): boolean => {
    const parsed = URL.canParse(candidate) ? new URL(candidate) : null;
    return parsed?.origin === origin || parsed?.origin === origin.replace(/^http/, 'ws');
  };
  const partition = session.fromPartition('bench');
  lockDownSession(partition, isBench, onRefusal);
  const window = new BrowserWindow({
    ...layout.bench,
    title: '设备台 Device bench',
    backgroundColor: PAPER,
    autoHideMenuBar: true,
    webPreferences: {
      session: partition,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      spellcheck: false,
      navigateOnDragDrop: false,
      webviewTag: false,
    },
  });
  void window.loadURL(url).catch(() => undefined);
  return window;
}

/** The session of the kiosk's page, locked to it. */
export function kioskSession(profile: Profile, onRefusal: RefusalListener): Session {
  // The demo's developer tools are pages too.
  const mayLoad = (url: string): boolean =>
    isKioskUrl(url) || (profile === 'demo' && url.startsWith('devtools:'));
  lockDownSession(session.defaultSession, mayLoad, onRefusal);
  return session.defaultSession;
}
