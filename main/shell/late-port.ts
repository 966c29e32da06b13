import type { View } from '../../contract/view.ts';
import type { StationPort } from '../station-port.ts';

/** A port that is there before its station: the window can open at once. */
export interface LatePort extends StationPort {
  /** From now on the station speaks. Its views go on counting where the first one stood. */
  attach(station: StationPort): void;
}

const KEPT_EVENTS = 100;

/**
 * Shows `first` until the station has come. Intents before that are dropped (nothing can be asked of a terminal that is
 * starting), shell events are kept for it, the latest hundred of them.
 */
export function createLatePort(first: View): LatePort {
  let current = first;
  let station: StationPort | null = null;
  const waiting: Parameters<StationPort['shellEvent']>[0][] = [];
  const listeners = new Set<(view: View) => void>();

  const show = (view: View): void => {
    current = { ...view, seq: current.seq + 1 };
    for (const listener of listeners) listener(current);
  };
  return {
    view: () => current,
    onView(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    intent: (message) => station?.intent(message),
    shellEvent(event) {
      if (station) return station.shellEvent(event);
      waiting.push(event);
      if (waiting.length > KEPT_EVENTS) waiting.shift();
    },
    attach(arrived) {
      station = arrived;
      for (const event of waiting.splice(0)) arrived.shellEvent(event);
      arrived.onView(show);
      show(arrived.view());
    },
  };
}
