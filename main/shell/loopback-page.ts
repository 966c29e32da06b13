import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { WebSocketServer, type WebSocket } from 'ws';
import type { Clock } from '../../contract/clock.ts';
import type { View } from '../../contract/view.ts';
import type { StationPort } from '../station-port.ts';
import { HARDENING_HEADERS, LOOPBACK_POLICY } from './content-security-policy.ts';
import { acceptIntent, type IntentCounters } from './intent-gate.ts';
import { createRateLimit } from './rate-limit.ts';
import { answerFor, type ServedFiles } from './served-files.ts';

export interface LoopbackPage {
  readonly url: string;
  close(): Promise<void>;
}

const INTENTS_PER_SECOND = 50;
const MOST_BROWSERS = 16;
const MESSAGE_BYTES = 4096;
const LOOPBACK_NAMES = new Set(['127.0.0.1', 'localhost', '[::1]']);

/**
 * The terminal's page for a browser on this machine, or at the other end of a tunnel to it: demo profile only. Several
 * browsers mirror one terminal. Listens on 127.0.0.1 and answers only to loopback names, so that a foreign page whose name
 * was made to resolve here (DNS rebinding) gets nothing.
 */
export async function serveLoopbackPage(options: {
  port: number;
  files: ServedFiles;
  station: StationPort;
  clock: Clock;
}): Promise<LoopbackPage> {
  const { files, station, clock } = options;
  const server = createServer((request, response) => void answerRequest(files, request, response));
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MESSAGE_BYTES });

  server.on('upgrade', (request, socket, head) => {
    const isWelcome =
      request.url === '/channel' &&
      isLoopback(request) &&
      isSameOrigin(request) &&
      sockets.clients.size < MOST_BROWSERS;
    if (!isWelcome) {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, socket, head, (browser) => join(browser, station, clock));
  });
  server.headersTimeout = 5000;
  server.requestTimeout = 10_000;

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : options.port;
  return {
    url: `http://127.0.0.1:${port}/`,
    close: () =>
      new Promise((resolve) => {
        for (const browser of sockets.clients) browser.terminate();
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

function join(browser: WebSocket, station: StationPort, clock: Clock): void {
  const counters: IntentCounters = { intents: 0, intentsMalformed: 0, intentsOverRate: 0 };
  const withinRate = createRateLimit(clock, INTENTS_PER_SECOND);
  const send = (view: View): void => browser.send(JSON.stringify({ view }), () => undefined);
  const stop = station.onView(send);
  browser.on('close', stop);
  // A broken frame or a lost line: `close` follows, and the browser comes back by itself.
  browser.on('error', () => browser.terminate());
  browser.on('message', (data, isBinary) => {
    acceptIntent(
      station,
      isBinary || !Buffer.isBuffer(data) ? undefined : intentOf(data.toString('utf8')),
      withinRate,
      counters,
    );
  });
  send(station.view());
}

/** The `intent` of a frame; undefined for anything else, which the gate then refuses. */
function intentOf(text: string): unknown {
  try {
    const frame: unknown = JSON.parse(text);
    return typeof frame === 'object' && frame !== null && 'intent' in frame ? frame.intent : undefined;
  } catch {
    return undefined;
  }
}

async function answerRequest(
  files: ServedFiles,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  response.setHeader('content-security-policy', LOOPBACK_POLICY);
  for (const [name, value] of Object.entries(HARDENING_HEADERS)) response.setHeader(name, value);
  if (!isLoopback(request)) {
    response.writeHead(403).end();
    return;
  }
  const [pathname = '/'] = (request.url ?? '/').split('?');
  const answer = await answerFor(files, {
    method: request.method ?? '',
    pathname,
    range: request.headers.range ?? null,
  });
  response.writeHead(answer.status, { 'cache-control': 'no-cache', ...answer.headers });
  if (answer.body === null) {
    response.end();
    return;
  }
  // The browser went away in the middle: the pipeline has closed the file already.
  await pipeline(Readable.fromWeb(answer.body as never), response).catch(() => undefined);
}

/** Any port, since a tunnel may end on another one. */
function isLoopback(request: IncomingMessage): boolean {
  return LOOPBACK_NAMES.has((request.headers.host ?? '').toLowerCase().replace(/:\d+$/, ''));
}

function isSameOrigin(request: IncomingMessage): boolean {
  const { origin, host } = request.headers;
  return origin !== undefined && URL.canParse(origin) && new URL(origin).host === host?.toLowerCase();
}
