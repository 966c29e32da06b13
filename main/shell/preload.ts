import { contextBridge, ipcRenderer } from 'electron';
import type { View } from '../../contract/view.ts';
import { INTENT_CHANNEL, VIEW_CHANNEL } from './channel-names.ts';
import { APP_ORIGIN } from './page-address.ts';

/** All that the page has of the outside: `window.yizhan`. */
export interface YizhanBridge {
  /** Calls back with the present view, at once if it is known, and with each later one; returns the way to stop. */
  onView(listener: (view: View) => void): () => void;
  intent(message: unknown): void;
}

let latest: View | null = null;
const listeners = new Set<(view: View) => void>();

ipcRenderer.on(VIEW_CHANNEL, (_event, view: View) => {
  latest = view;
  for (const listener of listeners) listener(view);
});

const bridge: YizhanBridge = {
  onView(listener) {
    if (typeof listener !== 'function') return () => undefined;
    listeners.add(listener);
    if (latest) listener(latest);
    return () => void listeners.delete(listener);
  },
  intent: (message) => ipcRenderer.send(INTENT_CHANNEL, message),
};

// Electron runs this in the empty document before the page as well: that one gets nothing and asks for nothing.
if (location.origin === APP_ORIGIN) {
  contextBridge.exposeInMainWorld('yizhan', bridge);
  // Asked for before the page's script has even been fetched, so that its first paint already shows the right screen.
  ipcRenderer.send(VIEW_CHANNEL);
}
