/** An amount of money in integer fen (分). Never a float, never yuan. */
export type Fen = number;

/** `128640` → `1,286.40`. No sign for currency: the page places ¥ itself. */
export function formatYuan(amountFen: Fen): string {
  const sign = amountFen < 0 ? '-' : '';
  const abs = Math.abs(amountFen);
  const yuan = String(Math.trunc(abs / 100)).replace(/\B(?=(\d{3})+$)/g, ',');
  return `${sign}${yuan}.${String(abs % 100).padStart(2, '0')}`;
}

const DIGITS = '零壹贰叁肆伍陆柒捌玖';
const UNITS = ['', '拾', '佰', '仟'];
const GROUPS = ['', '万', '亿', '万亿'];

/** A group of four digits, without leading zeros; inner zeros collapse into one 零. */
function group(n: number): string {
  let text = '';
  let pendingZero = false;
  for (let i = 3; i >= 0; i--) {
    const digit = Math.trunc(n / 10 ** i) % 10;
    if (digit === 0) {
      pendingZero = text !== '';
      continue;
    }
    if (pendingZero) text += '零';
    pendingZero = false;
    text += DIGITS[digit]! + UNITS[i]!;
  }
  return text;
}

/**
 * RMB capital amount (人民币大写) by the rules of 支付结算办法: 整 after 元 and 角, never after 分;
 * `10` is 壹拾; 零 stands before 分 when there is no 角, and between groups where digits are missing.
 */
export function capitalYuan(amountFen: Fen): string {
  if (!Number.isSafeInteger(amountFen)) throw new RangeError(`not an amount in fen: ${amountFen}`);
  const sign = amountFen < 0 ? '负' : '';
  const abs = Math.abs(amountFen);
  const yuan = Math.trunc(abs / 100);
  const jiao = Math.trunc(abs / 10) % 10;
  const fenDigit = abs % 10;

  let text = '';
  let gap = false;
  for (let g = 3; g >= 0; g--) {
    const n = Math.trunc(yuan / 10_000 ** g) % 10_000;
    if (n === 0) {
      gap = text !== '' && g > 0;
      // A whole missing group is bridged by one 零 before the next digits, not here.
      continue;
    }
    if (text !== '' && (gap || n < 1000)) text += '零';
    gap = false;
    text += group(n) + GROUPS[g]!;
  }
  if (yuan > 0) text += '元';

  if (jiao === 0 && fenDigit === 0) return `${sign}${yuan === 0 ? '零元' : text}整`;
  if (jiao > 0) text += `${DIGITS[jiao]!}角`;
  else if (yuan > 0) text += '零';
  text += fenDigit > 0 ? `${DIGITS[fenDigit]!}分` : '整';
  return sign + text;
}
