import { beijingDate } from '../../contract/beijing-time.ts';
import { delay, type Clock } from '../../contract/clock.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import { Connection } from '../connection.ts';
import { HealthMonitor, type Condition } from '../device-health.ts';
import type { DeviceHealth } from '../device.ts';
import { createTransport, type TransportConfig } from '../transport/open-transport.ts';
import type { Transport } from '../transport/transport.ts';
import { decodeBaseInformation } from './base-information.ts';
import {
  forget,
  type CardReaderReason,
  type CardReadError,
  type IdCard,
  type IdCardReader,
} from './id-card-reader.ts';
import { readerProfiles, type ReaderProfile, type ReaderProfileName } from './profile.ts';
import { classOf, formatSamId, Sw3, type Answer, type AnswerClass, type CommandName } from './protocol.ts';
import { SdtLink } from './sdt-link.ts';

/** A card is gone after this many presence probes in a row that did not find it. */
const MISSES = 2;
/** More failures in a row than this, and the line is closed and opened anew. */
const FAILURES = 3;
const GREETING_TRIES = 3;

export interface IdCardReaderOptions {
  readonly transport: TransportConfig;
  readonly profile: ReaderProfileName | ReaderProfile;
  readonly clock: Clock;
}

/** A second-generation identity-card reader that speaks SDT (GA 450). */
export function createIdCardReader({ transport, profile, clock }: IdCardReaderOptions): SdtIdCardReader {
  return new SdtIdCardReader({
    transport: createTransport(transport, clock),
    profile: typeof profile === 'string' ? readerProfiles[profile] : profile,
    clock,
  });
}

/** What became of one look at the card. `line`: the line failed, look again when it is back. */
type Look = { kind: 'card'; card: IdCard } | { kind: 'refused'; class: AnswerClass } | { kind: 'line' };

export class SdtIdCardReader implements IdCardReader {
  readonly #clock: Clock;
  readonly #profile: ReaderProfile;
  readonly #health: HealthMonitor<CardReaderReason>;
  readonly #connection: Connection<CardReaderReason>;
  readonly #link: SdtLink;
  readonly #closing = new AbortController();
  /** The caller being served. */
  #claim: object | null = null;
  #failures = 0;
  #samId: string | null = null;
  /** The last greeting got no answer: the next one resets the module. */
  #deaf = false;
  /** Monotonic time when the line went down. */
  #lostAt = -Infinity;
  /** Until then, or until it is lifted, the card in the field is not tried again. */
  #leaveUntil = -Infinity;

  constructor(options: { transport: Transport; profile: ReaderProfile; clock: Clock }) {
    this.#clock = options.clock;
    this.#profile = options.profile;
    this.#health = new HealthMonitor<CardReaderReason>(options.clock, {
      state: 'offline',
      reason: 'no-device',
    });
    this.#link = new SdtLink(options);
    this.#connection = new Connection<CardReaderReason>({
      transport: options.transport,
      clock: options.clock,
      health: this.#health,
      away: 'no-device',
      greet: (line) => this.#greet(line),
    });
  }

  open(): Promise<void> {
    return this.#connection.open();
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#connection.close();
  }

  health(): DeviceHealth<CardReaderReason> {
    return this.#health.current();
  }

  onHealth(listener: (health: DeviceHealth<CardReaderReason>) => void): () => void {
    return this.#health.listen(listener);
  }

  /** Number of the security module, as printed on the case; null until it has answered. Another one: another reader. */
  samId(): string | null {
    return this.#samId;
  }

  /** A card that was read must be lifted before it is read again: the module itself says "no card" until then. */
  async read(options: {
    signal: AbortSignal;
    onCardFound?: () => void;
  }): Promise<Result<IdCard, CardReadError>> {
    return this.#serve(options.signal, err('cancelled'), async (signal) => {
      const result = await this.#read(signal, options.onCardFound ?? (() => undefined));
      if (!signal.aborted) return result;
      if (result.ok) forget(result.value);
      return err('cancelled');
    });
  }

  waitForRemoval(options: { signal: AbortSignal }): Promise<'removed' | 'cancelled' | 'offline'> {
    return this.#serve(options.signal, 'cancelled', (signal) => this.#waitForRemoval(signal));
  }

  /**
   * One caller at a time. On abort the caller is answered and the next one served at once: who leaves one page stands before
   * the next in the same turn. The command on the wire still gets its answer.
   */
  async #serve<T>(caller: AbortSignal, cancelled: T, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    if (this.#claim !== null) throw new Error('the card reader serves one caller at a time');
    const claim = {};
    this.#claim = claim;
    const free = (): void => {
      if (this.#claim === claim) this.#claim = null;
    };
    const signal = AbortSignal.any([caller, this.#closing.signal]);
    const aborted = new Promise<T>((resolve) => {
      const answer = (): void => {
        free();
        resolve(cancelled);
      };
      if (signal.aborted) return answer();
      signal.addEventListener('abort', answer, { once: true });
    });
    return signal.aborted ? aborted : Promise.race([aborted, work(signal).finally(free)]);
  }

  async #read(signal: AbortSignal, onCardFound: () => void): Promise<Result<IdCard, CardReadError>> {
    for (;;) {
      if (signal.aborted) return err('cancelled');
      if (!(await this.#lineIsUp(signal))) return err(signal.aborted ? 'cancelled' : 'offline');
      const found = await this.#find();
      if (found === 'none') this.#leaveUntil = -Infinity;
      if (found !== 'card' || this.#clock.monotonic() < this.#leaveUntil) {
        await delay(this.#clock, this.#profile.pollMs, signal);
        continue;
      }
      if (signal.aborted) return err('cancelled');
      onCardFound();
      const result = await this.#readFoundCard(signal);
      // null: the line failed in the middle; when it is back, the card is still there or is not.
      if (!result) continue;
      this.#health.count(
        result.ok ? 'goodReadCount' : result.error === 'torn' ? 'tornReadCount' : 'failedReadCount',
      );
      if (!result.ok && result.error !== 'torn') {
        this.#leaveUntil = this.#clock.monotonic() + this.#profile.leaveMs;
      }
      return result;
    }
  }

  async #readFoundCard(signal: AbortSignal): Promise<Result<IdCard, CardReadError> | null> {
    let error: CardReadError = 'unreadable';
    let refusals = 0;
    for (let attempt = 1; attempt <= this.#profile.readTries; attempt++) {
      if (signal.aborted) return err('cancelled');
      const look = await this.#look(signal);
      if (look.kind === 'card') return ok(look.card);
      if (signal.aborted) return err('cancelled');
      if (!this.#connection.isUp) return null;
      error = 'unreadable';
      if (look.kind === 'refused') {
        if (look.class === 'wrong-card') return err('wrong-card');
        if (look.class === 'unsupported') return err('unreadable');
        if (look.class === 'fault') await this.#reset(signal);
        if (look.class === 'card-refused') {
          error = 'card-refused';
          if (++refusals >= this.#profile.refusedTries) return err(error);
        }
      }
      await delay(this.#clock, this.#profile.retryPauseMs, signal);
      if ((await this.#find()) === 'none') return err(error === 'card-refused' ? error : 'torn');
      if (!this.#connection.isUp) return null;
    }
    return err(error);
  }

  /** Select and read, once. */
  async #look(signal: AbortSignal): Promise<Look> {
    const selected = await this.#command('select');
    if (!selected) return { kind: 'line' };
    if (selected.sw3 !== Sw3.ok) return { kind: 'refused', class: classOf(selected.sw3) };
    if (signal.aborted) return { kind: 'line' };
    // An answer that was garbled on the wire is asked for again at once: the card is still selected.
    const answer = (await this.#command('base-information')) ?? (await this.#command('base-information'));
    if (!answer) return { kind: 'line' };
    if (answer.sw3 !== Sw3.ok) return { kind: 'refused', class: classOf(answer.sw3) };
    const card = this.#decode(answer);
    if (card?.consistent) {
      answer.data.fill(0);
      return { kind: 'card', card };
    }
    // Is it the card that contradicts itself, or the wire? Only the card does so twice in the same way.
    const again = await this.#command('base-information');
    const same = again !== null && Buffer.compare(again.data, answer.data) === 0;
    const reread = again?.sw3 === Sw3.ok ? this.#decode(again) : null;
    answer.data.fill(0);
    again?.data.fill(0);
    if (card && !reread) forget(card);
    if (reread && (same || reread.consistent)) return { kind: 'card', card: reread };
    return { kind: 'refused', class: 'transient' };
  }

  #decode(answer: Answer): IdCard | null {
    const decoded = decodeBaseInformation(answer.data, beijingDate(this.#clock.now()).replaceAll('-', ''));
    if (!decoded.ok) this.#health.count('undecodableCount');
    return decoded.ok ? decoded.value : null;
  }

  /** `failed`: neither yes nor no. */
  async #find(): Promise<'card' | 'none' | 'failed'> {
    // The first "no card" after a while is often wrong (SDT field rule: ask a second time at once).
    for (let look = 0; look < 2; look++) {
      const answer = await this.#command('find');
      if (!answer) return 'failed';
      if (answer.sw3 === Sw3.cardFound) return 'card';
      if (classOf(answer.sw3) !== 'no-card') return 'failed';
    }
    return 'none';
  }

  async #waitForRemoval(signal: AbortSignal): Promise<'removed' | 'cancelled' | 'offline'> {
    for (let misses = 0; ;) {
      if (signal.aborted) return 'cancelled';
      if (!(await this.#lineIsUp(signal))) return signal.aborted ? 'cancelled' : 'offline';
      const answer = await this.#command(this.#profile.presenceProbe);
      if (answer) {
        const present = answer.sw3 === Sw3.ok || answer.sw3 === Sw3.nothingStored;
        misses = present ? 0 : misses + 1;
        if (misses >= MISSES) return 'removed';
      }
      await delay(this.#clock, this.#profile.removalPollMs, signal);
    }
  }

  /** True at once or within the time that a blink of the line may take. */
  async #lineIsUp(signal: AbortSignal): Promise<boolean> {
    while (!this.#connection.isUp) {
      const left = this.#lostAt + this.#profile.blinkMs - this.#clock.monotonic();
      if (left <= 0 || signal.aborted) return false;
      await delay(this.#clock, Math.min(left, this.#profile.pollMs), signal);
    }
    return true;
  }

  /** null: no usable answer. Counts failures and gives up the line after too many in a row. */
  async #command(command: CommandName): Promise<Answer | null> {
    const result = await this.#link.ask(command, this.#connection.signal);
    if (!result.ok) {
      if (result.error === 'closed') return null;
      this.#health.count('linkErrorCount');
      if (++this.#failures > FAILURES) this.#connection.drop(result.error);
      return null;
    }
    this.#failures = 0;
    const dead = moduleFailure(result.value);
    if (dead) {
      this.#connection.drop(dead);
      return null;
    }
    return result.value;
  }

  async #reset(signal: AbortSignal): Promise<void> {
    this.#health.count('resetCount');
    await this.#command('reset');
    await delay(this.#clock, this.#profile.resetPauseMs, signal);
  }

  async #greet(line: AbortSignal): Promise<Result<Condition<CardReaderReason>, CardReaderReason>> {
    this.#failures = 0;
    // A reader that was just plugged in does not hear the first commands.
    let status = await this.#link.ask('status', line);
    for (let tries = 1; !status.ok && tries < GREETING_TRIES; tries++)
      status = await this.#link.ask('status', line);
    if (!status.ok && this.#deaf) {
      this.#health.count('resetCount');
      await this.#link.ask('reset', line);
      await delay(this.#clock, this.#profile.resetPauseMs, line);
      status = await this.#link.ask('status', line);
    }
    this.#deaf = !status.ok;
    if (!status.ok) return err(status.error === 'closed' ? 'no-device' : status.error);
    const dead = moduleFailure(status.value);
    if (dead) return err(dead);
    if (status.value.sw3 !== Sw3.ok) return err('garbled');
    const samId = await this.#link.ask('sam-id', line);
    if (samId.ok && samId.value.sw3 === Sw3.ok) this.#samId = formatSamId(samId.value.data);
    // Not every module takes a frame size; it reads cards all the same.
    await this.#link.ask('max-rf-frame', line);
    line.addEventListener('abort', () => (this.#lostAt = this.#clock.monotonic()), { once: true });
    void this.#watch(line);
    return ok({ state: 'ok', reason: null });
  }

  /** Asks a reader that nobody uses whether it is well, until the line goes. */
  async #watch(line: AbortSignal): Promise<void> {
    const { idleCheckMs } = this.#profile;
    while (!line.aborted) {
      const idle = this.#clock.monotonic() - this.#link.lastByteAt;
      if (idle >= idleCheckMs && this.#connection.isUp) await this.#command('status');
      await delay(this.#clock, idleCheckMs, line);
    }
  }
}

function moduleFailure(answer: Answer): CardReaderReason | null {
  switch (classOf(answer.sw3)) {
    case 'self-test-failed':
      return 'module-self-test-failed';
    case 'unauthorised':
      return 'module-unauthorised';
    default:
      return null;
  }
}
