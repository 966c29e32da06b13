import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { parseReference } from '../../contract/reference.ts';
import { formatYuan } from '../../contract/money.ts';
import { orderOfProjection } from '../orders/payment-state.ts';
import { JournalReader, type ReadOrder } from './journal-reader.ts';
import { journalFiles } from './journal-files.ts';
import { openJournalStore } from './journal-store.ts';

const USAGE = `npm run journal -- <command> [--directory DIR] [--json]

  verify        Walks the whole chain; names the first entry that was changed, removed, moved or cut off.
  orders        All orders, newest first (--open: only those not settled).
  show ID       One order by its id or by the reference on the slip, with its entries.
  export        Every entry, checkpoint and the public key, one JSON object a line, for checking elsewhere.
  start-anew    After a corrupt journal was set aside and looked at: begins a new one beside it.

  --directory   Where the journal lies; else YIZHAN_STATE_DIR, else .yizhan.`;

interface Output {
  readonly out: (line: string) => void;
  readonly error: (line: string) => void;
}

/** Runs one command; resolves with the exit code: 0 well, 1 the journal is not, 2 the command was not understood. */
export function runJournalCli(args: readonly string[], io: Output, environment: NodeJS.ProcessEnv): number {
  let parsed;
  try {
    parsed = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        directory: { type: 'string' },
        json: { type: 'boolean', default: false },
        open: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    io.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    return 2;
  }
  const { values, positionals } = parsed;
  const [command, id] = positionals;
  if (values.help || command === undefined) {
    io.out(USAGE);
    return values.help ? 0 : 2;
  }
  const directory = values.directory ?? environment['YIZHAN_STATE_DIR'] ?? '.yizhan';
  if (command === 'start-anew') return startAnew(directory, io);
  if (!['verify', 'orders', 'show', 'export'].includes(command)) {
    io.error(`Not a command: ${command}\n\n${USAGE}`);
    return 2;
  }

  const opened = JournalReader.open(directory);
  if (!opened.ok) {
    io.error(opened.error);
    return 1;
  }
  const reader = opened.value;
  try {
    switch (command) {
      case 'verify':
        return verify(reader, values.json, io);
      case 'orders':
        return orders(reader, values, io);
      case 'show':
        return show(reader, id, values.json, io);
      default:
        for (const line of reader.export()) io.out(JSON.stringify(line));
        return 0;
    }
  } finally {
    reader.close();
  }
}

function verify(reader: JournalReader, json: boolean, io: Output): number {
  const verdict = reader.verify();
  if (json) io.out(JSON.stringify({ ...verdict, keyId: reader.keyId }));
  else if (verdict.ok) {
    io.out(
      `The journal is whole: ${verdict.entries} entries, ${verdict.checkpoints} signed checkpoints, key ${reader.keyId}.`,
    );
    io.out(`Head ${verdict.head}`);
  } else
    io.out(
      `The journal is NOT whole. First bad entry: ${verdict.seq} (${verdict.reason}): ${verdict.detail}.`,
    );
  return verdict.ok ? 0 : 1;
}

function orders(reader: JournalReader, values: { json: boolean; open: boolean }, io: Output): number {
  const rows = reader.orders({ open: values.open });
  if (values.json) {
    io.out(JSON.stringify(rows.map(publicRow), null, 2));
    return 0;
  }
  if (rows.length === 0) io.out(values.open ? 'No open orders.' : 'No orders yet.');
  for (const row of rows) io.out(summary(row));
  return 0;
}

function show(reader: JournalReader, id: string | undefined, json: boolean, io: Output): number {
  if (id === undefined) {
    io.error('Name the order: npm run journal -- show ID');
    return 2;
  }
  const row = reader.order(parseReference(id) ?? id);
  if (row === null) {
    io.error(`There is no order ${id}.`);
    return 1;
  }
  const entries = reader.entries(row.orderId);
  if (json) {
    io.out(JSON.stringify({ ...publicRow(row), entries }, null, 2));
    return 0;
  }
  io.out(summary(row));
  io.out('');
  for (const entry of entries) {
    const facts = Object.entries(entry.body as Record<string, unknown>)
      .map(([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
      .join(' ');
    io.out(
      `${String(entry.seq).padStart(6)}  ${entry.at}  ${entry.kind.padEnd(22)} ${facts}${entry.sealed ? ' [sealed]' : ''}`,
    );
  }
  return 0;
}

function publicRow(row: ReadOrder) {
  const { state, ...facts } = row;
  return { ...facts, order: state === null ? null : orderOfProjection(state), erased: state === null };
}

function summary(row: ReadOrder): string {
  const order = row.state === null ? null : orderOfProjection(row.state);
  const money = order === null ? '(erased)' : `¥${formatYuan(order.totalFen)}`;
  const receipt = order === null ? '' : `receipt ${order.receipt}`;
  const mark = row.final ? ' ' : '*';
  return `${mark} ${row.reference.padEnd(12)} ${row.status.padEnd(11)} ${money.padStart(12)}  ${receipt.padEnd(16)} ${row.orderId}`;
}

function startAnew(directory: string, io: Output): number {
  if (existsSync(journalFiles(directory).database)) {
    io.error(`There is a journal in ${directory}; it was not touched.`);
    return 1;
  }
  const at = new Date().toISOString();
  const opened = openJournalStore({
    directory,
    terminalId: '',
    mark: at.replace(/[-:]|\.\d+/g, ''),
    startAnew: true,
  });
  if (!opened.ok) {
    io.error(`No new journal: ${opened.error.reason} (${opened.error.detail}).`);
    return 1;
  }
  const written = opened.value.append([{ at, elapsedMs: 0, kind: 'journal.started-anew', body: {} }]);
  // No checkpoint: that is for the terminal to sign, under its own name.
  opened.value.abandon();
  if (!written.ok) {
    io.error(`No new journal: ${written.error.reason} (${written.error.detail}).`);
    return 1;
  }
  io.out(
    `A journal is ready in ${directory}. What was set aside is still there: reconcile it before it is removed.`,
  );
  return 0;
}

if (import.meta.main) {
  // `| head` closes early: nobody reads on, nothing is wrong.
  process.stdout.on('error', () => process.exit(0));
  process.exitCode = runJournalCli(
    process.argv.slice(2),
    { out: (line) => process.stdout.write(`${line}\n`), error: (line) => process.stderr.write(`${line}\n`) },
    process.env,
  );
}
