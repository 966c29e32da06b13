/** Digits and capitals without 0 O 1 I: 32 signs, five bits each (UX-32). */
const ALPHABET = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';
const PAYLOAD = 9;

/** Multiplication by the generator of GF(32), polynomial x⁵+x²+1. */
function timesAlpha(value: number): number {
  const doubled = value << 1;
  return doubled & 32 ? (doubled ^ 0b100101) & 31 : doubled;
}

/** Weighted sum over GF(32): catches every single wrong sign and every swap of two signs. */
function checkValue(payload: readonly number[]): number {
  return payload.reduce((sum, value) => timesAlpha(sum ^ value), 0);
}

/**
 * A reference for people, ten signs, the last one a checksum: nine random ones make 3.5 × 10¹³.
 * `randomBytes(n)` gives n bytes of chance.
 */
export function makeReference(randomBytes: (count: number) => Uint8Array): string {
  const payload = Array.from(randomBytes(PAYLOAD).subarray(0, PAYLOAD), (byte) => byte & 31);
  if (payload.length < PAYLOAD)
    throw new RangeError(`wanted ${PAYLOAD} bytes of chance, got ${payload.length}`);
  return [...payload, checkValue(payload)].map((value) => ALPHABET[value]!).join('');
}

/** True for a string that `makeReference` could have made: length, signs and checksum are right. */
export function isReference(text: string): boolean {
  if (text.length !== PAYLOAD + 1) return false;
  const values = [...text].map((sign) => ALPHABET.indexOf(sign));
  if (values.includes(-1)) return false;
  return checkValue(values.slice(0, PAYLOAD)) === values[PAYLOAD];
}

/** What a person typed or a scanner read, put into the reference's own form; null where it cannot be one. */
export function parseReference(text: string): string | null {
  const plain = text.toUpperCase().replace(/[\s-]/g, '');
  return isReference(plain) ? plain : null;
}

/** `7K3M92QX4V` → `7K3M9 2QX4V`, for reading out and copying. Anything else is left as it is. */
export function formatReference(reference: string): string {
  return reference.length === PAYLOAD + 1 ? `${reference.slice(0, 5)} ${reference.slice(5)}` : reference;
}
