/**
 * The bench: one page on a loopback port for people without hardware. It places cards, shows codes to the scanner, draws
 * the paper that comes out and makes faults happen, through the simulators' control sockets and the sandbox's admin API.
 *
 *     node devices/bench/server.ts --port 7380 --control-dir DIR --sandbox http://127.0.0.1:7300/
 */
import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { WebSocketServer, type WebSocket } from 'ws';
import { systemClock } from '../../contract/clock.ts';
import { barcodeScannerControl } from '../barcode-scanner/simulator-control.ts';
import { idCardReaderControl } from '../id-card-reader/simulator-control.ts';
import { receiptPrinterControl } from '../receipt-printer/simulator-control.ts';
import { benchCommandSchema, type BenchMessage, type BenchTarget } from './messages.ts';
import { Relay } from './relay.ts';
import { SandboxDesk } from './sandbox-desk.ts';

const PAGE = path.join(import.meta.dirname, '../../out/bench');
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '7380' },
    'control-dir': { type: 'string' },
    sandbox: { type: 'string', default: 'http://127.0.0.1:7300/' },
  },
});
const port = Number(values.port);
const controlDirectory = values['control-dir'];
if (controlDirectory === undefined || !Number.isInteger(port)) {
  console.error('usage: node devices/bench/server.ts --port PORT --control-dir DIR [--sandbox URL]');
  process.exit(64);
}

const pages = new Set<WebSocket>();
const tell = (message: BenchMessage, to: Iterable<WebSocket> = pages): void => {
  const text = JSON.stringify(message);
  for (const page of to) page.send(text);
};
const stateOf =
  (target: BenchTarget) =>
  (state: unknown): void =>
    tell({ kind: 'state', target, state });

const socket = (name: string): string => path.join(controlDirectory, `${name}.sock`);
const targets = {
  idCardReader: new Relay(
    socket('id-card-reader'),
    idCardReaderControl,
    systemClock,
    stateOf('idCardReader'),
  ),
  receiptPrinter: new Relay(
    socket('receipt-printer'),
    receiptPrinterControl,
    systemClock,
    stateOf('receiptPrinter'),
  ),
  barcodeScanner: new Relay(
    socket('barcode-scanner'),
    barcodeScannerControl,
    systemClock,
    stateOf('barcodeScanner'),
  ),
  sandbox: new SandboxDesk(values.sandbox, systemClock, () => pages.size > 0, stateOf('sandbox')),
};

/** A page of another origin must not reach the bench by naming this machine (DNS rebinding). */
function isOurs(request: IncomingMessage): boolean {
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  if (!hosts.includes(request.headers.host ?? '')) return false;
  const { origin } = request.headers;
  return origin === undefined || hosts.some((host) => origin === `http://${host}`);
}

function servePage(request: IncomingMessage, response: ServerResponse): void {
  if (!isOurs(request) || request.method !== 'GET') {
    response.writeHead(403).end();
    return;
  }
  const name = new URL(request.url ?? '/', 'http://bench').pathname;
  const file = path.join(PAGE, path.normalize(name === '/' ? '/index.html' : name));
  const type = TYPES[path.extname(file)];
  if (!file.startsWith(PAGE + path.sep) || !type || !existsSync(file) || !statSync(file).isFile()) {
    response.writeHead(404).end();
    return;
  }
  response.writeHead(200, {
    'content-type': type,
    'content-security-policy': POLICY,
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  });
  createReadStream(file).pipe(response);
}

async function obey(page: WebSocket, text: string): Promise<void> {
  let parsed: ReturnType<typeof benchCommandSchema.safeParse>;
  try {
    parsed = benchCommandSchema.safeParse(JSON.parse(text));
  } catch {
    // Not JSON: nothing of ours sent it, and there is no id to answer.
    return;
  }
  if (!parsed.success) return;
  const { id, target, command, params } = parsed.data;
  const outcome = await targets[target].request(command, params);
  tell(
    outcome.ok
      ? { kind: 'answer', id, ok: true, result: outcome.value, error: null }
      : { kind: 'answer', id, ok: false, error: outcome.error },
    [page],
  );
}

const server = createServer(servePage);
const sockets = new WebSocketServer({ noServer: true, maxPayload: 64 * 1024 });
server.on('upgrade', (request, line, head) => {
  if (!isOurs(request) || request.url !== '/channel') {
    line.destroy();
    return;
  }
  sockets.handleUpgrade(request, line, head, (page) => {
    pages.add(page);
    page.on('close', () => pages.delete(page));
    page.on('error', () => page.terminate());
    page.on('message', (data, isBinary) => {
      if (!isBinary && Buffer.isBuffer(data)) void obey(page, data.toString());
    });
    for (const [target, source] of Object.entries(targets)) {
      tell({ kind: 'state', target: target as BenchTarget, state: source.state() }, [page]);
    }
  });
});
server.on('error', (error) => {
  console.error(`The bench cannot listen at 127.0.0.1:${port}: ${error.message}`);
  process.exit(1);
});
server.listen(port, '127.0.0.1');

function stop(): void {
  for (const target of Object.values(targets)) target.close();
  for (const page of pages) page.terminate();
  server.close(() => process.exit(0));
}
process.on('SIGTERM', stop);
process.on('SIGINT', stop);
// The launcher's line: when it is gone, so are we.
process.on('disconnect', stop);
