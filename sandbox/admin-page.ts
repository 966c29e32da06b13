import { html, raw } from 'hono/html';
import { formatYuan } from '../contract/money.ts';
import type { Fault } from './faults.ts';
import type { BooksView } from './overview.ts';

const TRADE_STATES: Record<string, string> = {
  paid: '已付',
  'user-paying': '等密码',
  'not-paid': '未付',
  closed: '已关闭',
  reversed: '已撤销',
  refunded: '已退款',
};
const ORDER_STATES: Record<string, string> = { held: '已锁定', released: '已放开', posted: '已入库' };

const STYLE = `body{font:15px/1.6 "Noto Sans SC","Noto Sans CJK SC",sans-serif;margin:2rem auto;max-width:72rem;padding:0 1rem;color:#1d2b28;background:#f6f4ee}
h1{font-size:1.5rem}h2{font-size:1.1rem;margin:2rem 0 .4rem}table{border-collapse:collapse;width:100%;background:#fff}
th,td{padding:.35rem .6rem;border-bottom:1px solid #ddd8cb;text-align:left}td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}
p{margin:.3rem 0;color:#5b665f}`;

type Cell = string | number;

function table(head: readonly string[], body: readonly (readonly Cell[])[]) {
  if (body.length === 0) return html`<p>没有。</p>`;
  const cells = (tag: 'th' | 'td', line: readonly Cell[]) =>
    line.map((cell, i) => {
      const isNumber = typeof (body[0]?.[i] ?? '') === 'number';
      const text = tag === 'td' && typeof cell === 'number' ? formatYuan(cell) : String(cell);
      return html`${raw(isNumber ? `<${tag} class="n">` : `<${tag}>`)}${text}${raw(`</${tag}>`)}`;
    });
  return html`<table>
    <thead>
      <tr>
        ${cells('th', head)}
      </tr>
    </thead>
    <tbody>
      ${body.map(
        (line) =>
          html`<tr>
            ${cells('td', line)}
          </tr>`,
      )}
    </tbody>
  </table>`;
}

/** The books on one page, in Chinese; amounts in yuan. Scripts and styles from elsewhere: none. */
export function adminPage(books: BooksView & { faults: readonly Fault[] }) {
  const names = new Map(books.people.map(({ taxpayerId, name }) => [taxpayerId, name]));
  const { tax, postage } = books.accounts;
  return html`<!doctype html>
    <html lang="zh-CN">
      <head>
        <meta charset="utf-8" />
        <title>演示后台账簿</title>
        <style>
          ${raw(STYLE)}
        </style>
      </head>
      <body>
        <h1>演示后台账簿</h1>
        <p>演示数据 DEMO。人和账都是编的。后台时间 ${books.time}</p>
        <h2>账户</h2>
        ${table(
          ['账户', '收入', '撤销', '退款', '余额'],
          [
            ['税款（国库）', tax.paidFen, tax.reversedFen, tax.refundedFen, tax.balanceFen],
            ['邮费', postage.paidFen, postage.reversedFen, postage.refundedFen, postage.balanceFen],
          ],
        )}
        <h2>支付</h2>
        ${table(
          ['支付单号', '账户', '钱包', '金额', '状态', '交易号'],
          books.trades.map((trade) => [
            trade.channelOrderNo,
            trade.account === 'tax' ? '税款' : '邮费',
            trade.wallet ?? '—',
            trade.amountFen,
            TRADE_STATES[trade.state] ?? trade.state,
            trade.transactionNo ?? '—',
          ]),
        )}
        <h2>缴税单</h2>
        ${table(
          ['单号', '金额', '状态', '支付单号', '电子税票号'],
          books.orders.map((order) => [
            order.orderId,
            order.totalFen,
            ORDER_STATES[order.state] ?? order.state,
            order.channelOrderNo ?? '—',
            order.taxVoucherNo ?? '—',
          ]),
        )}
        <h2>税费</h2>
        ${table(
          ['编号', '纳税人', '税种', '说明', '期限', '税额', '状态'],
          books.bills.map((bill) => [
            bill.billId,
            names.get(bill.taxpayerId) ?? '',
            bill.taxType,
            bill.detail,
            bill.deadline,
            bill.taxFen,
            bill.paidBy === null
              ? bill.heldBy === null
                ? '待缴'
                : '锁定中'
              : bill.paidBy === 'elsewhere'
                ? '别处已缴'
                : '已缴',
          ]),
        )}
        <h2>故障开关</h2>
        ${table(
          ['服务', '操作', '故障', '次数'],
          books.faults.map((fault) => [
            fault.service,
            fault.operation ?? '全部',
            fault.kind,
            fault.times === undefined ? '直到关掉' : String(fault.times),
          ]),
        )}
      </body>
    </html>`;
}
