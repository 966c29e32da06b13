import path from 'node:path';
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { systemClock } from '../contract/clock.ts';
import { formatYuan } from '../contract/money.ts';
import { openBooks } from './books.ts';
import { fasterClock } from './clock.ts';
import { readBooks, type BooksView } from './overview.ts';
import { createSandbox } from './sandbox.ts';
import { serveSandbox } from './server.ts';

const USAGE = `sandbox [--port N] [--data DIR | --in-memory] [--speed N]
  Serves the made-up tax bureau, payment channel and postal service on 127.0.0.1; port 0 takes a free one.
sandbox books [--json] [--port N | --url URL | --data DIR]
  Prints the books of a running sandbox, or those kept in a folder.
`;

const DEFAULT_PORT = 7300;
const CHARGE_TAKES_MS = [800, 2500] as const;

class WrongUse extends Error {}

function options() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        port: { type: 'string' },
        url: { type: 'string' },
        data: { type: 'string' },
        'in-memory': { type: 'boolean', default: false },
        speed: { type: 'string', default: '1' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new WrongUse(error instanceof Error ? error.message : String(error));
  }
}

type Values = ReturnType<typeof options>['values'];

function portOf({ port }: Values): number {
  const number = Number(port ?? DEFAULT_PORT);
  if (!Number.isInteger(number) || number < 0 || number > 65_535) throw new WrongUse('--port is 0 to 65535');
  return number;
}

async function serveForever(values: Values): Promise<void> {
  const speed = Number(values.speed);
  if (!(speed >= 0.1 && speed <= 1000)) throw new WrongUse('--speed is 0.1 to 1000');
  const port = portOf(values);
  const folder = values['in-memory'] ? null : (values.data ?? null);
  const database = openBooks(folder);
  const sandbox = createSandbox({
    clock: fasterClock(systemClock, speed),
    random: Math.random,
    database,
    chargeTakesMs: CHARGE_TAKES_MS,
  });
  const server = await serveSandbox(sandbox, port);
  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    void server.close().then(() => {
      database.close();
      process.exit(0);
    });
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  process.on('disconnect', stop);
  process.stdout.on('error', stop);
  process.stdout.write(`${JSON.stringify({ event: 'listening', port: server.port })}\n`);
}

async function fetchBooks(values: Values): Promise<BooksView> {
  if (values.data !== undefined) {
    if (!existsSync(path.join(values.data, 'sandbox.sqlite'))) {
      throw new WrongUse(`No books in ${values.data}`);
    }
    const database = openBooks(values.data);
    try {
      return readBooks(database, systemClock);
    } finally {
      database.close();
    }
  }
  const base = values.url ?? `http://127.0.0.1:${portOf(values)}/`;
  const response = await fetch(new URL('admin/overview', base.endsWith('/') ? base : `${base}/`), {
    signal: AbortSignal.timeout(8000),
  }).catch((error: unknown) => {
    throw new WrongUse(`No sandbox at ${base}: ${error instanceof Error ? error.message : String(error)}`);
  });
  if (!response.ok) throw new WrongUse(`${base} answered ${response.status}`);
  // Our own program on our own machine: its answer has the shape that `readBooks` gave it.
  return (await response.json()) as BooksView;
}

function printBooks(books: BooksView): string {
  const yuan = (fen: number): string => formatYuan(fen).padStart(14);
  const accounts = (['tax', 'postage'] as const).map((name) => {
    const { paidFen, reversedFen, refundedFen, balanceFen } = books.accounts[name];
    return `${name.padEnd(8)}${yuan(paidFen)}${yuan(reversedFen)}${yuan(refundedFen)}${yuan(balanceFen)}`;
  });
  const trades = books.trades.map(
    (trade) =>
      `${trade.channelOrderNo.padEnd(30)}${trade.account.padEnd(8)}${yuan(trade.amountFen)}  ${trade.state}`,
  );
  const orders = books.orders.map(
    (order) =>
      `${order.orderId.padEnd(38)}${yuan(order.totalFen)}  ${order.state.padEnd(9)} ${order.taxVoucherNo ?? ''}`,
  );
  const section = (title: string, lines: readonly string[]): string =>
    `${title}\n${(lines.length > 0 ? lines : ['none']).map((line) => `  ${line}\n`).join('')}`;
  return [
    `DEMO books, ${books.time}\n`,
    section(`accounts          paid      reversed      refunded       balance`, accounts),
    section('trades', trades),
    section('orders', orders),
  ].join('\n');
}

try {
  const { values, positionals } = options();
  const [command, ...rest] = positionals;
  if (values.help) process.stdout.write(USAGE);
  else if (rest.length > 0 || (command !== undefined && command !== 'books'))
    throw new WrongUse('Unknown command');
  else if (command === 'books') {
    const books = await fetchBooks(values);
    process.stdout.write(values.json ? `${JSON.stringify(books, null, 2)}\n` : printBooks(books));
  } else await serveForever(values);
} catch (error) {
  if (error instanceof WrongUse) process.stderr.write(`${error.message}\n\n${USAGE}`);
  else process.stderr.write(`sandbox: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = error instanceof WrongUse ? 2 : 1;
}
