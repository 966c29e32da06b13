import { z } from 'zod';
import type { Clock } from '../../contract/clock.ts';
import { encodeAdditionalAddress, encodeBaseInformation } from './chip-image.ts';
import { encodeFrame, FrameParser } from './framing.ts';
import { Sw3 } from './protocol.ts';
import type { Chip } from './sample-cards.ts';

const times = z.number().int().min(1).max(10_000).optional();
const ms = z.number().int().min(0).max(60_000);

/** Named faults. `times`: how many answers (or cards) it strikes; without it, until cleared. */
export const readerFaultSchema = z.discriminatedUnion('name', [
  /** Every answer comes later. */
  z.strictObject({ name: z.literal('slow'), times, ms }),
  z.strictObject({ name: z.literal('silent'), times }),
  /** Noise before the answer, with half a preamble in it. */
  z.strictObject({ name: z.literal('garbage'), times }),
  /** One bit of the answer turned over, counted from its first byte. */
  z.strictObject({ name: z.literal('flip-bit'), times, bit: z.number().int().min(0).max(20_000) }),
  /** Only the first bytes of an answer to the base read; of any answer with `everything`. */
  z.strictObject({
    name: z.literal('cut'),
    times,
    after: z.number().int().min(0).max(2400),
    everything: z.boolean().optional(),
  }),
  /** The card is lifted during the base read: 41, or with `after` that many bytes and then silence. */
  z.strictObject({ name: z.literal('torn'), times, after: z.number().int().min(0).max(1294).optional() }),
  z.strictObject({ name: z.literal('select-failure'), times }),
  /** The base read is answered with this status, for example 0x31, 0x32, 0x33, 0x40, 0x41. */
  z.strictObject({ name: z.literal('read-status'), times, sw3: z.number().int().min(6).max(255) }),
  /** Every command is answered so: 0x60 self-test failed, 0x66 not authorised. */
  z.strictObject({ name: z.literal('dead-module'), times, sw3: z.union([z.literal(0x60), z.literal(0x66)]) }),
  /** Answers in pieces of `size` bytes. */
  z.strictObject({ name: z.literal('split'), times, size: z.number().int().min(1).max(1024) }),
  /** Every answer twice, in one piece. */
  z.strictObject({ name: z.literal('glued'), times }),
]);
export type ReaderFault = z.infer<typeof readerFaultSchema>;
export type ReaderFaultName = ReaderFault['name'];
export const READER_FAULT_NAMES = readerFaultSchema.options.map((option) => option.shape.name.value);

export interface ReaderTimings {
  readonly answerMs: number;
  readonly selectMs: number;
  readonly readMs: number;
}
const TIMINGS: ReaderTimings = { answerMs: 5, selectMs: 20, readMs: 800 };

/** 05.03-20100101-0001234567-0089012345 */
const SAM_ID = [0x05, 0, 0x03, 0, 0x05, 0xb4, 0x32, 0x01, 0x87, 0xd6, 0x12, 0, 0x79, 0x38, 0x4e, 0x05];
const GARBAGE = [0x00, 0xff, 0x55, 0xaa, 0xaa, 0x96, 0x69, 0x13, 0xaa, 0xaa, 0xaa, 0xaa];

interface Reply {
  readonly sw3: number;
  readonly data: Uint8Array;
}
const status = (sw3: number): Reply => ({ sw3, data: new Uint8Array(0) });

/** The reader's end of the wire: bytes in, bytes out, a card that comes and goes, faults on demand. */
export class ReaderSimulator {
  readonly #clock: Clock;
  readonly #send: (bytes: Uint8Array) => void;
  readonly #timings: ReaderTimings;
  readonly #parser = new FrameParser('request');
  readonly #faults = new Map<ReaderFaultName, { fault: ReaderFault; left: number }>();
  readonly #timers = new Set<unknown>();
  #chip: Chip | null = null;
  #field: 'idle' | 'found' | 'selected' | 'read' = 'idle';
  #requests = 0;
  #reads = 0;

  constructor(options: {
    clock: Clock;
    send: (bytes: Uint8Array) => void;
    timings?: Partial<ReaderTimings>;
  }) {
    this.#clock = options.clock;
    this.#send = options.send;
    this.#timings = { ...TIMINGS, ...options.timings };
  }

  get chip(): Chip | null {
    return this.#chip;
  }

  /** Where the card stands in the module's eyes; `read` means that find answers "no card" until it is lifted. */
  get field(): 'idle' | 'found' | 'selected' | 'read' {
    return this.#field;
  }

  get counters(): { requests: number; reads: number } {
    return { requests: this.#requests, reads: this.#reads };
  }

  get faults(): ReaderFault[] {
    return [...this.#faults.values()].map(({ fault }) => fault);
  }

  placeCard(chip: Chip): void {
    this.#chip = chip;
    this.#field = 'idle';
  }

  liftCard(): void {
    this.#chip = null;
    this.#field = 'idle';
  }

  addFault(fault: ReaderFault): void {
    this.#faults.set(fault.name, { fault, left: fault.times ?? Infinity });
  }

  /** All faults without a name. */
  clearFaults(name?: ReaderFaultName): void {
    if (name) this.#faults.delete(name);
    else this.#faults.clear();
  }

  /** Power gone and back: nothing is remembered but the card that lies there and the faults. */
  restart(): void {
    for (const timer of this.#timers) this.#clock.clearTimeout(timer);
    this.#timers.clear();
    this.#parser.reset();
    this.#field = 'idle';
  }

  /** Bytes from the host. */
  receive(bytes: Uint8Array): void {
    for (const body of this.#parser.push(bytes)) {
      this.#requests += 1;
      const command = (body[0]! << 8) | body[1]!;
      const after =
        command === 0x2002
          ? this.#timings.selectMs
          : command === 0x3001
            ? this.#timings.readMs
            : this.#timings.answerMs;
      const chip = this.#chip;
      this.#later(after + (this.#strikes('slow')?.ms ?? 0), () => this.#answer(command, chip));
    }
  }

  #answer(command: number, chipAtStart: Chip | null): void {
    const dead = this.#strikes('dead-module');
    if (dead) return this.#transmit(encodeReply(status(dead.sw3)));
    if (command !== 0x3001) return this.#transmit(encodeReply(this.#reply(command)));

    const torn = this.#field === 'selected' ? this.#strikes('torn') : null;
    const reply = this.#chip === chipAtStart ? this.#readBase() : status(Sw3.readFailed);
    if (torn) {
      this.liftCard();
      if (torn.after === undefined) return this.#transmit(encodeReply(status(Sw3.readFailed)));
      return this.#transmit(encodeReply(reply).subarray(0, torn.after));
    }
    const frame = encodeReply(reply);
    const cut = this.#cutsEverything() ? null : this.#strikes('cut');
    this.#transmit(cut ? frame.subarray(0, cut.after) : frame);
  }

  #reply(command: number): Reply {
    switch (command) {
      case 0x10ff:
        this.#field = 'idle';
        return status(Sw3.ok);
      case 0x11ff:
      case 0x61ff:
        return status(Sw3.ok);
      case 0x12ff:
        return { sw3: Sw3.ok, data: Uint8Array.from(SAM_ID) };
      case 0x2001:
        if (!this.#chip || this.#field === 'read') return status(Sw3.noCard);
        this.#field = 'found';
        return { sw3: Sw3.cardFound, data: new Uint8Array(4) };
      case 0x2002:
        if (!this.#chip || this.#field !== 'found' || this.#strikes('select-failure'))
          return status(Sw3.selectFailed);
        this.#field = 'selected';
        return { sw3: Sw3.ok, data: new Uint8Array(8) };
      case 0x3003:
        return this.#present(this.#chip?.kind === 'resident' ? this.#chip.additionalAddress : undefined);
      case 0x3005:
        return this.#chip && this.#selected
          ? { sw3: Sw3.ok, data: new Uint8Array(28) }
          : status(Sw3.readFailed);
      default:
        return status(Sw3.wrongCommand);
    }
  }

  get #selected(): boolean {
    return this.#field === 'selected' || this.#field === 'read';
  }

  #present(address: string | undefined): Reply {
    if (!this.#chip || !this.#selected) return status(Sw3.readFailed);
    return address ? { sw3: Sw3.ok, data: encodeAdditionalAddress(address) } : status(Sw3.nothingStored);
  }

  #readBase(): Reply {
    if (!this.#chip || !this.#selected) return status(Sw3.readFailed);
    const refused = this.#strikes('read-status');
    if (refused) {
      // A module that failed to read looks for the card anew.
      this.#field = 'idle';
      return status(refused.sw3);
    }
    if (this.#chip.kind === 'other') {
      this.#field = 'idle';
      return status(Sw3.unknownCardType);
    }
    this.#field = 'read';
    this.#reads += 1;
    return { sw3: Sw3.ok, data: encodeBaseInformation(this.#chip) };
  }

  #transmit(frame: Uint8Array): void {
    if (this.#strikes('silent')) return;
    let bytes = frame;
    if (this.#cutsEverything()) bytes = bytes.subarray(0, this.#strikes('cut')?.after);
    const flip = this.#strikes('flip-bit');
    if (flip) {
      bytes = bytes.slice();
      const at = Math.trunc(flip.bit / 8) % bytes.length;
      bytes[at] = bytes[at]! ^ (0x80 >> (flip.bit % 8));
    }
    if (this.#strikes('glued')) bytes = Uint8Array.from([...bytes, ...bytes]);
    if (this.#strikes('garbage')) bytes = Uint8Array.from([...GARBAGE, ...bytes]);
    const size = this.#strikes('split')?.size ?? bytes.length;
    for (let at = 0, piece = 0; at < bytes.length; at += size, piece++) {
      const chunk = bytes.slice(at, at + size);
      if (piece === 0) this.#send(chunk);
      else this.#later(piece, () => this.#send(chunk));
    }
  }

  #cutsEverything(): boolean {
    const cut = this.#faults.get('cut')?.fault;
    return cut?.name === 'cut' && cut.everything === true;
  }

  /** The fault if it is set; uses it up by one. */
  #strikes<N extends ReaderFaultName>(name: N): Extract<ReaderFault, { name: N }> | null {
    const entry = this.#faults.get(name);
    if (!entry) return null;
    entry.left -= 1;
    if (entry.left <= 0) this.#faults.delete(name);
    return entry.fault as Extract<ReaderFault, { name: N }>;
  }

  #later(afterMs: number, run: () => void): void {
    const timer = this.#clock.setTimeout(() => {
      this.#timers.delete(timer);
      run();
    }, afterMs);
    this.#timers.add(timer);
  }
}

function encodeReply({ sw3, data }: Reply): Uint8Array {
  return encodeFrame(Uint8Array.from([0, 0, sw3, ...data]));
}
