import http from 'node:http';
import https from 'node:https';
import type { Clock } from '../../contract/clock.ts';

/** What came of one HTTP exchange. `not-sent` only where no byte of the request can have left. */
export type Exchange =
  | { readonly kind: 'answer'; readonly status: number; readonly body: string }
  | { readonly kind: 'not-sent'; readonly detail: string }
  | { readonly kind: 'broken'; readonly detail: string; readonly timedOut: boolean };

export interface ExchangeLimits {
  readonly connectMs: number;
  /** From the connection to the last byte of the answer. */
  readonly answerMs: number;
  readonly largestAnswer: number;
}

export interface ExchangeRequest {
  readonly url: URL;
  readonly method: 'GET' | 'POST';
  readonly body: string | null;
  readonly limits: ExchangeLimits;
  readonly signal: AbortSignal;
}

/** Connections to one backend, kept open between calls. */
export class Connections {
  readonly #clock: Clock;
  readonly #agent: http.Agent;
  readonly #request: typeof http.request;

  constructor(clock: Clock, url: URL) {
    const options = { keepAlive: true, maxSockets: 8, maxFreeSockets: 2 };
    const secure = url.protocol === 'https:';
    this.#clock = clock;
    this.#agent = secure ? new https.Agent(options) : new http.Agent(options);
    this.#request = secure ? https.request : http.request;
  }

  close(): void {
    this.#agent.destroy();
  }

  /** One request, no redirects, no retry. Never rejects. */
  exchange({ url, method, body, limits, signal }: ExchangeRequest): Promise<Exchange> {
    const clock = this.#clock;
    return new Promise((resolve) => {
      if (signal.aborted) return resolve({ kind: 'not-sent', detail: 'closed' });
      let mayBeSent = false;
      let settled = false;
      let timer: unknown;

      const settle = (outcome: Exchange): void => {
        if (settled) return;
        settled = true;
        clock.clearTimeout(timer);
        signal.removeEventListener('abort', aborted);
        resolve(outcome);
        if (outcome.kind !== 'answer') request.destroy();
      };
      const fail = (detail: string, timedOut = false): void =>
        settle(mayBeSent ? { kind: 'broken', detail, timedOut } : { kind: 'not-sent', detail });
      const aborted = (): void => fail('closed');

      const request = this.#request(url, {
        method,
        agent: this.#agent,
        headers: {
          accept: 'application/json',
          ...(body === null
            ? {}
            : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
        },
      });
      signal.addEventListener('abort', aborted, { once: true });
      timer = clock.setTimeout(() => fail(`no connection in ${limits.connectMs} ms`), limits.connectMs);
      const connected = (): void => {
        if (settled) return;
        mayBeSent = true;
        clock.clearTimeout(timer);
        timer = clock.setTimeout(() => fail(`no answer in ${limits.answerMs} ms`, true), limits.answerMs);
      };
      request.on('socket', (socket) => {
        // A socket from the pool is connected already; what is written to it may arrive.
        if (!socket.connecting) return connected();
        socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', connected);
      });
      request.on('error', (error: NodeJS.ErrnoException) => fail(error.code ?? error.name));
      request.on('response', (response) => {
        const chunks: Buffer[] = [];
        let size = 0;
        response.on('data', (chunk: Buffer) => {
          size += chunk.length;
          if (size > limits.largestAnswer) return fail(`more than ${limits.largestAnswer} bytes`);
          chunks.push(chunk);
        });
        response.on('error', (error: NodeJS.ErrnoException) => fail(error.code ?? error.name));
        response.on('close', () => {
          if (!response.complete) fail('cut off');
        });
        response.on('end', () =>
          settle({
            kind: 'answer',
            status: response.statusCode ?? 0,
            body: Buffer.concat(chunks).toString('utf8'),
          }),
        );
      });
      request.end(body ?? undefined);
    });
  }
}
