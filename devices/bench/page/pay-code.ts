import type { Wallet } from '../../../contract/screen.ts';

/** The four wallets with the prefix and length of their demo payment codes. */
export const WALLETS: readonly { wallet: Wallet; zh: string; en: string; prefix: string; length: number }[] =
  [
    { wallet: 'wechat', zh: '微信支付', en: 'WeChat Pay', prefix: '13', length: 18 },
    { wallet: 'alipay', zh: '支付宝', en: 'Alipay', prefix: '28', length: 18 },
    { wallet: 'unionpay', zh: '云闪付', en: 'UnionPay', prefix: '62', length: 19 },
    { wallet: 'ecny', zh: '数字人民币', en: 'e-CNY', prefix: '01', length: 19 },
  ];

function luhn(digits: string): boolean {
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const value = Number(digit) * (index % 2 === 1 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}

/** A fresh one-time code as the wallet's app would show it. A UnionPay code must not pass for a card number (Luhn). */
export function freshPayCode(wallet: Wallet): string {
  const kind = WALLETS.find((one) => one.wallet === wallet) ?? WALLETS[0]!;
  for (;;) {
    const random = crypto.getRandomValues(new Uint8Array(kind.length - kind.prefix.length));
    const code = kind.prefix + [...random].map((byte) => byte % 10).join('');
    if (wallet !== 'unionpay' || !luhn(code)) return code;
  }
}
