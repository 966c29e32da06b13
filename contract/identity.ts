/**
 * Rules for the numbers on identity cards and for showing them. A number that passes is well-formed; nothing here says
 * that it was ever given to anyone.
 */

/** The four identity cards with a chip (SDT base information, type byte at offset 248). */
export type CardKind = 'resident' | 'hmt-residence-permit' | 'foreign-pr-2017' | 'foreign-pr-2023';

export type IdNumberError = 'malformed' | 'region' | 'nationality' | 'date' | 'check-digit';

/** What a well-formed number says about its holder. */
export interface IdNumberFacts {
  readonly kind: CardKind;
  /** `YYYYMMDD`; the 2017 layout for foreigners holds only `YYMMDD`. */
  readonly birth: string;
  /** null: the number does not say (2017 layout). */
  readonly sex: 'male' | 'female' | null;
}

type Outcome = { ok: true; value: IdNumberFacts } | { ok: false; error: IdNumberError };

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECK_SIGNS = '10X98765432';

/** Check sign of 17 digits, MOD 11-2 (GB 11643-1999, ISO 7064). */
export function mod11Check(seventeenDigits: string): string {
  const sum = WEIGHTS.reduce((total, weight, i) => total + weight * Number(seventeenDigits[i]), 0);
  return CHECK_SIGNS[sum % 11]!;
}

/** Check digit by ICAO 9303: weights 7-3-1 from the first sign, A is 10. */
export function icaoCheck(text: string): string {
  const sum = [...text].reduce((total, sign, i) => total + parseInt(sign, 36) * [7, 3, 1][i % 3]!, 0);
  return String(sum % 10);
}

/** First two digits of the provinces of the mainland (GB/T 2260). */
const PROVINCES = new Set(
  '11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65'.split(' '),
);
const HMT_REGIONS = new Set(['810000', '820000', '830000']);
/** ISO 3166 numeric codes that cannot be a foreign nationality: China, Hong Kong, Macao, Taiwan. */
const NOT_FOREIGN = new Set(['156', '344', '446', '158']);
const NOT_FOREIGN_ALPHA = new Set(['CHN', 'HKG', 'MAC', 'TWN']);

/** Full-width to half-width, capitals, without spaces and hyphens: how a person may have typed a number. */
export function normaliseIdNumber(text: string): string {
  return text.slice(0, 64).normalize('NFKC').toUpperCase().replace(/[\s-]/g, '');
}

/** Checks a normalised number of any of the four kinds. `today` is `YYYYMMDD`; later births are refused. */
export function checkIdNumber(idNumber: string, today: string): Outcome {
  const fail = (error: IdNumberError): Outcome => ({ ok: false, error });
  if (/^[A-Z]{3}\d{12}$/.test(idNumber)) {
    if (NOT_FOREIGN_ALPHA.has(idNumber.slice(0, 3))) return fail('nationality');
    const birth = idNumber.slice(7, 13);
    if (!isRealDate(`19${birth}`) && !isRealDate(`20${birth}`)) return fail('date');
    if (icaoCheck(idNumber.slice(0, 14)) !== idNumber[14]) return fail('check-digit');
    return { ok: true, value: { kind: 'foreign-pr-2017', birth, sex: null } };
  }
  if (!/^\d{17}[\dX]$/.test(idNumber)) return fail('malformed');
  const kind = kindOf18(idNumber);
  if (kind === null) return fail('region');
  if (kind === 'foreign-pr-2023') {
    if (!PROVINCES.has(idNumber.slice(1, 3))) return fail('region');
    const country = idNumber.slice(3, 6);
    if (country === '000' || NOT_FOREIGN.has(country)) return fail('nationality');
  }
  const birth = idNumber.slice(6, 14);
  if (!isRealDate(birth) || birth > today) return fail('date');
  if (mod11Check(idNumber) !== idNumber[17]) return fail('check-digit');
  return { ok: true, value: { kind, birth, sex: Number(idNumber[16]) % 2 === 1 ? 'male' : 'female' } };
}

/** Well-formed by the rules of its kind; the birth is not compared with today. */
export function isValidIdNumber(idNumber: string): boolean {
  return checkIdNumber(idNumber, '21991231').ok;
}

function kindOf18(idNumber: string): CardKind | null {
  if (idNumber.startsWith('9')) return 'foreign-pr-2023';
  if (HMT_REGIONS.has(idNumber.slice(0, 6))) return 'hmt-residence-permit';
  // Abolished counties stay valid, so only the province is looked at.
  return PROVINCES.has(idNumber.slice(0, 2)) ? 'resident' : null;
}

/** A day of the Gregorian calendar between 1900 and 2199, as `YYYYMMDD`. */
export function isRealDate(yyyymmdd: string): boolean {
  if (!/^(19|20|21)\d{6}$/.test(yyyymmdd)) return false;
  const iso = `${yyyymmdd.slice(0, 4)}-${yyyymmdd.slice(4, 6)}-${yyyymmdd.slice(6)}`;
  const time = Date.parse(`${iso}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(iso);
}

/** Whole years between two dates `YYYY-MM-DD`. Who is born on 29 February grows older on 1 March in common years. */
export function ageOn(birth: string, today: string): number {
  const years = Number(today.slice(0, 4)) - Number(birth.slice(0, 4));
  return today.slice(5) < birth.slice(5) ? years - 1 : years;
}

/** `539901198001010010` → `539901********0010`: first six and last four; short ones show no more than a quarter. */
export function maskIdNumber(idNumber: string): string {
  const signs = [...idNumber];
  if (signs.length < 14) return mask(signs, 0, Math.floor(signs.length / 4));
  return mask(signs, 6, 4);
}

function mask(signs: readonly string[], head: number, tail: number): string {
  const hidden = signs.length - head - tail;
  return [...signs.slice(0, head), '*'.repeat(hidden), ...signs.slice(signs.length - tail)].join('');
}

/** 赵示范 → 赵*范, 赵六 → 赵*, 欧阳示范 → 欧**范, `JOHN DEMO` → `J*** D***`. */
export function maskName(name: string): string {
  const trimmed = name.trim();
  if (/^[\p{Script=Latin}\p{P}\s]+$/u.test(trimmed)) {
    return trimmed
      .split(/\s+/)
      .filter((word) => word !== '')
      .map((word) => `${[...word][0]!}***`)
      .join(' ');
  }
  const signs = [...trimmed];
  if (signs.length < 2) return '*'.repeat(signs.length);
  return mask(signs, 1, signs.length === 2 ? 0 : 1);
}

/** Made-up people outside the reserved county: published specimens and the 2023 layout. */
const DEMO_EXCEPTIONS = new Set(['810000199408230021', '953840198001010012']);

/**
 * True for numbers of made-up people: county 539901 was never assigned, nor was the region 5399 of the 2017 layout for
 * foreigners. The demo profile accepts only these; a live terminal refuses them.
 */
export function isDemoIdNumber(idNumber: string): boolean {
  return idNumber.startsWith('539901') || /^[A-Z]{3}5399/.test(idNumber) || DEMO_EXCEPTIONS.has(idNumber);
}
