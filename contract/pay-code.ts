import { isValidIdNumber } from './identity.ts';
import type { Wallet } from './screen.ts';

/** What a scanned text is at the till: a payment code of a wallet, or nothing that pays. */
export type PayCodeVerdict =
  | { readonly ok: true; readonly wallet: Wallet; readonly code: string }
  | { readonly ok: false; readonly reason: 'not-a-pay-code' };

/**
 * The first rule that fits wins; lengths and prefixes keep the wallets apart. Numbers of cards share these shapes, see
 * `belongsElsewhere`.
 */
const RULES: readonly { wallet: Wallet; shape: RegExp }[] = [
  // WeChat Pay, the platform's own error text for auth_code.
  { wallet: 'wechat', shape: /^1[0-5]\d{16}$/ },
  // alipay.trade.pay, auth_code: bar code, or the face string.
  { wallet: 'alipay', shape: /^(?:2[5-9]|30)\d{14,22}$/ },
  { wallet: 'alipay', shape: /^fp[0-9A-Za-z]{33}$/ },
  { wallet: 'ecny', shape: /^01\d{17}$/ },
  { wallet: 'unionpay', shape: /^62\d{17}$/ },
];

/** Longer than any code; what a scanner sends beyond is not looked at. */
const LONGEST = 64;

/** Classifies what the scanner read. Surrounding white space (a scanner's suffix) is dropped, nothing inside is. */
export function classifyPayCode(text: string): PayCodeVerdict {
  if (text.length > LONGEST) return { ok: false, reason: 'not-a-pay-code' };
  const code = text.trim();
  const rule = RULES.find(({ shape }) => shape.test(code));
  if (!rule || belongsElsewhere(code)) return { ok: false, reason: 'not-a-pay-code' };
  return { ok: true, wallet: rule.wallet, code };
}

/** `130000000000000018` → `13************0018`: first two and last four, as a log may keep it. */
export function maskPayCode(code: string): string {
  if (code.length < 12) return '*'.repeat(code.length);
  return `${code.slice(0, 2)}${'*'.repeat(code.length - 6)}${code.slice(-4)}`;
}

/**
 * Numbers that must never leave as a payment code: identity numbers of provinces 11 to 15 look like WeChat codes, bank
 * cards of 19 digits from 62 like UnionPay codes. A code that by chance has a card's check digit is refused too; the
 * wallet shows another one within a minute.
 */
function belongsElsewhere(code: string): boolean {
  return (code.startsWith('62') && passesLuhn(code)) || isValidIdNumber(code);
}

/** Check digit of bank cards (ISO/IEC 7812-1). */
function passesLuhn(digits: string): boolean {
  const sum = [...digits].reverse().reduce((total, digit, i) => {
    const value = Number(digit) * (i % 2 === 0 ? 1 : 2);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}
