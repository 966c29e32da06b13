import type { Intent } from '../../contract/intent.ts';
import type { Screen, Service } from '../../contract/screen.ts';
import type { View } from '../../contract/view.ts';
import type { StationPort } from '../../main/station-port.ts';

/**
 * A station of five screens without devices, orders or journal, for tests of the shell alone. Loaded by main only in the
 * test profile and with YIZHAN_FIXTURE_STATION=1. What it is told lies open in `globalThis.yizhanFixture`.
 */
export async function openFixtureStation(
  first: View,
): Promise<{ port: StationPort; close(): Promise<void> }> {
  const listeners = new Set<(view: View) => void>();
  const intents: Intent[] = [];
  const shellEvents: Parameters<StationPort['shellEvent']>[0][] = [];
  let view: View = { ...first, screen: { kind: 'attract' } };

  const show = (change: Partial<View>): void => {
    view = { ...view, ...change, seq: view.seq + 1 };
    for (const listener of listeners) listener(view);
  };
  const answer = (intent: Intent): void => {
    const screen = nextScreen(view.screen, intent);
    if (screen) show({ screen, canGoBack: screen.kind === 'consent' });
    if (intent.kind === 'set-language') show({ language: intent.language });
    if (intent.kind === 'set-accessibility') show({ accessibility: intent.accessibility });
    if (intent.kind === 'call-attendant') show({ attendantCalled: true });
  };
  Object.assign(globalThis, { yizhanFixture: { intents, shellEvents, show } });

  return {
    port: {
      view: () => view,
      onView(listener) {
        listeners.add(listener);
        return () => void listeners.delete(listener);
      },
      intent(message) {
        const intent = message as Intent;
        intents.push(intent);
        answer(intent);
      },
      shellEvent: (event) => void shellEvents.push(event),
    },
    close: () => Promise.resolve(),
  };
}

const SERVICES: readonly Service[] = ['pay-tax', 'pick-up', 'post-home', 'policies', 'track', 'help'];

const HOME: Screen = {
  kind: 'home',
  notice: null,
  tiles: SERVICES.map((service) => ({
    service,
    available: service === 'pay-tax',
    reason: service === 'pay-tax' ? null : 'not-open-yet',
  })),
};

function nextScreen(now: Screen, intent: Intent): Screen | null {
  switch (intent.kind) {
    case 'start':
      return now.kind === 'attract' ? HOME : null;
    case 'choose-service':
      return now.kind === 'home' ? { kind: 'consent', service: intent.service, keptDays: 7 } : null;
    case 'continue':
      return now.kind === 'consent'
        ? { kind: 'place-card', service: now.service, state: 'waiting', problem: null, tries: 0 }
        : null;
    case 'back':
    case 'cancel':
      return now.kind === 'attract' ? null : HOME;
    default:
      return null;
  }
}
