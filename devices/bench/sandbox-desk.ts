import { z } from 'zod';
import { delay, type Clock } from '../../contract/clock.ts';
import { err, ok, type Result } from '../../contract/result.ts';

const POLL_MS = 1000;
const ANSWER_MS = 5000;

/** What the bench may ask of the sandbox: an admin path under the given method. */
const requestSchema = z.strictObject({
  method: z.enum(['GET', 'POST', 'DELETE']),
  path: z.string().regex(/^[a-z0-9/-]{1,80}$/),
  body: z.unknown().optional(),
});

/** The sandbox's admin API as one more target of the bench; its overview is looked at while a page is open. */
export class SandboxDesk {
  readonly #base: URL;
  readonly #clock: Clock;
  readonly #watched: () => boolean;
  readonly #onState: (state: unknown) => void;
  readonly #stop = new AbortController();
  #state: unknown = null;
  #told = '';

  constructor(url: string, clock: Clock, watched: () => boolean, onState: (state: unknown) => void) {
    this.#base = new URL('admin/', url);
    this.#clock = clock;
    this.#watched = watched;
    this.#onState = onState;
    void this.#poll();
  }

  state(): unknown {
    return this.#state;
  }

  /** `admin`: params name method, path below /admin/ and body. */
  async request(command: string, params: unknown): Promise<Result<unknown, string>> {
    if (command !== 'admin') return err('unknown-command');
    const parsed = requestSchema.safeParse(params);
    if (!parsed.success) return err('bad-params');
    const { method, path, body } = parsed.data;
    const answer = await this.#call(method, path, body);
    await this.#look();
    return answer;
  }

  close(): void {
    this.#stop.abort();
  }

  async #call(method: string, path: string, body?: unknown): Promise<Result<unknown, string>> {
    try {
      const response = await fetch(new URL(path, this.#base), {
        method,
        signal: AbortSignal.timeout(ANSWER_MS),
        ...(body === undefined
          ? {}
          : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
      });
      const answer: unknown = await response.json();
      return response.ok ? ok(answer) : err(`http-${response.status}`);
    } catch {
      // Not there, or not talking JSON: for the bench both mean that the sandbox cannot be asked now.
      return err('no-sandbox');
    }
  }

  async #look(): Promise<void> {
    const overview = await this.#call('GET', 'overview');
    this.#state = overview.ok ? overview.value : null;
    const text = JSON.stringify(this.#state);
    if (text === this.#told) return;
    this.#told = text;
    this.#onState(this.#state);
  }

  async #poll(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      if (this.#watched()) await this.#look();
      await delay(this.#clock, POLL_MS, signal);
    }
  }
}
