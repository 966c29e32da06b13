import { LAYOUTS } from './base-information.ts';
import type { Chip } from './sample-cards.ts';

type PersonalChip = Exclude<Chip, { kind: 'other' }>;
const TYPE_SIGN = {
  resident: ' ',
  'hmt-residence-permit': 'J',
  'foreign-pr-2017': 'I',
  'foreign-pr-2023': 'Y',
} as const;
const ENGLISH_NAME_CUT = 35;

/** The 256-byte text block that a chip with this content holds. */
export function encodeTextBlock(chip: PersonalChip): Uint8Array {
  const block = new Uint8Array(256);
  for (let i = 0; i < block.length; i += 2) block[i] = 0x20;
  const texts: Record<string, string | undefined> = { ...chip, type: TYPE_SIGN[chip.kind] };
  if (chip.kind === 'foreign-pr-2023') {
    texts['englishName'] = chip.englishName.slice(0, ENGLISH_NAME_CUT);
    texts['englishNameRest'] = chip.englishName.slice(ENGLISH_NAME_CUT);
  }
  for (const [field, [offset, bytes]] of Object.entries(LAYOUTS[chip.kind])) {
    block.set(utf16(texts[field] ?? '', bytes), offset);
  }
  return block;
}

/** `textLen | photoLen | text | photo`, the data of a base-information answer; the photo is an empty WLT picture. */
export function encodeBaseInformation(chip: PersonalChip): Uint8Array {
  const data = new Uint8Array(4 + 256 + 1024);
  data.set([0x01, 0x00, 0x04, 0x00]);
  data.set(encodeTextBlock(chip), 4);
  data.set([0x57, 0x4c, 0x66, 0x00, 0x7e, 0x00, 0x32, 0x00, 0x00, 0xff], 4 + 256);
  return data;
}

/** One entry of 35 characters, the data of an additional-address answer. */
export function encodeAdditionalAddress(address: string): Uint8Array {
  return utf16(address.padEnd(35, ' '), 70);
}

function utf16(text: string, maxBytes: number): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'utf16le')).subarray(0, maxBytes);
}
