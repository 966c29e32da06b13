import type { Profile } from '../configuration.ts';

/** The part of Electron's Input that decides. */
export interface KeyInput {
  readonly key: string;
  readonly control: boolean;
  readonly alt: boolean;
  readonly meta: boolean;
}

/** What a person without a touch panel needs to walk through the demo, and to type into the bench. */
const DEMO_KEYS = new Set([
  'Tab', 'Enter', 'Escape', 'Backspace', 'Delete', 'Home', 'End', 'PageUp', 'PageDown',
  'ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'Shift',
]); // prettier-ignore

/** A kiosk has no keyboard: in the field every key comes from someone who plugged one in, and none is let through. */
export function isAllowedInput(profile: Profile, input: KeyInput): boolean {
  if (profile !== 'demo') return false;
  if (input.control || input.alt || input.meta) return false;
  return DEMO_KEYS.has(input.key) || [...input.key].length === 1;
}
