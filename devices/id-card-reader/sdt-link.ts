import { delay, type Clock } from '../../contract/clock.ts';
import { err, type Result } from '../../contract/result.ts';
import type { Transport } from '../transport/transport.ts';
import { encodeFrame, FrameParser } from './framing.ts';
import { COMMANDS, parseAnswer, Sw3, type Answer, type CommandName } from './protocol.ts';
import type { ReaderProfile } from './profile.ts';

export type LinkError =
  /** The line is gone. */
  | 'closed'
  | 'no-answer'
  /** Something came, but not a whole answer to what was asked. */
  | 'garbled';

/** Longest wait for the line to fall silent after a mishap. */
const QUIET_CAP_MS = 2000;

/**
 * Questions and answers over a line, one at a time. Answers do not say which command they belong to; so after anything
 * unexpected the line must first be silent, then answer a status request, before it is trusted again.
 */
export class SdtLink {
  readonly #transport: Transport;
  readonly #clock: Clock;
  readonly #profile: ReaderProfile;
  readonly #parser = new FrameParser('answer');
  #turn: Promise<unknown> = Promise.resolve();
  #take: ((chunk: Uint8Array) => void) | null = null;
  #doubtful = false;
  #lastByteAt = -Infinity;

  constructor(options: { transport: Transport; clock: Clock; profile: ReaderProfile }) {
    this.#transport = options.transport;
    this.#clock = options.clock;
    this.#profile = options.profile;
    options.transport.onData((chunk) => {
      this.#lastByteAt = this.#clock.monotonic();
      if (this.#take) this.#take(chunk);
      else this.#doubtful = true;
    });
  }

  /** Monotonic time of the last byte from the reader. */
  get lastByteAt(): number {
    return this.#lastByteAt;
  }

  /** Waits its turn, asks, and resolves with the answer in bounded time. `line` aborts when the line is lost. */
  ask(command: CommandName, line: AbortSignal): Promise<Result<Answer, LinkError>> {
    const result = this.#turn.then(() => this.#askInTurn(command, line));
    this.#turn = result;
    return result;
  }

  async #askInTurn(command: CommandName, line: AbortSignal): Promise<Result<Answer, LinkError>> {
    if (this.#doubtful) {
      await this.#untilQuiet(line);
      this.#doubtful = false;
      if (command !== 'status' && command !== 'reset') {
        const aligned = await this.#exchange('status', line);
        if (!aligned.ok) return this.#doubt(aligned);
      }
    }
    const answer = await this.#exchange(command, line);
    if (!answer.ok) return this.#doubt(answer);
    const { sw3 } = answer.value;
    if (sw3 !== Sw3.hostChecksum && sw3 !== Sw3.hostLength) return answer;
    // The module did not get our frame whole: once more.
    const again = await this.#exchange(command, line);
    return again.ok ? again : this.#doubt(again);
  }

  #doubt<T>(failure: T): T {
    this.#doubtful = true;
    return failure;
  }

  #exchange(command: CommandName, line: AbortSignal): Promise<Result<Answer, LinkError>> {
    if (line.aborted) return Promise.resolve(err('closed'));
    const { timeoutMs, silenceMs } = this.#profile;
    const clock = this.#clock;
    this.#parser.reset();
    const answered = new Promise<Result<Answer, LinkError>>((resolve) => {
      let heard = false;
      const settle = (result: Result<Answer, LinkError>): void => {
        this.#take = null;
        clock.clearTimeout(deadline);
        clock.clearTimeout(silence);
        line.removeEventListener('abort', onLost);
        resolve(result);
      };
      const onLost = (): void => settle(err('closed'));
      const deadline = clock.setTimeout(
        () => settle(err(heard ? 'garbled' : 'no-answer')),
        timeoutMs[command],
      );
      let silence: unknown;
      line.addEventListener('abort', onLost);
      this.#take = (chunk) => {
        heard = true;
        clock.clearTimeout(silence);
        silence = clock.setTimeout(() => settle(err('garbled')), silenceMs);
        const [body, ...more] = this.#parser.push(chunk);
        if (!body) return;
        if (more.length > 0) this.#doubtful = true;
        const answer = parseAnswer(command, body);
        settle(answer.ok ? answer : err('garbled'));
      };
    });
    // A write that fails tells nothing more than the missing answer will.
    void this.#transport.write(encodeFrame(Uint8Array.from(COMMANDS[command].body)));
    return answered;
  }

  async #untilQuiet(line: AbortSignal): Promise<void> {
    const { quietMs } = this.#profile;
    const start = this.#clock.monotonic();
    for (;;) {
      const now = this.#clock.monotonic();
      const left = Math.max(this.#lastByteAt, start) + quietMs - now;
      if (left <= 0 || now - start >= QUIET_CAP_MS || line.aborted) return;
      await delay(this.#clock, left, line);
    }
  }
}
