import http from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../contract/clock.ts';
import { openBooks, type Books } from '../sandbox/books.ts';
import { readBooks } from '../sandbox/overview.ts';
import { createSandbox, type Sandbox } from '../sandbox/sandbox.ts';
import { serveSandbox, type SandboxServer } from '../sandbox/server.ts';
import { faultSchema } from '../sandbox/faults.ts';
import { fasterClock } from '../sandbox/clock.ts';
import type { HttpGatewayOptions } from '../main/gateways/http-gateway.ts';
import { HttpPaymentChannel } from '../main/gateways/http-payment-channel.ts';
import { HttpPostalService } from '../main/gateways/http-postal-service.ts';
import { HttpTaxBureau } from '../main/gateways/http-tax-bureau.ts';

/** Sixty sandbox seconds in one: no waiting for passwords. */
const SPEED = 60;
const clock = fasterClock(systemClock, SPEED);
const limits = { connectMs: 1000, queryMs: 400, moneyMs: 600, probeEveryMs: 40 };

let books: Books;
let sandbox: Sandbox;
let server: SandboxServer;
let bureau: HttpTaxBureau;
let channel: HttpPaymentChannel;

const gatewayTo = (service: string, port = server.port): HttpGatewayOptions => ({
  url: `http://127.0.0.1:${port}/${service}`,
  clock: systemClock,
  limits,
  random: () => 0,
});
const fault = (input: object): void =>
  sandbox.faults.add(faultSchema.parse({ service: 'payment-channel', ...input }));
const reached = (gateway: HttpPaymentChannel | HttpPostalService, state: 'ok' | 'away') =>
  new Promise<void>((resolve) => {
    if (gateway.health().state === state) return resolve();
    const leave = gateway.onHealth((health) => {
      if (health.state !== state) return;
      leave();
      resolve();
    });
  });

beforeEach(async () => {
  books = openBooks(null);
  sandbox = createSandbox({ clock, random: () => 0.5, database: books });
  server = await serveSandbox(sandbox, 0);
  bureau = new HttpTaxBureau(gatewayTo('tax-bureau'));
  channel = new HttpPaymentChannel(gatewayTo('payment-channel'));
});
afterEach(async () => {
  await Promise.all([bureau.close(), channel.close(), server.close()]);
  books.close();
});

let made = 0;
const charge = (change: object = {}) => ({
  channelOrderNo: `Y${String(++made).padStart(10, '0')}`,
  amountFen: 12_880,
  payCode: `13${String(made).padStart(16, '0')}`,
  account: 'tax' as const,
  description: '3K7M9XQ2',
  ...change,
});
const unknown = { ok: false, error: { kind: 'unknown' } };
const away = { ok: false, error: { kind: 'away' } };
const trades = () => readBooks(books, clock).trades;

async function lockAll(idNumber: string, name: string, orderId: string) {
  const person = await bureau.identify({ idNumber, name });
  if (!person.ok) throw new Error('no such person');
  const bills = await bureau.bills(person.value.taxpayerId);
  if (!bills.ok) throw new Error('no bills');
  const lock = await bureau.lockBills({
    orderId,
    taxpayerId: person.value.taxpayerId,
    bills: bills.value.map(({ billId, totalFen }) => ({ billId, totalFen })),
  });
  if (!lock.ok) throw new Error('no lock');
  return lock.value;
}

test('a tax is paid from card to voucher, and both books say so', async () => {
  const lock = await lockAll('539901198001010010', '赵示范', 'order-1');
  expect(lock.totalFen).toBe(128_640);
  const request = charge({ amountFen: lock.totalFen });
  expect(await channel.charge(request)).toMatchObject({ ok: true, value: { state: 'user-paying' } });
  expect(sandbox.channel.password(request.channelOrderNo, true)).toBe(true);
  const paid = await channel.query(request.channelOrderNo);
  if (!paid.ok || paid.value.transactionNo === null || paid.value.paidAt === null)
    throw new Error('not paid');
  const posting = {
    orderId: 'order-1',
    totalFen: lock.totalFen,
    channelOrderNo: request.channelOrderNo,
    channelTransactionNo: paid.value.transactionNo,
    paidAt: paid.value.paidAt,
  };
  const posted = await bureau.post(posting);
  expect(posted).toMatchObject({ ok: true, value: { orderId: 'order-1' } });
  expect(await bureau.post(posting)).toEqual(posted);
  expect(await bureau.queryPosting('order-1')).toMatchObject({ ok: true, value: { state: 'posted' } });
  expect(await bureau.unlockBills('order-1')).toMatchObject({ ok: false, error: { code: 'already-posted' } });
  expect(readBooks(books, clock).accounts).toMatchObject({
    tax: { balanceFen: 128_640 },
    postage: { balanceFen: 0 },
  });
});

test('refusals come with their code', async () => {
  expect(await bureau.identify({ idNumber: '539901198001010010', name: '别人' })).toMatchObject({
    ok: false,
    error: { kind: 'refused', code: 'taxpayer-unknown' },
  });
  for (const [amountFen, code] of [
    [1004, 'insufficient'],
    [1013, 'code-expired'],
  ] as const) {
    expect(await channel.charge(charge({ amountFen }))).toMatchObject({
      ok: false,
      error: { kind: 'refused', code },
    });
  }
  expect(await channel.charge(charge({ payCode: '6228480000000000000' }))).toMatchObject({
    ok: false,
    error: { code: 'code-invalid' },
  });
  const request = charge();
  await channel.charge(request);
  expect(await channel.reverse(request.channelOrderNo)).toMatchObject({
    ok: false,
    error: { code: 'too-early' },
  });
  const refund = { channelOrderNo: request.channelOrderNo, refundNo: 'R1', amountFen: request.amountFen };
  expect(await channel.refund(refund)).toEqual({ ok: true, value: { refundedFen: request.amountFen } });
  expect(await channel.refund({ ...refund, refundNo: 'R2' })).toMatchObject({
    ok: false,
    error: { code: 'not-refundable' },
  });
});

describe('what is asked and not answered properly is unknown, and the books tell what became of it', () => {
  test.each([
    ['the answer is lost', { kind: 'commit-then-drop' }, 'paid'],
    ['the line drops before', { kind: 'drop-before' }, null],
    ['offline', { kind: 'offline' }, null],
    ['HTTP 500', { kind: 'http-500' }, null],
    ['a code nobody knows', { kind: 'refuse', code: 'upstream-maintenance' }, null],
    ['HTML', { kind: 'garbage', garbage: 'html' }, 'paid'],
    ['wrong types', { kind: 'garbage', garbage: 'wrong-types' }, 'paid'],
    ['a huge body', { kind: 'garbage', garbage: 'huge' }, 'paid'],
    ['the answer to another request', { kind: 'garbage', garbage: 'wrong-id' }, 'paid'],
    ['__proto__', { kind: 'garbage', garbage: 'proto' }, 'paid'],
    ['half an answer', { kind: 'garbage', garbage: 'cut' }, 'paid'],
  ])('%s', async (_name, input, state) => {
    fault({ ...input, operation: 'charge' });
    const request = charge();
    expect(await channel.charge(request)).toMatchObject(unknown);
    expect(trades().map((trade) => trade.state)).toEqual(state === null ? [] : [state]);
    sandbox.faults.clear({});
    expect(await channel.query(request.channelOrderNo)).toMatchObject({
      ok: true,
      value: { state: state ?? 'not-found' },
    });
  });

  test('slower than the limit', async () => {
    fault({ kind: 'slow', operation: 'charge', ms: 600_000 });
    expect(await channel.charge(charge())).toEqual({
      ok: false,
      error: { kind: 'unknown', detail: 'no answer in 600 ms' },
    });
  });

  test.each([
    [1003, 'paid'],
    [1005, 'user-paying'],
  ])('the amount %i does it too', async (amountFen, state) => {
    const still = { ...systemClock, now: () => Date.parse('2026-03-12T02:00:00Z') };
    const other = createSandbox({ clock: still, random: () => 0, database: openBooks(null) });
    const otherServer = await serveSandbox(other, 0);
    const gateway = new HttpPaymentChannel(gatewayTo('payment-channel', otherServer.port));
    const request = charge({ amountFen });
    expect(await gateway.charge(request)).toMatchObject(unknown);
    expect(await gateway.query(request.channelOrderNo)).toMatchObject({ ok: true, value: { state } });
    await Promise.all([gateway.close(), otherServer.close()]);
  });
});

test('a charge is sent once; a read is repeated once', async () => {
  const calls: string[] = [];
  const backend = http.createServer((request, response) => {
    calls.push(request.url ?? '');
    response.statusCode = 503;
    response.end();
  });
  await new Promise<void>((resolve) => backend.listen(0, '127.0.0.1', resolve));
  const address = backend.address();
  const gateway = new HttpPaymentChannel(
    gatewayTo('c', typeof address === 'object' && address ? address.port : 0),
  );
  expect(await gateway.charge(charge())).toMatchObject(unknown);
  expect(await gateway.query('Y1')).toMatchObject(unknown);
  expect(calls).toEqual(['/c/charge', '/c/query', '/c/query']);
  await gateway.close();
  backend.closeAllConnections();
  backend.close();
});

test('a read that failed once succeeds', async () => {
  fault({ kind: 'drop-before', operation: 'query', times: 1 });
  expect(await channel.query('Y1')).toMatchObject({ ok: true, value: { state: 'not-found' } });
});

test('nobody listens: certainly not sent', async () => {
  const port = server.port;
  await server.close();
  expect(await new HttpPaymentChannel(gatewayTo('payment-channel', port)).charge(charge())).toEqual(away);
  server = await serveSandbox(sandbox, 0);
});

test('a name that does not exist: certainly not sent', async () => {
  const gateway = new HttpPaymentChannel({ ...gatewayTo(''), url: 'http://bureau.invalid/' });
  expect(await gateway.charge(charge())).toEqual(away);
  await gateway.close();
});

test('five failures in a row open the circuit: away without being asked', async () => {
  fault({ kind: 'http-500', operation: 'charge' });
  for (let i = 0; i < 5; i++) expect(await channel.charge(charge())).toMatchObject(unknown);
  sandbox.faults.clear({});
  expect(await channel.charge(charge())).toEqual(away);
  expect(trades()).toEqual([]);
});

test('health is away until seen, follows the service', async () => {
  const post = new HttpPostalService(gatewayTo('postal-service'));
  expect(post.health().state).toBe('away');
  post.open();
  await reached(post, 'ok');
  sandbox.faults.add(faultSchema.parse({ service: 'postal-service', kind: 'offline' }));
  await reached(post, 'away');
  sandbox.faults.clear({});
  await reached(post, 'ok');
  await post.close();
});

test('closing ends a call that is under way', async () => {
  fault({ kind: 'slow', operation: 'charge', ms: 600_000 });
  const charged = channel.charge(charge());
  await channel.close();
  expect(await charged).toMatchObject({ ok: false });
});

test('the books of two accounts are never one', async () => {
  const lock = await lockAll('539901194506010050', '周长者', 'order-2');
  const request = charge({ amountFen: lock.totalFen, account: 'postage' });
  const paid = await channel.charge(request);
  if (!paid.ok || paid.value.transactionNo === null || paid.value.paidAt === null)
    throw new Error('not paid');
  expect(
    await bureau.post({
      orderId: 'order-2',
      totalFen: lock.totalFen,
      channelOrderNo: request.channelOrderNo,
      channelTransactionNo: paid.value.transactionNo,
      paidAt: paid.value.paidAt,
    }),
  ).toMatchObject({ ok: false, error: { kind: 'refused', code: 'rejected' } });
  expect(await channel.charge({ ...request, account: 'tax' })).toMatchObject({
    ok: false,
    error: { code: 'channel-refused' },
  });
  expect(readBooks(books, clock).accounts).toMatchObject({
    tax: { balanceFen: 0 },
    postage: { balanceFen: lock.totalFen },
  });
});
