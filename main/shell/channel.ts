import { ipcMain, type IpcMainEvent, type WebContents } from 'electron';
import type { Clock } from '../../contract/clock.ts';
import { viewSchema, type View } from '../../contract/view.ts';
import type { StationPort } from '../station-port.ts';
import { INTENT_CHANNEL, VIEW_CHANNEL } from './channel-names.ts';
import { acceptIntent, type IntentCounters } from './intent-gate.ts';
import { isKioskUrl } from './page-address.ts';
import { createRateLimit } from './rate-limit.ts';

/** What went over the two channels since the start. */
export interface ChannelCounters extends IntentCounters {
  viewsSent: number;
  viewRequests: number;
  /** Views that were not what the contract says: a bug in the station, kept from the page. */
  viewsRefused: number;
  /** Of all views sent, as JSON. */
  viewBytes: number;
  largestViewBytes: number;
  intentsForeign: number;
}

/** A person cannot touch faster; a page that sends more has gone wrong. */
const INTENTS_PER_SECOND = 50;

export const channelCounters: ChannelCounters = {
  viewsSent: 0,
  viewRequests: 0,
  viewsRefused: 0,
  viewBytes: 0,
  largestViewBytes: 0,
  intentsForeign: 0,
  intents: 0,
  intentsMalformed: 0,
  intentsOverRate: 0,
};

/** Joins the station to the page in `contents`. Returns the way to part them. */
export function openChannel(port: StationPort, contents: WebContents, clock: Clock): () => void {
  const withinRate = createRateLimit(clock, INTENTS_PER_SECOND);

  const send = (view: View): void => {
    if (contents.isDestroyed() || contents.isCrashed()) return;
    const parsed = viewSchema.safeParse(view);
    if (!parsed.success) {
      channelCounters.viewsRefused++;
      const issue = parsed.error.issues[0];
      port.shellEvent({
        kind: 'view-refused',
        detail: {
          screen: String(view.screen?.kind),
          key: issue?.path.join('.') ?? '',
          problem: issue?.code ?? '',
        },
      });
      return;
    }
    channelCounters.viewsSent++;
    const bytes = Buffer.byteLength(JSON.stringify(parsed.data));
    channelCounters.viewBytes += bytes;
    channelCounters.largestViewBytes = Math.max(channelCounters.largestViewBytes, bytes);
    contents.send(VIEW_CHANNEL, parsed.data);
  };

  /** Looked at before anything else is done: the frame may be gone a turn later (Electron 33 and up). */
  const isOurPage = (event: IpcMainEvent): boolean => {
    const frame = event.senderFrame;
    const ours =
      event.sender === contents && frame !== null && frame === contents.mainFrame && isKioskUrl(frame.url);
    if (!ours) channelCounters.intentsForeign++;
    return ours;
  };

  const onRequest = (event: IpcMainEvent): void => {
    if (!isOurPage(event)) return;
    channelCounters.viewRequests++;
    send(port.view());
  };
  const onIntent = (event: IpcMainEvent, message: unknown): void => {
    if (isOurPage(event)) acceptIntent(port, message, withinRate, channelCounters);
  };

  ipcMain.on(VIEW_CHANNEL, onRequest);
  ipcMain.on(INTENT_CHANNEL, onIntent);
  const stop = port.onView(send);
  return () => {
    stop();
    ipcMain.off(VIEW_CHANNEL, onRequest);
    ipcMain.off(INTENT_CHANNEL, onIntent);
  };
}
