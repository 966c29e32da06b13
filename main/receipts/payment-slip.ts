import { beijingTimeInSeconds } from '../../contract/beijing-time.ts';
import type { Language } from '../../contract/language.ts';
import { capitalYuan, formatYuan, type Fen } from '../../contract/money.ts';
import { formatReference } from '../../contract/reference.ts';
import en from '../../locales/en/receipts.json' with { type: 'json' };
import enTerms from '../../locales/en/terms.json' with { type: 'json' };
import zh from '../../locales/zh-CN/receipts.json' with { type: 'json' };
import zhTerms from '../../locales/zh-CN/terms.json' with { type: 'json' };
import type { Bill } from '../gateways/tax-bureau.ts';
import type { PaymentOrder } from '../orders/payment-orders.ts';
import { headerPicture } from './header-picture.ts';
import { receiptText, type ReceiptSource } from './receipt-layout.ts';

export type PaymentOutcome = 'paid' | 'being-checked' | 'refund-due' | 'not-charged';

export interface PaymentSlip {
  readonly order: PaymentOrder;
  readonly site: {
    readonly name: string;
    readonly nameEn: string;
    readonly postcode: string;
    readonly hotline: string;
  };
  /** The terminal's id. */
  readonly terminal: string;
  /** Chinese always leads; `en` puts English beneath. */
  readonly language: Language;
  readonly outcome: PaymentOutcome;
  /** 0 the first time; from 1 on the slip says 补打 第n次. */
  readonly reprint: number;
  /** True in the demo and test profiles: the slip says so, top and bottom. */
  readonly demo: boolean;
  /** Wall clock, ms since the epoch. */
  readonly printedAt: number;
}

type Words = typeof zh;
type WordKey = {
  [K in keyof Words]: Words[K] extends string ? K : never;
}[keyof Words];

/** Columns of labels: `支付方式` and a space; with English beside it `交易号 Reference` and a space. */
const LABEL_COLUMNS = { 'zh-CN': 9, en: 17 } as const;
const PERIOD_DASH = /^(\d{4})-(\d{2})-(\d{2})$/;

/**
 * The slip of a tax payment, whatever came of it: site, terminal, time, reference, masked payer, items, total in
 * figures and capitals, channel and its number. The QR holds the reference and nothing else (UX-32).
 */
export function paymentSlip(slip: PaymentSlip): ReceiptSource {
  const { order, site, language, outcome } = slip;
  const english = language === 'en';
  const charged = outcome !== 'not-charged';
  const source: string[] = [];
  const add = (...lines: string[]): void => void source.push(...lines);
  const rows = (label: number): string => `{width:${label},*}`;

  add(`{align:left; image:${headerPicture}}`);
  add(...watermark(slip.demo));
  add(`^^^${zh.brand} |`);
  if (english) add(`${receiptText(en.brand)} |`);
  add(`^^${receiptText(site.name)}~~${receiptText(site.postcode)} |`);
  if (english) add(`${receiptText(site.nameEn)} |`);
  add('-');

  add(outcome === 'paid' ? `^^^^${zh[outcome].headline} |` : `^^^${zh[outcome].headline} |`);
  if (english) add(`^^${receiptText(en[outcome].headline)} |`);
  if (slip.reprint > 0) {
    const n = String(slip.reprint);
    add(`"^^^${fill(zh.reprint, { n })} |`);
    if (english) add(`^^${fill(en.reprint, { n })} |`);
  }
  add(...warning(outcome, english));

  add(rows(LABEL_COLUMNS[language]));
  add(row('reference', `^^^${receiptText(formatReference(order.reference))}`, english));
  add(row('payer', `^^"${receiptText(order.payer.name)}`, english));
  add(row('idNumber', `^^${receiptText(order.payer.idNumber)}`, english));
  const at = order.paidAt === null ? slip.printedAt : Date.parse(order.paidAt);
  add(row('time', `^^${receiptText(beijingTimeInSeconds(at))}`, english));
  if (slip.reprint > 0)
    add(row('printedAt', `^^${receiptText(beijingTimeInSeconds(slip.printedAt))}`, english));
  add(row('terminal', `^^${receiptText(slip.terminal)}`, english));

  add('{width:auto}', '-');
  for (const bill of order.bills) add(...item(bill, english));
  add('-');

  add(rows(english ? LABEL_COLUMNS.en : 6));
  add(row(outcome === 'paid' ? 'total' : 'amount', `^^^"${yuan(order.totalFen)}`, english));
  add('{width:auto}', ` | ^^${capitalYuan(order.totalFen)}`);
  if (charged && order.wallet !== null) {
    add(rows(LABEL_COLUMNS[language]));
    const wallet = zhTerms.wallet[order.wallet];
    add(
      row('channel', `^^${wallet}${english ? ` ${receiptText(enTerms.wallet[order.wallet])}` : ''}`, english),
    );
    if (order.transactionNo !== null)
      add(row('transaction', `^^${receiptText(order.transactionNo)}`, english));
    if (order.taxVoucherNo !== null) add(row('taxVoucher', `^^${receiptText(order.taxVoucherNo)}`, english));
    add('{width:auto}');
  }
  add('-');

  add(...steps(outcome, english));
  add(`{align:center; code:${receiptText(order.reference)}; option:qrcode,8,m}`);
  add(`^^${zh.scan}`);
  if (english) add(receiptText(en.scan));
  add('-');
  add(`^^"${zh.notVoucher}`);
  if (english) add(receiptText(en.notVoucher));
  add(`^^${receiptText(fill(zh.hotline, site))}`);
  if (english) add(receiptText(fill(en.hotline, site)));
  add(...watermark(slip.demo));
  return source.join('\n');
}

function watermark(demo: boolean): string[] {
  return demo ? [`"^^·~~${zh.demo}~~·`] : [];
}

/** The one warning, in white on black over the whole width and larger than anything else. */
function warning(outcome: PaymentOutcome, english: boolean): string[] {
  const text = zh[outcome].warning;
  if (text === '') return [];
  const band = english ? ['`^^^^' + text, '`^^' + receiptText(en[outcome].warning)] : ['`^^^^' + text];
  return ['', ...band, ''];
}

function row(key: WordKey, value: string, english: boolean): string {
  const label = english ? `^^${zh[key]}^^ ${receiptText(en[key])}` : `^^${zh[key]}`;
  return `${label} | ${value}`;
}

/** Tax type and amount, what it is for, its period, and the late fee if there is one. */
function item(bill: Bill, english: boolean): string[] {
  const period = { from: dotted(bill.periodFrom), to: dotted(bill.periodTo) };
  const name = zhTerms.taxType[bill.taxType];
  const lines = ['{width:*,16}', `"^^${name} | "^^${yuan(bill.totalFen)}`, '{width:auto}'];
  if (english) lines.push(`${receiptText(enTerms.taxType[bill.taxType])} |`);
  const detail = bill.detail === '' ? '' : `${receiptText(bill.detail)}~~`;
  lines.push(`^^${detail}${receiptText(fill(zh.period, period))} |`);
  if (bill.lateFeeFen > 0) {
    const fee = english ? `${zh.lateFee} ${en.lateFee}` : zh.lateFee;
    lines.push(`^^${receiptText(fee)} ${yuan(bill.lateFeeFen)} |`);
  }
  return lines;
}

/** Three numbered steps where the citizen must know how it goes on. */
function steps(outcome: PaymentOutcome, english: boolean): string[] {
  if (outcome !== 'being-checked' && outcome !== 'refund-due') return [];
  const title = english ? `"^^${zh.next}^^"~~${receiptText(en.next)} |` : `"^^${zh.next} |`;
  const lines = (['step1', 'step2', 'step3'] as const).flatMap((step, index) => [
    `^^${index + 1}. ${zh[outcome][step]} |`,
    ...(english ? [`~~~${receiptText(en[outcome][step])} |`] : []),
  ]);
  return [title, ...lines, '-'];
}

function yuan(amountFen: Fen): string {
  return `￥${receiptText(formatYuan(amountFen))}`;
}

function fill(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => values[name] ?? '');
}

/** `2026-03-01` → `2026.03.01`. */
function dotted(date: string): string {
  return date.replace(PERIOD_DASH, '$1.$2.$3');
}
