import type { Intent } from '../../contract/intent.ts';
import type { MaskedPerson } from '../../contract/screen.ts';

/** An intent as a journey's machine receives it: the same thing, with XState's name for the tag. */
export type IntentEvent = {
  [K in Intent['kind']]: { type: K } & Omit<Extract<Intent, { kind: K }>, 'kind'>;
}[Intent['kind']];

export function intentEvent(intent: Intent): IntentEvent {
  const { kind, ...rest } = intent;
  return { type: kind, ...rest } as IntentEvent;
}

/** The session asks the journey to end: the citizen left, or said so. Answered by every state where no money is in the air. */
export interface LeaveEvent {
  readonly type: 'leave';
}

/** How a journey ended, and where the citizen goes from there. */
export interface ErrandOutput {
  readonly outcome: 'done' | 'nothing-done';
  readonly next: 'home' | 'leave';
}

/** The person of this session: what screens may show, and what only main may know. */
export interface Person {
  readonly masked: MaskedPerson;
  readonly name: string;
  readonly idNumber: string;
}
