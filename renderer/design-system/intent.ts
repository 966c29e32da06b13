import type { Intent } from '../../contract/intent.ts';

export type Send = (intent: Intent) => void;

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`);
}

/** `data-intent` and one `data-*` an argument, so that tests and the reader of voices find the button by what it does. */
export function intentAttributes(intent: Intent): Record<`data-${string}`, string> {
  const attributes: Record<`data-${string}`, string> = { 'data-intent': intent.kind };
  for (const [name, value] of Object.entries(intent)) {
    if (name === 'kind' || typeof value === 'object') continue;
    attributes[`data-${kebab(name)}`] = String(value);
  }
  return attributes;
}
