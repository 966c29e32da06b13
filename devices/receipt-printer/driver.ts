import { delay, type Clock } from '../../contract/clock.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import { aborted, Connection } from '../connection.ts';
import { HealthMonitor, type Condition } from '../device-health.ts';
import type { DeviceHealth } from '../device.ts';
import { createTransport, type TransportConfig } from '../transport/open-transport.ts';
import type { Transport } from '../transport/transport.ts';
import { PrinterFraming, type PrinterFrame } from './framing.ts';
import { printerProfile, printerProfileNames } from './profile.ts';
import * as protocol from './protocol.ts';
import type { PrinterStatus, RealTimeTopic } from './protocol.ts';
import type {
  PrinterProfile,
  PrinterReason,
  PrintJob,
  PrintOutcome,
  ReceiptPrinter,
} from './receipt-printer.ts';

/** A status is asked twice before the printer counts as silent (node-escpos/driver PR 90). */
const STATUS_MS = 500;
const STATUS_TRIES = 2;
const POLL_MS = 3000;
const SILENT_POLLS = 2;
const CLEARED_MS = 1000;
/** A confirmation may cross the news of a fault on the wire. */
const GRACE_MS = 250;
const JOB_POLL_MS = 1000;
const CONFIRM_BASE_MS = 2000;
const CONFIRM_LINE_MS = 60;
const CONFIRM_CAP_MS = 30_000;
const CHUNK_BYTES = 4096;
const REMEMBERED_JOBS = 500;
const TOPICS: readonly RealTimeTopic[] = [1, 2, 3, 4];

interface Expectation {
  /** True when the frame is what was waited for, and is thereby used up. */
  readonly take: (frame: PrinterFrame) => boolean;
  readonly giveUp: () => void;
}

type Confirmation =
  | { readonly kind: 'confirmed' }
  | { readonly kind: 'trouble'; readonly reason: PrinterReason }
  | { readonly kind: 'line-lost' }
  | { readonly kind: 'late' };

/** A closed printer of a shipped profile on a line as the configuration describes it. */
export function createReceiptPrinter(options: {
  profile: string;
  transport: TransportConfig;
  clock: Clock;
}): EscPosPrinter {
  const profile = printerProfile(options.profile);
  if (!profile)
    throw new RangeError(`no printer profile ${options.profile}: ${printerProfileNames.join(', ')}`);
  return new EscPosPrinter({
    transport: createTransport(options.transport, options.clock),
    profile,
    clock: options.clock,
  });
}

/** An ESC/POS receipt printer on a serial line or socket. */
export class EscPosPrinter implements ReceiptPrinter {
  readonly profile: PrinterProfile;
  readonly #transport: Transport;
  readonly #clock: Clock;
  readonly #health: HealthMonitor<PrinterReason>;
  readonly #connection: Connection<PrinterReason>;
  readonly #framing = new PrinterFraming();
  readonly #outcomes = new Map<string, Promise<PrintOutcome>>();
  readonly #statusListeners = new Set<() => void>();
  #expectations: Expectation[] = [];
  #status: PrinterStatus = protocol.readyStatus;
  #turn: Promise<unknown> = Promise.resolve();
  #nextProcessId: number;
  #silentPolls = 0;
  /**
   * What the printer may still hold of an earlier job. It is thrown away before the printer goes back to service, else
   * it would come out in front of the next person. `buffers` at the start: an earlier run may have died printing.
   * `unsure`: it may still be coming out for the person it belongs to, and is thrown away before the next job only.
   */
  #leftover: 'none' | 'unsure' | 'buffers' | 'half-slip' = 'buffers';
  #busy = false;
  /** Asked for on each line anew; a printer that does not know it is not waited for again. */
  #hasAutomaticStatus = true;

  constructor(options: { transport: Transport; profile: PrinterProfile; clock: Clock }) {
    this.profile = options.profile;
    this.#transport = options.transport;
    this.#clock = options.clock;
    // Begins somewhere new each run: a late answer to an earlier run must fit no job of this one.
    this.#nextProcessId = Math.trunc(options.clock.now());
    this.#health = new HealthMonitor<PrinterReason>(options.clock, { state: 'offline', reason: 'no-device' });
    this.#connection = new Connection<PrinterReason>({
      transport: options.transport,
      clock: options.clock,
      health: this.#health,
      away: 'no-device',
      greet: (signal) => this.#greet(signal),
    });
    options.transport.onData((chunk) => {
      for (const frame of this.#framing.push(chunk)) this.#receive(frame);
    });
  }

  open(): Promise<void> {
    return this.#connection.open();
  }

  async close(): Promise<void> {
    await this.#connection.close();
    await this.#turn;
  }

  health(): DeviceHealth<PrinterReason> {
    const health = this.#health.current();
    return { ...health, counters: { ...health.counters, noiseByteCount: this.#framing.noiseCount } };
  }

  onHealth(listener: (health: DeviceHealth<PrinterReason>) => void): () => void {
    return this.#health.listen(listener);
  }

  print(job: PrintJob): Promise<PrintOutcome> {
    const known = this.#outcomes.get(job.id);
    if (known) return known;
    const outcome = this.#inTurn(async () => {
      this.#busy = true;
      const result = await this.#carryOut(job);
      this.#busy = false;
      // Nothing came out, so that the same slip may be asked for again when there is paper.
      if (result.kind === 'not-started') this.#outcomes.delete(job.id);
      this.#health.count(
        `receipt-${result.kind}-count`.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase()),
      );
      return result;
    });
    this.#outcomes.set(job.id, outcome);
    if (this.#outcomes.size > REMEMBERED_JOBS) this.#outcomes.delete(this.#outcomes.keys().next().value!);
    return outcome;
  }

  /** One conversation at a time: jobs in the order they came, polls between them. */
  #inTurn<T>(task: () => Promise<T>): Promise<T> {
    const mine = this.#turn.then(task);
    this.#turn = mine;
    return mine;
  }

  // ---- listening ----

  #receive(frame: PrinterFrame): void {
    if (frame.kind === 'automatic') {
      const status = protocol.parseAutomaticStatus(frame.bytes);
      if (status) this.#learn(status);
    }
    const index = this.#expectations.findIndex((expectation) => expectation.take(frame));
    if (index >= 0) this.#expectations.splice(index, 1);
    else if (frame.kind !== 'flow' && frame.kind !== 'automatic') this.#health.count('unaskedAnswerCount');
  }

  #learn(status: PrinterStatus): void {
    this.#status = status;
    for (const listener of [...this.#statusListeners]) listener();
    if (!this.#connection.isUp) return;
    const tidy = this.#leftover === 'none' || this.#leftover === 'unsure';
    if (tidy || protocol.blockingReason(status)) this.#health.set(condition(status));
    else if (!this.#busy) void this.#inTurn(() => this.#tidy(this.#connection.signal));
  }

  /** Waits for one frame; null when it did not come in time or the line went. */
  #expect<T>(
    match: (frame: PrinterFrame) => T | undefined,
    ms: number,
    signal: AbortSignal,
  ): Promise<T | null> {
    return new Promise((resolve) => {
      const end = (value: T | null): void => {
        this.#clock.clearTimeout(timer);
        signal.removeEventListener('abort', expectation.giveUp);
        this.#expectations = this.#expectations.filter((other) => other !== expectation);
        resolve(value);
      };
      const expectation: Expectation = {
        take: (frame) => {
          const value = match(frame);
          if (value === undefined) return false;
          end(value);
          return true;
        },
        giveUp: () => end(null),
      };
      const timer = this.#clock.setTimeout(expectation.giveUp, ms);
      signal.addEventListener('abort', expectation.giveUp, { once: true });
      this.#expectations.push(expectation);
      if (signal.aborted) expectation.giveUp();
    });
  }

  async #ask(topic: RealTimeTopic, signal: AbortSignal): Promise<Partial<PrinterStatus> | null> {
    for (let attempt = 0; attempt < STATUS_TRIES && !signal.aborted; attempt++) {
      const answer = this.#expect(
        (frame) => (frame.kind === 'real-time' ? frame.byte : undefined),
        STATUS_MS,
        signal,
      );
      const written = await this.#transport.write(protocol.realTimeStatus(topic));
      const byte = await answer;
      if (byte !== null) return protocol.parseRealTimeStatus(topic, byte);
      if (!written.ok) return null;
    }
    return null;
  }

  /** Asks all four topics, one at a time; null when the printer does not answer. */
  async #askStatus(signal: AbortSignal): Promise<PrinterStatus | null> {
    let status: PrinterStatus = protocol.readyStatus;
    for (const topic of TOPICS) {
      const part = await this.#ask(topic, signal);
      if (part === null) return null;
      // Topic 2 may know of the paper's end before topic 4 does.
      const paper = status.paper === 'out' ? 'out' : (part.paper ?? status.paper);
      status = { ...status, ...part, paper };
    }
    this.#silentPolls = 0;
    this.#learn(status);
    return status;
  }

  // ---- in service ----

  async #greet(signal: AbortSignal): Promise<Result<Condition<PrinterReason>, PrinterReason>> {
    this.#framing.reset();
    this.#hasAutomaticStatus = true;
    this.#silentPolls = 0;
    const status = await this.#askStatus(signal);
    if (!status) return err('no-answer');
    // Of an earlier line half a command may be left, which would swallow the beginning of the next one.
    if (this.#leftover === 'none') this.#leftover = 'buffers';
    if (!protocol.blockingReason(status)) await this.#tidy(signal);
    else await this.#transport.write(protocol.command.automaticStatus);
    void this.#poll(signal);
    return ok(condition(this.#status));
  }

  async #poll(signal: AbortSignal): Promise<void> {
    for (;;) {
      await delay(this.#clock, POLL_MS, signal);
      if (signal.aborted) return;
      await this.#inTurn(() => this.#pollOnce(signal));
    }
  }

  async #pollOnce(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    const status = await this.#askStatus(signal);
    if (!status) {
      this.#silentPolls++;
      if (this.#silentPolls >= SILENT_POLLS) this.#connection.drop('no-answer');
      return;
    }
    // A jam must be recovered from by command once a person has freed the blade; before that it does nothing.
    if (status.cutterError) await this.#transport.write(protocol.command.recoverAndClear);
  }

  /** Throws away what is left of an earlier job and sets the printer up anew. */
  async #tidy(signal: AbortSignal): Promise<void> {
    if (this.#leftover === 'none' || signal.aborted || protocol.blockingReason(this.#status)) return;
    const cut = this.#leftover === 'half-slip' ? [protocol.feedAndCut(this.profile.cut)] : [];
    await this.#throwAway(signal);
    if (!(await this.#setUp(signal, cut))) return;
    this.#leftover = 'none';
    if (this.#connection.isUp) this.#health.set(condition(this.#status));
  }

  async #throwAway(signal: AbortSignal): Promise<void> {
    let cleared = false;
    if (this.profile.processId) {
      const answer = this.#expect(
        (frame) => (blockOf(frame)?.kind === 'buffers-cleared' ? true : undefined),
        CLEARED_MS,
        signal,
      );
      await this.#transport.write(protocol.command.clearBuffers);
      cleared = (await answer) !== null;
    }
    if (cleared) return;
    await this.#transport.write(protocol.command.recoverAndClear);
    // Not answered itself; an answer to what follows says that it was read.
    await this.#ask(1, signal);
  }

  /** Settings for a slip, then `more`. False when the line did not take them. */
  async #setUp(signal: AbortSignal, more: readonly Uint8Array[] = []): Promise<boolean> {
    const { initialise, automaticStatus, noRealTimeInData, chineseMode } = protocol.command;
    const answer = this.#hasAutomaticStatus
      ? this.#expect((frame) => (frame.kind === 'automatic' ? true : undefined), STATUS_MS, signal)
      : null;
    const pictures = this.profile.pictures ? [noRealTimeInData] : [];
    const written = await this.#transport.write(
      joined([initialise, automaticStatus, ...pictures, chineseMode, ...more]),
    );
    if (answer) this.#hasAutomaticStatus = (await answer) !== null;
    return written.ok;
  }

  // ---- a job ----

  async #carryOut(job: PrintJob): Promise<PrintOutcome> {
    const { signal } = this.#connection;
    if (!this.#connection.isUp)
      return { kind: 'not-started', reason: this.#health.current().reason ?? 'no-device' };

    const before = await this.#askStatus(signal);
    if (!before) return { kind: 'not-started', reason: signal.aborted ? 'no-device' : 'no-answer' };
    const blocked = protocol.blockingReason(before);
    if (blocked) return { kind: 'not-started', reason: blocked };
    await this.#tidy(signal);
    if (!(await this.#setUp(signal))) return { kind: 'not-started', reason: 'no-device' };

    // From here on something may come out: until the opposite is known, it is left over.
    this.#leftover = 'half-slip';
    const failure = await this.#sendBody(job.body);
    if (failure) return this.#giveUp(failure, signal);

    const answered = await this.#confirm(job.body, signal);
    switch (answered.kind) {
      case 'confirmed':
        this.#leftover = 'none';
        this.#health.set(condition(this.#status));
        return { kind: 'printed', confirmedBy: this.profile.processId ? 'process-id' : 'buffered-status' };
      case 'trouble':
        return this.#giveUp(answered.reason, signal);
      case 'line-lost':
        return { kind: 'unconfirmed', reason: 'no-device' };
      case 'late':
        this.#leftover = 'unsure';
        return { kind: 'unconfirmed', reason: 'no-answer' };
    }
  }

  /** Why the body could not be sent whole; null when it has left. */
  async #sendBody(body: Uint8Array): Promise<PrinterReason | null> {
    for (let at = 0; at < body.length; at += CHUNK_BYTES) {
      const blocked = protocol.blockingReason(this.#status);
      if (blocked && blocked !== 'head-hot') return blocked;
      const written = await this.#transport.write(body.subarray(at, at + CHUNK_BYTES));
      if (written.ok) continue;
      if (written.error === 'closed') return 'no-device';
      // What still waits in the line would come out later: the line goes with it.
      this.#connection.drop('no-answer');
      return protocol.blockingReason(this.#status) ?? 'no-answer';
    }
    return null;
  }

  async #giveUp(reason: PrinterReason, signal: AbortSignal): Promise<PrintOutcome> {
    if (!signal.aborted) await this.#throwAway(signal);
    return { kind: 'partial', reason };
  }

  /** Cuts, asks for the confirmation behind the cut, and waits for it as long as the paper may take. */
  async #confirm(body: Uint8Array, signal: AbortSignal): Promise<Confirmation> {
    const id = protocol.processId(this.#nextProcessId++);
    const request = this.profile.processId ? protocol.processIdRequest(id) : protocol.command.bufferedStatus;
    const isAnswer = (frame: PrinterFrame): true | undefined => {
      if (!this.profile.processId) return frame.kind === 'plain' ? true : undefined;
      const block = blockOf(frame);
      return block?.kind === 'process-id' && block.id === id ? true : undefined;
    };
    const done = new AbortController();
    const over = AbortSignal.any([signal, done.signal]);
    const answer = this.#expect(isAnswer, CONFIRM_CAP_MS, over).then((came): Confirmation | null =>
      came ? { kind: 'confirmed' } : null,
    );
    const sent = await this.#transport.write(joined([protocol.feedAndCut(this.profile.cut), request]));
    const trouble = sent.ok ? this.#watchForTrouble(over) : Promise.resolve(null);
    const late = delay(this.#clock, confirmWithin(body), over).then(
      async (): Promise<Confirmation | null> => {
        // A hot head pauses and goes on by itself: it gets all the time there is.
        if (this.#status.headHot) await delay(this.#clock, CONFIRM_CAP_MS - confirmWithin(body), over);
        return over.aborted ? null : { kind: 'late' };
      },
    );
    const lost = aborted(signal).then(() => null);
    const poll = this.#pollDuring(over);
    const outcome = await firstOf([answer, trouble, late, lost]);
    done.abort();
    await poll;
    return outcome ?? { kind: 'line-lost' };
  }

  /** Printers without automatic status tell a fault only when asked. */
  async #pollDuring(over: AbortSignal): Promise<void> {
    for (;;) {
      await delay(this.#clock, JOB_POLL_MS, over);
      if (over.aborted) return;
      await this.#askStatus(over);
    }
  }

  /** Resolves once a fault stops the printer and a confirmation had time to overtake it. */
  #watchForTrouble(over: AbortSignal): Promise<Confirmation | null> {
    return new Promise((resolve) => {
      const look = (): void => {
        const reason = protocol.blockingReason(this.#status);
        if (!reason || reason === 'head-hot') return;
        stop();
        void delay(this.#clock, GRACE_MS, over).then(() =>
          resolve(over.aborted ? null : { kind: 'trouble', reason }),
        );
      };
      const stop = (): void => void this.#statusListeners.delete(look);
      void aborted(over).then(() => {
        stop();
        resolve(null);
      });
      this.#statusListeners.add(look);
      look();
    });
  }
}

function condition(status: PrinterStatus): Condition<PrinterReason> {
  const reason = protocol.blockingReason(status);
  if (reason) return { state: 'offline', reason };
  return status.paper === 'low' ? { state: 'degraded', reason: 'paper-low' } : { state: 'ok', reason: null };
}

function blockOf(frame: PrinterFrame): protocol.PrinterBlock | null {
  return frame.kind === 'block' ? protocol.parseBlock(frame.header, frame.data) : null;
}

/** How long the paper of this body may take: 2 s and 60 ms a line, pictures by their rows, at most 30 s. */
function confirmWithin(body: Uint8Array): number {
  const lines = body.reduce((count, byte) => (byte === 0x0a ? count + 1 : count), 0) + body.length / 1024;
  return Math.min(CONFIRM_CAP_MS, CONFIRM_BASE_MS + CONFIRM_LINE_MS * lines);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(parts);
}

/** The first value that is not null; null when all are. */
function firstOf<T>(promises: readonly Promise<T | null>[]): Promise<T | null> {
  return new Promise((resolve) => {
    let waiting = promises.length;
    for (const promise of promises) {
      void promise.then((value) => {
        waiting--;
        if (value !== null || waiting === 0) resolve(value);
      });
    }
  });
}
