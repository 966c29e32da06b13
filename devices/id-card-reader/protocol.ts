import { err, ok, type Result } from '../../contract/result.ts';

/** A body with its status taken apart; decisions are made on SW3 alone (SW1 and SW2 may carry the card's own words). */
export interface Answer {
  readonly sw3: number;
  readonly data: Uint8Array;
}

/** SW3 of SDT answers. 01–05 are results of vendor libraries and never travel. */
export const Sw3 = {
  ok: 0x90,
  cardFound: 0x9f,
  nothingStored: 0x91,
  noCard: 0x80,
  selectFailed: 0x81,
  hostChecksum: 0x10,
  hostLength: 0x11,
  wrongCommand: 0x21,
  notPermitted: 0x23,
  unknownError: 0x24,
  cardRefusesReader: 0x31,
  readerRefusesCard: 0x32,
  verificationFailed: 0x33,
  notFoundYet: 0x34,
  fingerprintError: 0x37,
  lengthError: 0x3f,
  unknownCardType: 0x40,
  readFailed: 0x41,
  randomNumberFailed: 0x47,
  selfTestFailed: 0x60,
  unauthorised: 0x66,
} as const;

export type AnswerClass =
  | 'ok'
  /** Asked item is not on this card. */
  | 'empty'
  | 'no-card'
  /** The card moved or the field is weak: find it again. */
  | 'transient'
  /** Authentication between card and module failed: suspect, damaged, or badly placed. */
  | 'card-refused'
  | 'wrong-card'
  /** The module did not get our frame whole: send it again. */
  | 'link'
  | 'unsupported'
  | 'fault'
  | 'self-test-failed'
  | 'unauthorised';

const CLASSES: Readonly<Record<number, AnswerClass>> = {
  [Sw3.ok]: 'ok',
  [Sw3.cardFound]: 'ok',
  [Sw3.nothingStored]: 'empty',
  [Sw3.noCard]: 'no-card',
  [Sw3.selectFailed]: 'transient',
  [Sw3.hostChecksum]: 'link',
  [Sw3.hostLength]: 'link',
  [Sw3.wrongCommand]: 'unsupported',
  [Sw3.notPermitted]: 'unsupported',
  [Sw3.unknownError]: 'fault',
  [Sw3.cardRefusesReader]: 'card-refused',
  [Sw3.readerRefusesCard]: 'card-refused',
  [Sw3.verificationFailed]: 'card-refused',
  [Sw3.notFoundYet]: 'transient',
  [Sw3.fingerprintError]: 'transient',
  [Sw3.lengthError]: 'transient',
  [Sw3.unknownCardType]: 'wrong-card',
  [Sw3.readFailed]: 'transient',
  [Sw3.randomNumberFailed]: 'transient',
  [Sw3.selfTestFailed]: 'self-test-failed',
  [Sw3.unauthorised]: 'unauthorised',
};

export function classOf(sw3: number): AnswerClass {
  return CLASSES[sw3] ?? 'fault';
}

export type CommandName =
  | 'reset'
  | 'status'
  | 'sam-id'
  | 'max-rf-frame'
  | 'find'
  | 'select'
  | 'base-information'
  | 'additional-address'
  | 'management-number';

interface Command {
  readonly body: readonly number[];
  /** SW3 of success and what its data may measure; anything else with data is another command's answer. */
  readonly success: number;
  readonly length: (bytes: number) => boolean;
}

const exactly =
  (...sizes: number[]) =>
  (bytes: number): boolean =>
    sizes.includes(bytes);

export const BASE_INFORMATION_BYTES = 4 + 256 + 1024;

export const COMMANDS: Readonly<Record<CommandName, Command>> = {
  reset: { body: [0x10, 0xff], success: Sw3.ok, length: exactly(0) },
  status: { body: [0x11, 0xff], success: Sw3.ok, length: exactly(0) },
  'sam-id': { body: [0x12, 0xff], success: Sw3.ok, length: exactly(16) },
  'max-rf-frame': { body: [0x61, 0xff, 0x50], success: Sw3.ok, length: exactly(0) },
  find: { body: [0x20, 0x01], success: Sw3.cardFound, length: (bytes) => bytes <= 4 },
  select: { body: [0x20, 0x02], success: Sw3.ok, length: exactly(8) },
  'base-information': { body: [0x30, 0x01], success: Sw3.ok, length: exactly(BASE_INFORMATION_BYTES) },
  'additional-address': { body: [0x30, 0x03], success: Sw3.ok, length: exactly(70, 140, 210, 280) },
  'management-number': { body: [0x30, 0x05], success: Sw3.ok, length: exactly(28) },
};

/** An answer's body as the answer to this command; error if it can only belong to another one, or to noise. */
export function parseAnswer(command: CommandName, body: Uint8Array): Result<Answer, 'not-its-answer'> {
  const { success, length } = COMMANDS[command];
  const sw3 = body[2];
  if (sw3 === undefined) return err('not-its-answer');
  const data = body.subarray(3);
  if (sw3 === success) return length(data.length) ? ok({ sw3, data }) : err('not-its-answer');
  if (classOf(sw3) === 'ok' || data.length > 0) return err('not-its-answer');
  return ok({ sw3, data });
}

/** Module number, printed as on the case: `05.03-20100101-0001234567-0089012345`. */
export function formatSamId(data: Uint8Array): string {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const digits = (value: number, width: number): string => String(value).padStart(width, '0');
  return [
    `${digits(view.getUint16(0, true), 2)}.${digits(view.getUint16(2, true), 2)}`,
    digits(view.getUint32(4, true), 8),
    digits(view.getUint32(8, true), 10),
    digits(view.getUint32(12, true), 10),
  ].join('-');
}
