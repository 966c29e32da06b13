import { checkIdNumber, isRealDate, type CardKind } from '../../contract/identity.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import type { IdCard } from './id-card-reader.ts';
import { BASE_INFORMATION_BYTES } from './protocol.ts';

const TEXT_BYTES = 256;
const PHOTO_BYTES = 1024;
/** Where the layout is told: `I`, `J`, `Y`, or a space on resident cards. */
const TYPE_OFFSET = 248;

type Field =
  | 'name'
  | 'sex'
  | 'nation'
  | 'birth'
  | 'address'
  | 'idNumber'
  | 'authority'
  | 'validFrom'
  | 'validTo'
  | 'passNumber'
  | 'issueCount'
  | 'englishName'
  | 'englishNameRest'
  | 'nationality'
  | 'cardVersion'
  | 'authorityCode'
  | 'renewalCount'
  | 'type';
type Layout = Readonly<Partial<Record<Field, readonly [offset: number, bytes: number]>>>;

const RESIDENT: Layout = {
  name: [0, 30],
  sex: [30, 2],
  nation: [32, 4],
  birth: [36, 16],
  address: [52, 70],
  idNumber: [122, 36],
  authority: [158, 30],
  validFrom: [188, 16],
  validTo: [204, 16],
};

/** Offsets and lengths in bytes of UTF-16LE, padded with spaces. */
export const LAYOUTS: Readonly<Record<CardKind, Layout>> = {
  resident: RESIDENT,
  'hmt-residence-permit': { ...RESIDENT, passNumber: [220, 18], issueCount: [238, 4], type: [248, 2] },
  'foreign-pr-2017': {
    englishName: [0, 120],
    sex: [120, 2],
    idNumber: [122, 30],
    nationality: [152, 6],
    name: [158, 30],
    validFrom: [188, 16],
    validTo: [204, 16],
    birth: [220, 16],
    cardVersion: [236, 4],
    authorityCode: [240, 8],
    type: [248, 2],
  },
  'foreign-pr-2023': {
    name: [0, 30],
    sex: [30, 2],
    renewalCount: [32, 4],
    birth: [36, 16],
    englishName: [52, 70],
    idNumber: [122, 36],
    validFrom: [188, 16],
    validTo: [204, 16],
    englishNameRest: [220, 22],
    nationality: [242, 6],
    type: [248, 2],
  },
};

const KIND_BY_TYPE: Readonly<Record<number, CardKind>> = {
  0x20: 'resident',
  0x49: 'foreign-pr-2017',
  0x4a: 'hmt-residence-permit',
  0x59: 'foreign-pr-2023',
};

export type DecodeError = 'length' | 'layout' | 'number' | 'date';

/**
 * Data of a base-information answer as a card (SDT base information, four layouts). `today` is `YYYYMMDD`.
 * The photo is a copy: the caller may wipe `data`.
 */
export function decodeBaseInformation(data: Uint8Array, today: string): Result<IdCard, DecodeError> {
  if (data.length !== BASE_INFORMATION_BYTES) return err('length');
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  if (view.getUint16(0) !== TEXT_BYTES || view.getUint16(2) !== PHOTO_BYTES) return err('length');
  const block = data.subarray(4, 4 + TEXT_BYTES);
  const kind = block[TYPE_OFFSET + 1] === 0 ? KIND_BY_TYPE[block[TYPE_OFFSET]!] : undefined;
  if (kind === undefined) return err('layout');

  const layout = LAYOUTS[kind];
  const raw = (field: Field): string => {
    const place = layout[field];
    return place ? fieldText(block.subarray(place[0], place[0] + place[1])) : '';
  };
  const text = (field: Field): string => trimEnd(raw(field));
  const textOrNull = (field: Field): string | null => text(field) || null;

  const idNumber = text('idNumber');
  if (!/^[0-9A-Z]{15,18}$/.test(idNumber)) return err('number');
  const [birth, validFrom, validTo] = [text('birth'), text('validFrom'), text('validTo')];
  const endless = validTo === '' || validTo === '长期';
  if (!isRealDate(birth) || !isRealDate(validFrom) || !(endless || isRealDate(validTo))) return err('date');

  // The two parts are one string cut at 35 characters: a space at the cut belongs to the name.
  const englishName = trimEnd(raw('englishName') + raw('englishNameRest')) || null;
  const sex = ({ '1': 'male', '2': 'female' } as const)[text('sex')] ?? 'unknown';
  const nation = text('nation');
  return ok({
    kind,
    name: text('name') || englishName || '',
    englishName,
    sex,
    nation: kind === 'resident' && /^\d\d$/.test(nation) ? nation : null,
    nationality: textOrNull('nationality'),
    birth: isoDate(birth),
    address: textOrNull('address'),
    idNumber,
    authority: textOrNull('authority'),
    validFrom: isoDate(validFrom),
    validTo: endless ? null : isoDate(validTo),
    passNumber: textOrNull('passNumber'),
    photo: data.slice(4 + TEXT_BYTES),
    consistent: isConsistent({ kind, idNumber, birth, sex, nationality: text('nationality'), today }),
  });
}

function isConsistent(card: {
  kind: CardKind;
  idNumber: string;
  birth: string;
  sex: IdCard['sex'];
  nationality: string;
  today: string;
}): boolean {
  const checked = checkIdNumber(card.idNumber, card.today);
  if (!checked.ok || checked.value.kind !== card.kind) return false;
  if (!card.birth.endsWith(checked.value.birth)) return false;
  if (card.kind === 'foreign-pr-2017' && !card.idNumber.startsWith(card.nationality)) return false;
  return checked.value.sex === null || card.sex === 'unknown' || checked.value.sex === card.sex;
}

const utf16 = new TextDecoder('utf-16le', { ignoreBOM: true });

/** One field alone: a broken character in it cannot shift the others. Control characters never reach screen or paper. */
function fieldText(bytes: Uint8Array): string {
  return utf16.decode(bytes).replace(/\p{Cc}/gu, '');
}

/** Spaces inside an address stay. */
function trimEnd(text: string): string {
  return text.replace(/[\u0020\u3000]+$/, '');
}

function isoDate(yyyymmdd: string): string {
  return `${yyyymmdd.slice(0, 4)}-${yyyymmdd.slice(4, 6)}-${yyyymmdd.slice(6)}`;
}
