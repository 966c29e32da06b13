import type { JournalFailure } from './journal.ts';
import { openJournalStore, type JournalStore } from './journal-store.ts';
import {
  journalRequestSchema,
  type JournalAnswer,
  type JournalRequest,
  type JournalResponse,
  type StampedAppend,
} from './request.ts';
import type { Result } from '../../contract/result.ts';

/*
 * The journal's own process: a flush on a cheap disk takes longer than a frame, so nobody else waits for it.
 * The same file runs as Electron's utility process (parentPort) and as a Node child (process.send).
 */

interface ParentPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown }) => void): void;
}

const parentPort = (process as { parentPort?: ParentPort }).parentPort;
let store: JournalStore | null = null;
/** Appends that came in one turn of the event loop: one transaction, one flush. */
let waiting: { id: number; entries: readonly StampedAppend[] }[] = [];

function answer(response: JournalResponse, then?: () => void): void {
  if (parentPort) {
    parentPort.postMessage(response);
    then?.();
  } else if (process.send) {
    process.send(response, undefined, {}, () => then?.());
  }
}

function fail(id: number, failure: JournalFailure): void {
  // After a failed flush nothing this process holds can be believed: say so and die (REL-17). The next one verifies.
  const fatal = failure.reason === 'io-error' || failure.reason === 'corrupt';
  answer({ id, ok: false, failure }, fatal ? () => process.exit(70) : undefined);
}

function reply<T>(id: number, result: Result<T, JournalFailure>, value: (result: T) => JournalAnswer): void {
  if (result.ok) answer({ id, ok: true, value: value(result.value) });
  else fail(id, result.error);
}

function writeWaiting(): void {
  const batch = waiting;
  waiting = [];
  if (store === null || batch.length === 0) return;
  const written = store.append(batch.flatMap((item) => item.entries));
  if (!written.ok) {
    for (const item of batch) fail(item.id, written.error);
    return;
  }
  let from = 0;
  for (const item of batch) {
    const seqs = written.value.slice(from, from + item.entries.length);
    from += item.entries.length;
    answer({ id: item.id, ok: true, value: { kind: 'appended', seqs } });
  }
}

function handle(request: JournalRequest): void {
  if (request.op === 'open') {
    if (store !== null) return fail(request.id, { reason: 'away', detail: 'already open' });
    const mark = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
    const opened = openJournalStore({ directory: request.directory, terminalId: request.terminalId, mark });
    if (opened.ok) store = opened.value;
    return reply(request.id, opened, () => ({ kind: 'done' }));
  }
  if (store === null) return fail(request.id, { reason: 'away', detail: 'not open yet' });
  if (request.op === 'append') {
    if (waiting.length === 0) setImmediate(writeWaiting);
    waiting.push({ id: request.id, entries: request.entries });
    return;
  }
  // Whatever was asked before is written before.
  writeWaiting();
  switch (request.op) {
    case 'open-orders':
      return reply(request.id, store.openOrders(), (orders) => ({ kind: 'orders', orders }));
    case 'order':
      return reply(request.id, store.order(request.orderId), (order) => ({
        kind: 'orders',
        orders: order ? [order] : [],
      }));
    case 'entries': {
      const { orderId, fromSeq, limit } = request;
      const query = {
        ...(orderId === undefined ? {} : { orderId }),
        ...(fromSeq === undefined ? {} : { fromSeq }),
        ...(limit === undefined ? {} : { limit }),
      };
      return reply(request.id, store.entries(query), (entries) => ({
        kind: 'entries',
        entries: entries.map((entry) => ({
          ...entry,
          body: { ...entry.body },
          personal: entry.personal && { ...entry.personal },
        })),
      }));
    }
    case 'erase-before':
      return reply(request.id, store.eraseBefore(request.before, request.at), (sessions) => ({
        kind: 'erased',
        sessions,
      }));
    case 'probe':
      return reply(request.id, store.probe(request.at), () => ({ kind: 'done' }));
    case 'close':
      store.close(request.at);
      store = null;
      return answer({ id: request.id, ok: true, value: { kind: 'done' } }, () => process.exit(0));
  }
}

function receive(message: unknown): void {
  const parsed = journalRequestSchema.safeParse(message);
  if (parsed.success) return handle(parsed.data);
  const id = (message as { id?: unknown } | null)?.id;
  const detail = `not a request: ${parsed.error.issues.map((issue) => issue.path.join('.')).join(', ')}`;
  if (typeof id === 'number') fail(id, { reason: 'away', detail });
}

if (parentPort) parentPort.on('message', (event) => receive(event.data));
else {
  process.on('message', receive);
  // The terminal is gone: what came is flushed already, and nobody else will ask.
  process.on('disconnect', () => {
    writeWaiting();
    store?.close(new Date().toISOString());
    process.exit(0);
  });
}
