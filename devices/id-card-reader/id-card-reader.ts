import type { CardKind } from '../../contract/identity.ts';
import type { Result } from '../../contract/result.ts';
import type { Device } from '../device.ts';

/** The four layouts in the 256-byte text block, told apart by offset 248 (SDT base information; EAST, RDI). */
export type { CardKind };

/** What is printed in the chip, decoded and trimmed, never masked. Lives in main's memory for the session only. */
export interface IdCard {
  readonly kind: CardKind;
  /** Name to address the person by: Chinese if there is one, else English. */
  readonly name: string;
  readonly englishName: string | null;
  readonly sex: 'male' | 'female' | 'unknown';
  /** GB/T 3304 two digits; resident cards only. */
  readonly nation: string | null;
  /** ISO 3166 alpha-3; foreign cards only. */
  readonly nationality: string | null;
  /** `YYYY-MM-DD`. */
  readonly birth: string;
  readonly address: string | null;
  readonly idNumber: string;
  readonly authority: string | null;
  readonly validFrom: string;
  /** null: 长期. */
  readonly validTo: string | null;
  /** Pass number of a residence permit (回乡证, 台胞证). */
  readonly passNumber: string | null;
  /** WLT, 1024 bytes; closed format, memory only, zeroed by `forget`. */
  readonly photo: Uint8Array;
  /** Number, birth, sex and check digit do not contradict each other; false is for staff, not a crash. */
  readonly consistent: boolean;
}

export type CardReaderReason =
  'no-device' | 'no-answer' | 'module-self-test-failed' | 'module-unauthorised' | 'garbled';

export type CardReadError =
  | 'cancelled'
  /** The reader is away; `health()` says why. */
  | 'offline'
  /** Card lifted in the middle of the read. */
  | 'torn'
  /** In the field, but will not be selected or read. */
  | 'unreadable'
  /** SW3 40: not an identity card. */
  | 'wrong-card'
  /** SW3 31, 32, 33: authentication failed; a suspect or damaged card. */
  | 'card-refused';

export interface IdCardReader extends Device<CardReaderReason> {
  /**
   * Waits for a card and reads it once. `onCardFound` fires when one lies in the field and reading begins.
   * Ends only by a result or by the signal; a half-read card never leaves the driver.
   */
  read(options: { signal: AbortSignal; onCardFound?: () => void }): Promise<Result<IdCard, CardReadError>>;
  /** After a read: resolves `removed` once the card has left the field. */
  waitForRemoval(options: { signal: AbortSignal }): Promise<'removed' | 'cancelled' | 'offline'>;
}

/** Overwrites the photo's bytes; the strings go with the session's garbage. */
export function forget(card: IdCard): void {
  card.photo.fill(0);
}
