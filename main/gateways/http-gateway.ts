import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { delay, type Clock } from '../../contract/clock.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import { CircuitBreaker } from './circuit-breaker.ts';
import { Connections, type Exchange } from './exchange.ts';
import type { Gateway, GatewayError, GatewayHealth } from './gateway.ts';

/** Limits of one gateway, in milliseconds; the defaults are the house's (connect 3 s, queries 8 s, money 20 s). */
export interface GatewayLimits {
  readonly connectMs: number;
  readonly queryMs: number;
  readonly moneyMs: number;
  /** Between two looks at the backend's health. */
  readonly probeEveryMs: number;
}

export interface HttpGatewayOptions {
  /** Base address; operations lie below it. */
  readonly url: string;
  readonly clock: Clock;
  readonly limits?: Partial<GatewayLimits>;
  /** 0 ≤ x < 1, for the jitter of retries and probes. */
  readonly random?: () => number;
  readonly newId?: () => string;
}

/** Asks without a lasting effect, or with one that is the same however often it is asked, may be repeated. */
export type CallKind = 'repeatable' | 'money';

export interface CallRequest<Answer, Code extends string> {
  readonly operation: string;
  readonly kind: CallKind;
  readonly payload: object;
  readonly answer: z.ZodType<Answer>;
  /** The backend's final refusals; any other code means that the outcome is not known. */
  readonly refusals: readonly Code[];
  /** False where a well-formed answer is about something else. */
  readonly belongs?: (answer: Answer) => boolean;
}

const DEFAULT_LIMITS: GatewayLimits = {
  connectMs: 3000,
  queryMs: 8000,
  moneyMs: 20_000,
  probeEveryMs: 7000,
};
const LARGEST_ANSWER = 256 * 1024;
const LONGEST_MESSAGE = 200;
const RETRY_FROM_MS = 200;
const RETRY_JITTER_MS = 400;

const envelopeSchema = z.object({
  requestId: z.string(),
  code: z.string().min(1).max(64),
  message: z.string(),
  payload: z.unknown(),
  serverTime: z.iso.datetime(),
});
const healthSchema = z.object({ code: z.literal('ok') });

type Attempt<T, Code extends string> = {
  readonly result: Result<T, GatewayError<Code>>;
  readonly worthRepeating: boolean;
};

/** The common half of all gateways: the envelope, limits, retries, the breaker, and the health probe. */
export class HttpGateway implements Gateway {
  readonly #base: string;
  readonly #clock: Clock;
  readonly #limits: GatewayLimits;
  readonly #random: () => number;
  readonly #newId: () => string;
  readonly #connections: Connections;
  readonly #breaker: CircuitBreaker;
  readonly #stop = new AbortController();
  readonly #listeners = new Set<(health: GatewayHealth) => void>();
  #health: GatewayHealth;
  #isReached = false;
  #probing: Promise<void> | null = null;

  constructor({ url, clock, limits, random, newId }: HttpGatewayOptions) {
    this.#base = url.replace(/\/+$/, '');
    this.#clock = clock;
    this.#limits = { ...DEFAULT_LIMITS, ...limits };
    this.#random = random ?? Math.random;
    this.#newId = newId ?? randomUUID;
    this.#connections = new Connections(clock, new URL(url));
    this.#breaker = new CircuitBreaker(clock);
    this.#health = { state: 'away', since: clock.now() };
  }

  health(): GatewayHealth {
    return this.#health;
  }

  onHealth(listener: (health: GatewayHealth) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  open(): void {
    this.#probing ??= this.#probeOnAndOn();
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.#probing;
    this.#listeners.clear();
    this.#connections.close();
  }

  /** One operation of the backend. Never throws for anything a backend or a network can do. */
  protected async call<Answer, Code extends string>(
    request: CallRequest<Answer, Code>,
  ): Promise<Result<Answer, GatewayError<Code>>> {
    const first = await this.#attempt(request);
    if (request.kind === 'money' || !first.worthRepeating) return first.result;
    await delay(this.#clock, RETRY_FROM_MS + this.#random() * RETRY_JITTER_MS, this.#stop.signal);
    const second = await this.#attempt(request);
    // The first one may have arrived: a second that did not, does not undo that.
    if (!first.result.ok && first.result.error.kind === 'unknown' && isAway(second.result)) {
      return first.result;
    }
    return second.result;
  }

  async #attempt<Answer, Code extends string>(
    request: CallRequest<Answer, Code>,
  ): Promise<Attempt<Answer, Code>> {
    if (this.#breaker.isOpen) return { result: err({ kind: 'away' }), worthRepeating: false };
    const requestId = this.#newId();
    const exchange = await this.#connections.exchange({
      url: new URL(`${this.#base}/${request.operation}`),
      method: 'POST',
      body: JSON.stringify({
        requestId,
        sentAt: new Date(this.#clock.now()).toISOString(),
        payload: request.payload,
      }),
      limits: {
        connectMs: this.#limits.connectMs,
        answerMs: request.kind === 'money' ? this.#limits.moneyMs : this.#limits.queryMs,
        largestAnswer: LARGEST_ANSWER,
      },
      signal: this.#stop.signal,
    });
    const result = readAnswer(request, requestId, exchange);
    if (result.ok || result.error.kind === 'refused' || isOurs(exchange)) this.#breaker.succeeded();
    else if (!this.#stop.signal.aborted) this.#breaker.failed();
    this.#judgeHealth();
    return {
      result,
      worthRepeating:
        !this.#stop.signal.aborted &&
        !result.ok &&
        result.error.kind !== 'refused' &&
        !(exchange.kind === 'broken' && exchange.timedOut),
    };
  }

  async #probeOnAndOn(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      const exchange = await this.#connections.exchange({
        url: new URL(`${this.#base}/health`),
        method: 'GET',
        body: null,
        limits: { connectMs: this.#limits.connectMs, answerMs: this.#limits.connectMs, largestAnswer: 4096 },
        signal: this.#stop.signal,
      });
      if (this.#stop.signal.aborted) return;
      this.#isReached =
        exchange.kind === 'answer' &&
        exchange.status === 200 &&
        healthSchema.safeParse(parseJson(exchange.body)).success;
      this.#judgeHealth();
      // Terminals that were switched on together need not ask together.
      await delay(this.#clock, this.#limits.probeEveryMs * (0.85 + this.#random() * 0.3), this.#stop.signal);
    }
  }

  #judgeHealth(): void {
    const state = this.#isReached && !this.#breaker.isOpen ? 'ok' : 'away';
    if (state === this.#health.state) return;
    this.#health = { state, since: this.#clock.now() };
    for (const listener of [...this.#listeners]) listener(this.#health);
  }
}

function isAway(result: Result<unknown, GatewayError<string>>): boolean {
  return !result.ok && result.error.kind === 'away';
}

/** A well-formed answer, whatever it says: a backend that is still at work is not one that is down. */
function isOurs(exchange: Exchange): boolean {
  return (
    exchange.kind === 'answer' &&
    exchange.status === 200 &&
    envelopeSchema.safeParse(parseJson(exchange.body)).success
  );
}

function readAnswer<Answer, Code extends string>(
  { answer, refusals, belongs }: CallRequest<Answer, Code>,
  requestId: string,
  exchange: Exchange,
): Result<Answer, GatewayError<Code>> {
  const unknown = (detail: string) => err({ kind: 'unknown', detail } as const);
  if (exchange.kind === 'not-sent') return err({ kind: 'away' });
  if (exchange.kind === 'broken') return unknown(exchange.detail);
  if (exchange.status !== 200) return unknown(`HTTP ${exchange.status}`);
  const envelope = envelopeSchema.safeParse(parseJson(exchange.body));
  if (!envelope.success) return unknown('an answer out of form');
  const { code, message, payload } = envelope.data;
  if (envelope.data.requestId !== requestId) return unknown('the answer to another request');
  if (code === 'ok') {
    const parsed = answer.safeParse(payload);
    if (!parsed.success) return unknown('an answer out of form');
    if (belongs && !belongs(parsed.data)) return unknown('an answer about something else');
    return ok(parsed.data);
  }
  const refusal = refusals.find((known) => known === code);
  if (refusal === undefined) return unknown(`code ${JSON.stringify(code)}`);
  return err({ kind: 'refused', code: refusal, message: message.slice(0, LONGEST_MESSAGE) });
}

/** What is not JSON is undefined, and so is what tries to reach into prototypes. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text, (key, value: unknown) => {
      if (key === '__proto__') throw new SyntaxError('__proto__');
      return value;
    });
  } catch {
    return undefined;
  }
}
