import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { VirtualClock } from '../test/support/virtual-clock.ts';
import { openBooks, type Account, type Books } from './books.ts';
import { readBooks } from './overview.ts';
import { LineDropped, createSandbox, type Sandbox } from './sandbox.ts';
import { amountFault, FAULT_CODES, PERSONAS, dateBills } from './people.ts';
import { lateFeeFen } from './tax-bureau.ts';
import { isValidIdNumber, isDemoIdNumber } from '../contract/identity.ts';

let clock: VirtualClock;
let books: Books;
let sandbox: Sandbox;
beforeEach(() => {
  clock = new VirtualClock();
  books = openBooks(null);
  sandbox = createSandbox({ clock, random: () => 0, database: books });
});

let made = 0;
const charge = (amountFen: number, account: Account = 'tax') => {
  const channelOrderNo = `Y${++made}`;
  const request = { channelOrderNo, amountFen, account, payCode: `13${String(made).padStart(16, '0')}` };
  return { channelOrderNo, request, result: sandbox.channel.charge(request) };
};
const state = (channelOrderNo: string): unknown => sandbox.channel.query(channelOrderNo);
const is = (tradeState: string) => ({ ok: true, value: { state: tradeState } });
const accounts = () => readBooks(books, clock).accounts;

function billsOf(name: string) {
  const persona = PERSONAS.find((one) => one.name === name)!;
  const found = sandbox.bureau.identify({ idNumber: persona.idNumber, name });
  if (!found.ok) throw new Error(name);
  const bills = sandbox.bureau.bills(found.value.taxpayerId);
  if (!bills.ok) throw new Error(name);
  return { taxpayerId: found.value.taxpayerId, bills: bills.value };
}
function lock(name: string, orderId: string, count = 1) {
  const { taxpayerId, bills } = billsOf(name);
  const chosen = bills.slice(0, count).map(({ billId, totalFen }) => ({ billId, totalFen }));
  const request = { orderId, taxpayerId, bills: chosen };
  return {
    request,
    totalFen: chosen.reduce((sum, bill) => sum + bill.totalFen, 0),
    result: sandbox.bureau.lockBills(request),
  };
}
/** Pays in full and gives what `post` wants. */
function pay(orderId: string, totalFen: number) {
  const { channelOrderNo } = charge(totalFen);
  sandbox.channel.password(channelOrderNo, true);
  const trade = sandbox.channel.trades().find((one) => one.channel_order_no === channelOrderNo)!;
  return { orderId, totalFen, channelOrderNo, channelTransactionNo: trade.transaction_no! };
}

describe('made-up people', () => {
  test('have demo numbers that are well-formed', () => {
    for (const { idNumber } of PERSONAS) {
      expect(isValidIdNumber(idNumber) && isDemoIdNumber(idNumber)).toBe(true);
    }
  });

  test('赵示范 owes 1,286.40, one bill of it overdue', () => {
    const { bills } = billsOf('赵示范');
    expect(bills.reduce((sum, bill) => sum + bill.totalFen, 0)).toBe(128_640);
    expect(bills.filter((bill) => bill.overdueDays > 0)).toMatchObject([
      { overdueDays: 12, lateFeeFen: 240 },
    ]);
  });

  test('no choice of ordinary bills ends in a fault code, for thirty days on', async () => {
    for (let day = 0; day < 30; day++) {
      for (const { name } of PERSONAS) {
        if (name === '郑故障') continue;
        const { bills } = billsOf(name);
        for (let choice = 1; choice < 2 ** bills.length; choice++) {
          const sum = bills.reduce((total, bill, i) => total + (choice & (1 << i) ? bill.totalFen : 0), 0);
          expect(amountFault(sum)).toBeNull();
        }
      }
      await clock.advance(86_400_000);
    }
  });

  test('郑故障 has one bill for every fault', () => {
    expect(
      billsOf('郑故障')
        .bills.map((bill) => amountFault(bill.totalFen))
        .sort(),
    ).toEqual([...FAULT_CODES]);
  });

  test('kept books are dated anew at the next start', async () => {
    await clock.advance(100 * 86_400_000);
    dateBills(books, clock.now());
    expect(
      billsOf('赵示范')
        .bills.map((bill) => bill.overdueDays)
        .sort(),
    ).toEqual([0, 0, 0, 12]);
  });
});

describe('tax bureau', () => {
  test.each([
    [42_000, 6, 126],
    [123_456, 45, 2778],
    [100_000, 1, 50],
    [999, 1, 0],
  ])('late fee of %i fen over %i days is %i (D2)', (taxFen, days, fee) =>
    expect(lateFeeFen(taxFen, days)).toBe(fee),
  );

  test('a lock is idempotent, keeps others off, and ends after 15 minutes', async () => {
    const first = lock('孙演示', 'order-1', 2);
    expect(first.result.ok).toBe(true);
    expect(sandbox.bureau.lockBills(first.request)).toEqual(first.result);
    expect(lock('孙演示', 'order-2').result).toEqual({ ok: false, error: 'locked-elsewhere' });
    await clock.advance(15 * 60_000);
    expect(lock('孙演示', 'order-2').result.ok).toBe(true);
    expect(sandbox.bureau.post(pay('order-1', first.totalFen))).toEqual({ ok: false, error: 'lock-lost' });
  });

  test('prices are compared, and those of a lock stay', async () => {
    const { request, totalFen } = lock('孙演示', 'order-1');
    expect(sandbox.bureau.reprice(request.bills[0]!.billId, 9_000)).toBe(true);
    expect(sandbox.bureau.lockBills({ ...request, orderId: 'order-2' })).toEqual({
      ok: false,
      error: 'locked-elsewhere',
    });
    expect(sandbox.bureau.post(pay('order-1', totalFen)).ok).toBe(true);
    const old = lock('周长者', 'order-3').request;
    sandbox.bureau.unlockBills('order-3');
    sandbox.bureau.reprice(old.bills[0]!.billId, 9_000);
    expect(sandbox.bureau.lockBills({ ...old, orderId: 'order-4' })).toEqual({
      ok: false,
      error: 'amount-changed',
    });
  });

  test('midnight in Beijing makes an overdue bill dearer', async () => {
    const overdue = () => billsOf('赵示范').bills.find((bill) => bill.overdueDays > 0)!.totalFen;
    const before = overdue();
    await clock.advance(Date.parse('2026-03-12T16:00:00Z') - clock.now() - 1);
    expect(overdue()).toBe(before);
    await clock.advance(1);
    expect(overdue()).toBe(before + 20);
  });

  test('posts once, in full, what is locked and paid', () => {
    const { totalFen } = lock('孙演示', 'order-1');
    expect(sandbox.bureau.post({ ...pay('order-1', totalFen + 20), totalFen })).toMatchObject({
      error: 'rejected',
    });
    const paid = pay('order-1', totalFen);
    expect(sandbox.bureau.post({ ...paid, channelTransactionNo: 'another' })).toMatchObject({
      error: 'rejected',
    });
    expect(sandbox.bureau.post({ ...paid, orderId: 'order-9' })).toMatchObject({ error: 'lock-lost' });
    const posted = sandbox.bureau.post(paid);
    expect(posted.ok).toBe(true);
    expect(sandbox.bureau.post(paid)).toEqual(posted);
    expect(sandbox.bureau.post(pay('order-1', totalFen))).toMatchObject({ error: 'already-paid' });
    expect(sandbox.bureau.unlockBills('order-1')).toMatchObject({ error: 'already-posted' });
  });

  test('paid elsewhere meanwhile: refused', () => {
    const { request, totalFen } = lock('孙演示', 'order-1');
    expect(sandbox.bureau.payElsewhere(request.bills[0]!.billId)).toBe(true);
    expect(sandbox.bureau.payElsewhere(request.bills[0]!.billId)).toBe(false);
    expect(sandbox.bureau.post(pay('order-1', totalFen))).toMatchObject({ error: 'already-paid' });
  });

  test('money in the postage account pays no tax', () => {
    const { totalFen } = lock('孙演示', 'order-1');
    const { channelOrderNo } = charge(totalFen, 'postage');
    const trade = sandbox.channel.trades()[0]!;
    expect(
      sandbox.bureau.post({
        orderId: 'order-1',
        totalFen,
        channelOrderNo,
        channelTransactionNo: trade.transaction_no!,
      }),
    ).toMatchObject({ error: 'rejected' });
  });

  test('unlocking what was never locked is fine', () =>
    expect(sandbox.bureau.unlockBills('none').ok).toBe(true));

  test('amount 07: confirmed after 90 s; amount 08: rejected after the debit', async () => {
    const { taxpayerId, bills } = billsOf('郑故障');
    const hold = (code: string) => {
      const { billId, totalFen } = bills.find((bill) => amountFault(bill.totalFen) === code)!;
      sandbox.bureau.lockBills({ orderId: code, taxpayerId, bills: [{ billId, totalFen }] });
      return pay(code, totalFen);
    };
    const late = hold('07');
    expect(sandbox.bureau.post(late)).toMatchObject({ error: 'processing' });
    expect(sandbox.bureau.queryPosting('07')).toMatchObject(is('locked'));
    await clock.advance(90_000);
    expect(sandbox.bureau.post(late).ok).toBe(true);
    expect(sandbox.bureau.queryPosting('07')).toMatchObject(is('posted'));
    expect(sandbox.bureau.post(hold('08'))).toMatchObject({ error: 'rejected' });
  });
});

describe('payment channel', () => {
  test('a charge is idempotent by its number, a code pays once', () => {
    const { request, result } = charge(2000);
    expect(result).toMatchObject(is('paid'));
    expect(sandbox.channel.charge(request)).toEqual(result);
    expect(sandbox.channel.charge({ ...request, amountFen: 2020 })).toMatchObject({
      error: 'channel-refused',
    });
    expect(sandbox.channel.charge({ ...request, channelOrderNo: 'Y-other' })).toMatchObject({
      error: 'code-invalid',
    });
    expect(accounts().tax.balanceFen).toBe(2000);
  });

  test.each([
    ['above 1,000 yuan', 100_020],
    ['amount 01', 2001],
  ])('%s the wallet asks for the password, entered after 12 s', async (_name, amountFen) => {
    const { channelOrderNo, result } = charge(amountFen);
    expect(result).toMatchObject(is('user-paying'));
    await clock.advance(11_999);
    expect(state(channelOrderNo)).toMatchObject(is('user-paying'));
    await clock.advance(1);
    expect(state(channelOrderNo)).toMatchObject(is('paid'));
  });

  test('amount 02 is never paid: no reverse while the page is open, closed by the platform after 45 s', async () => {
    const { channelOrderNo } = charge(2002);
    expect(sandbox.channel.reverse(channelOrderNo)).toMatchObject({ error: 'too-early' });
    await clock.advance(15_000);
    expect(sandbox.channel.reverse(channelOrderNo)).toMatchObject({ error: 'user-paying' });
    await clock.advance(30_000);
    expect(state(channelOrderNo)).toMatchObject(is('closed'));
    expect(sandbox.channel.reverse(channelOrderNo)).toMatchObject({
      ok: true,
      value: { outcome: 'reversed' },
    });
    expect(accounts().tax.balanceFen).toBe(0);
  });

  test('a password that was not entered', () => {
    const { channelOrderNo } = charge(100_020);
    expect(sandbox.channel.password(channelOrderNo, false)).toBe(true);
    expect(state(channelOrderNo)).toMatchObject(is('not-paid'));
    expect(sandbox.channel.password(channelOrderNo, true)).toBe(false);
  });

  test('amount 05 is a system error that paid after all', async () => {
    const { channelOrderNo, result } = charge(2005);
    expect(result).toMatchObject({ error: 'system-error' });
    await clock.advance(5000);
    expect(state(channelOrderNo)).toMatchObject(is('paid'));
  });

  test('amount 06 asks to call again once', async () => {
    const { channelOrderNo } = charge(2006);
    await clock.advance(15_000);
    expect(sandbox.channel.reverse(channelOrderNo)).toMatchObject({ value: { outcome: 'again' } });
    expect(sandbox.channel.reverse(channelOrderNo)).toMatchObject({ value: { outcome: 'reversed' } });
    expect(sandbox.channel.reverse(channelOrderNo)).toMatchObject({ value: { outcome: 'reversed' } });
  });

  test('amount 14 is paid one second before the reverse, which gives it back', async () => {
    const { channelOrderNo } = charge(2014);
    await clock.advance(15_000);
    expect(sandbox.channel.reverse(channelOrderNo)).toMatchObject({ value: { outcome: 'reversed' } });
    expect(accounts().tax).toEqual({ paidFen: 2014, reversedFen: 2014, refundedFen: 0, balanceFen: 0 });
  });

  test('the daily bill is of yesterday and one account, with its planted differences', async () => {
    for (const amount of [2000, 2009, 2010, 2011]) charge(amount);
    charge(3000, 'postage');
    expect(sandbox.channel.dailyBill('2026-03-12', 'tax')).toMatchObject({ error: 'not-ready' });
    await clock.advance(86_400_000);
    const bill = sandbox.channel.dailyBill('2026-03-12', 'tax');
    expect(bill.ok && bill.value.map((line) => line.amountFen).sort()).toEqual([2000, 2009, 2009, 2012]);
  });

  type Step = {
    kind: 'charge' | 'reverse' | 'refund' | 'enter' | 'cancel' | 'wait';
    pick: number;
    amount: number;
    account: Account;
  };
  const step: fc.Arbitrary<Step> = fc.record({
    kind: fc.constantFrom('charge', 'charge', 'reverse', 'refund', 'enter', 'cancel', 'wait'),
    pick: fc.nat(30),
    amount: fc.integer({ min: 1, max: 120_000 }),
    account: fc.constantFrom('tax', 'postage'),
  });

  test('whatever is asked, each account holds what was paid less what went back', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        clock = new VirtualClock();
        books = openBooks(null);
        sandbox = createSandbox({ clock, random: () => 0, database: books });
        const made: string[] = [];
        let refunds = 0;
        for (const { kind, pick, amount, account } of steps) {
          const channelOrderNo = made[pick % Math.max(1, made.length)] ?? 'none';
          if (kind === 'charge') made.push(charge(amount, account).channelOrderNo);
          if (kind === 'reverse') sandbox.channel.reverse(channelOrderNo);
          if (kind === 'refund')
            sandbox.channel.refund({ channelOrderNo, refundNo: `R${++refunds}`, amountFen: amount });
          if (kind === 'enter' || kind === 'cancel')
            sandbox.channel.password(channelOrderNo, kind === 'enter');
          if (kind === 'wait') await clock.advance(Math.trunc(amount / 4));
        }
        const trades = sandbox.channel.trades();
        for (const name of ['tax', 'postage'] as const) {
          // Worked out from the trades alone, not from the entries that the balance is made of.
          const expected = trades
            .filter(
              (trade) => trade.account === name && (trade.state === 'paid' || trade.state === 'refunded'),
            )
            .reduce((sum, trade) => sum + trade.amount_fen - trade.refunded_fen, 0);
          const { paidFen, reversedFen, refundedFen, balanceFen } = accounts()[name];
          expect(balanceFen).toBe(expected);
          expect(balanceFen).toBe(paidFen - reversedFen - refundedFen);
          expect(balanceFen).toBeGreaterThanOrEqual(0);
        }
        books.close();
      }),
      { numRuns: 60 },
    );
  });
});

describe('over HTTP, in the process', () => {
  const post = (path: string, body: unknown, method = 'POST') =>
    sandbox.app.request(path, {
      method,
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    });
  const query = { requestId: 'r-1', payload: { channelOrderNo: 'Y-none' } };

  test('answers in the envelope', async () => {
    const answer = await post('/payment-channel/query', query);
    expect(await answer.json()).toMatchObject({
      requestId: 'r-1',
      code: 'ok',
      payload: { state: 'not-found' },
      serverTime: '2026-03-12T01:41:00.000Z',
    });
  });

  test.each([
    ['/payment-channel/query', {}, 400],
    ['/payment-channel/query', { requestId: 'r', payload: { channelOrderNo: 'x'.repeat(33) } }, 400],
    ['/payment-channel/constructor', query, 404],
    ['/somewhere/query', query, 404],
    ['/payment-channel/query', { ...query, padding: 'x'.repeat(70_000) }, 413],
  ])('%s with what does not fit', async (path, body, status) =>
    expect((await post(path, body)).status).toBe(status),
  );

  test('faults are switched, counted and cleared', async () => {
    const switchOn = { service: 'payment-channel', kind: 'http-500', times: 2 };
    expect((await post('/admin/faults', switchOn)).status).toBe(200);
    const statuses = [];
    for (let i = 0; i < 3; i++) statuses.push((await post('/payment-channel/query', query)).status);
    expect(statuses).toEqual([500, 500, 200]);
    await post('/admin/faults', { service: 'payment-channel', kind: 'drop-before' });
    await expect(post('/payment-channel/query', query)).rejects.toThrow(LineDropped);
    await post('/admin/faults', { service: 'payment-channel', kind: 'drop-before' }, 'DELETE');
    expect((await post('/payment-channel/query', query)).status).toBe(200);
    expect((await post('/admin/faults', { service: 'payment-channel', kind: 'gremlin' })).status).toBe(400);
  });

  test('admin: phone, bills, people, reset and the page', async () => {
    const { channelOrderNo } = charge(100_020);
    expect((await post('/admin/phone/password', { channelOrderNo, entered: true })).status).toBe(200);
    expect((await post('/admin/phone/password', { channelOrderNo, entered: true })).status).toBe(404);
    expect((await post('/admin/bills/pay-elsewhere', { billId: 'DEMO-1-01' })).status).toBe(200);
    expect((await post('/admin/bills/reprice', { billId: 'DEMO-1-01', taxFen: 1 })).status).toBe(404);
    const people = await (await sandbox.app.request('/admin/people')).json();
    expect(people).toHaveLength(PERSONAS.length);
    const page = await (await sandbox.app.request('/admin')).text();
    expect(page).toContain('1,000.20');
    expect((await post('/admin/reset', {})).status).toBe(200);
    expect(accounts().tax.balanceFen).toBe(0);
    expect(billsOf('赵示范').bills).toHaveLength(4);
  });
});
