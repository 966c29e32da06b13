import { app, Menu, type Session, type WebContents } from 'electron';
import { isAllowedInput } from './input-policy.ts';
import type { Profile } from '../configuration.ts';

/** Said of each thing that was refused: a closed word, and the scheme at most of what was asked for. */
export type RefusalListener = (refusal: { what: string; detail: string }) => void;

/** Switches that must be set before the app is ready. */
export function closeChromiumFeatures(): void {
  for (const name of [
    'disable-pinch',
    'disable-background-networking',
    'disable-component-update',
    'disable-default-apps',
    'disable-domain-reliability',
    'disable-sync',
    'no-pings',
    'no-first-run',
  ])
    app.commandLine.appendSwitch(name);
  app.commandLine.appendSwitch('overscroll-history-navigation', '0');
  // One CSS pixel is one pixel of the panel, whatever the desktop thinks of its density.
  app.commandLine.appendSwitch('force-device-scale-factor', '1');
}

/** Everything that holds for the whole program and every page in it, present and to come. */
export function lockDownApp(profile: Profile, onRefusal: RefusalListener): void {
  Menu.setApplicationMenu(null);
  app.on('web-contents-created', (_event, contents) => lockDownContents(contents, profile, onRefusal));
  app.on('certificate-error', (event, _contents, _url, error, _certificate, callback) => {
    event.preventDefault();
    onRefusal({ what: 'certificate', detail: error });
    callback(false);
  });
  app.on('select-client-certificate', (event, _contents, _url, _list, callback) => {
    event.preventDefault();
    callback();
  });
  app.on('login', (event, _contents, _details, _authInfo, callback) => {
    event.preventDefault();
    onRefusal({ what: 'login', detail: '' });
    callback();
  });
}

/** Sessions start with every permission granted (Electron security item 5): each way to ask is answered no. */
export function lockDownSession(
  session: Session,
  mayLoad: (url: string) => boolean,
  onRefusal: RefusalListener,
): void {
  session.setPermissionRequestHandler((_contents, permission, callback) => {
    onRefusal({ what: 'permission', detail: permission });
    callback(false);
  });
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.setUSBProtectedClassesHandler(({ protectedClasses }) => protectedClasses);
  session.setBluetoothPairingHandler((_details, callback) => callback({ confirmed: false }));
  // null, since an empty answer is taken for a mistake and thrown at us.
  session.setDisplayMediaRequestHandler((_request, callback) => {
    onRefusal({ what: 'permission', detail: 'display-media' });
    (callback as (streams: null) => void)(null);
  });
  session.on('select-hid-device', (event, _details, callback) => {
    event.preventDefault();
    callback();
  });
  session.on('select-serial-port', (event, _ports, _contents, callback) => {
    event.preventDefault();
    callback('');
  });
  session.on('select-usb-device', (event, _details, callback) => {
    event.preventDefault();
    callback();
  });
  session.on('will-download', (event) => {
    event.preventDefault();
    onRefusal({ what: 'download', detail: '' });
  });
  session.setSpellCheckerEnabled(false);
  // The last wall: whatever asked, no byte is fetched from anywhere else.
  session.webRequest.onBeforeRequest((details, callback) => {
    const cancel = !mayLoad(details.url);
    if (cancel) onRefusal({ what: 'request', detail: schemeOf(details.url) });
    callback({ cancel });
  });
}

function lockDownContents(contents: WebContents, profile: Profile, onRefusal: RefusalListener): void {
  const refuse = (what: string) => (event: { preventDefault(): void; url?: string }) => {
    event.preventDefault();
    onRefusal({ what, detail: event.url === undefined ? '' : schemeOf(event.url) });
  };
  // Pages are opened by the main process with loadURL, which none of these sees. So all they see is refused.
  contents.on('will-navigate', refuse('navigation'));
  contents.on('will-frame-navigate', refuse('frame-navigation'));
  contents.on('will-redirect', refuse('redirect'));
  contents.on('will-attach-webview', refuse('webview'));
  contents.on('will-prevent-unload', (event) => event.preventDefault());
  contents.on('context-menu', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    onRefusal({ what: 'window', detail: schemeOf(url) });
    return { action: 'deny' };
  });
  contents.on('select-bluetooth-device', (event, _devices, callback) => {
    event.preventDefault();
    callback('');
  });
  contents.on('before-input-event', (event, input) => {
    if (!isAllowedInput(profile, input)) event.preventDefault();
  });
  if (profile === 'production')
    contents.on('devtools-opened', () => {
      onRefusal({ what: 'devtools', detail: '' });
      contents.closeDevTools();
    });
  contents.on('dom-ready', () => void contents.setVisualZoomLevelLimits(1, 1));
}

/** `https`, `file` …: enough for the record, and free of what a person may have put behind it. */
function schemeOf(url: string): string {
  return /^[a-z][a-z0-9+.-]{0,31}(?=:)/i.exec(url)?.[0].toLowerCase() ?? '';
}
