import { z } from 'zod';
import type { Clock } from '../../contract/clock.ts';
import { EscPosInterpreter, type PrinterAction } from './interpreter.ts';
import type { Paper, PaperLine } from './paper.ts';

const count = z.number().int().nonnegative();

/** What can go wrong with a simulated printer; lines count from the moment the fault is set. */
export const printerFaultSchema = z.discriminatedUnion('name', [
  /** The roll ends after so many more printed lines. */
  z.strictObject({ name: z.literal('paper-out'), afterLines: count.default(0) }),
  z.strictObject({ name: z.literal('paper-low') }),
  /** Somebody opens the cover after so many more printed lines. */
  z.strictObject({ name: z.literal('cover-open'), afterLines: count.default(0) }),
  /** The blade sticks at the next cut. */
  z.strictObject({ name: z.literal('cutter-jam') }),
  /** The head is too hot for so long, then goes on by itself. */
  z.strictObject({ name: z.literal('head-hot'), ms: count.default(5000) }),
  z.strictObject({ name: z.literal('slow'), dotsPerSecond: z.number().positive().default(100) }),
  /** Write-only: prints, never answers. */
  z.strictObject({ name: z.literal('silent') }),
  /** Confirmations (process id, buffered status) are lost on the way. */
  z.strictObject({ name: z.literal('drop-reply') }),
  /** Noise before each answer. */
  z.strictObject({ name: z.literal('garbage') }),
  /** The line is reset after so many more bytes. */
  z.strictObject({ name: z.literal('reset-connection'), afterBytes: count.default(0) }),
]);
export type PrinterFault = z.infer<typeof printerFaultSchema>;
export type PrinterFaultName = PrinterFault['name'];
export const PRINTER_FAULT_NAMES = printerFaultSchema.options.map((option) => option.shape.name.value);

export interface SimulatedPrinterOptions {
  readonly clock: Clock;
  readonly dots: number;
  readonly charset: 'gb18030' | 'gbk';
  /** Knows GS ( H and DLE DC4 fn 8. */
  readonly processId: boolean;
  /** Knows GS a. */
  readonly automaticStatus: boolean;
  /** Speed of the paper; null prints at once. 200 mm/s are 1600. */
  readonly dotsPerSecond: number | null;
  readonly send: (bytes: Uint8Array) => void;
  /** Drops the line, as a printer that restarts its network does. */
  readonly resetLine?: () => void;
  readonly onPaper?: (paper: Paper) => void;
  readonly onChange?: () => void;
}

export interface SimulatedPrinterState {
  readonly online: boolean;
  readonly coverOpen: boolean;
  readonly paper: 'ok' | 'low' | 'out';
  readonly cutterError: boolean;
  readonly headHot: boolean;
  readonly faults: PrinterFault[];
  /** Bytes received and not printed yet. */
  readonly pendingBytes: number;
  /** Lines on the piece of paper that is still in the printer. */
  readonly hangingLines: number;
  /** Papers that came out so far. */
  readonly papers: number;
}

/** Receive buffer; more than this is lost, as in the real thing. */
const BUFFER_CAP = 256 * 1024;
const NOISE = Uint8Array.of(0xff, 0xc9, 0x91, 0xb7);
const IDENTITY: Readonly<Record<number, string>> = {
  65: '1.02',
  66: 'YIZHAN',
  67: 'SIM-80',
  68: 'SIM0001',
  69: 'CHINA GB18030',
};

/**
 * The other end of the printer's line: takes ESC/POS bytes, makes paper, answers status as the command reference says.
 * Holds no socket and no timer of its own but the clock it is given.
 */
export class SimulatedPrinter {
  readonly #options: SimulatedPrinterOptions;
  readonly #interpreter: EscPosInterpreter;
  readonly #faults = new Map<PrinterFaultName, PrinterFault>();
  #coverOpen = false;
  #paperOut = false;
  #cutterError = false;
  #headHot = false;
  #linesUntilPaperOut = Infinity;
  #linesUntilCoverOpens = Infinity;
  #bytesUntilReset = Infinity;
  #asbMask = 0;
  #offlineResponse = false;
  #realTime: number[] = [];
  /** What could not be done yet because the printer went offline. */
  #held: PrinterAction | null = null;
  #moving: unknown = null;
  #lines: PaperLine[] = [];
  #countedFrom = 0;
  #papers = 0;

  constructor(options: SimulatedPrinterOptions) {
    this.#options = options;
    this.#interpreter = new EscPosInterpreter({ dots: options.dots, charset: options.charset });
  }

  state(): SimulatedPrinterState {
    return {
      online: !this.#offline,
      coverOpen: this.#coverOpen,
      paper: this.#paperOut ? 'out' : this.#faults.has('paper-low') ? 'low' : 'ok',
      cutterError: this.#cutterError,
      headHot: this.#headHot,
      faults: [...this.#faults.values()],
      pendingBytes: this.#interpreter.pending,
      hangingLines: this.#lines.length,
      papers: this.#papers,
    };
  }

  /** The piece of paper that has not been cut off yet. */
  hanging(): Paper {
    return this.#piece('none');
  }

  /** Bytes from the host. */
  receive(bytes: Uint8Array): void {
    let taken = bytes;
    let reset = false;
    if (bytes.length >= this.#bytesUntilReset) {
      taken = bytes.subarray(0, this.#bytesUntilReset);
      reset = true;
      this.#bytesUntilReset = Infinity;
      this.#faults.delete('reset-connection');
    } else this.#bytesUntilReset -= bytes.length;

    let from = 0;
    for (const [at, byte] of taken.entries()) {
      const command = this.#watchRealTime(byte);
      if (!command) continue;
      // It may throw away what came before it, never what comes after.
      this.#store(taken.subarray(from, at + 1));
      from = at + 1;
      this.#carryOutRealTime(command);
    }
    this.#store(taken.subarray(from));
    this.#run();
    if (reset) {
      this.#options.resetLine?.();
      this.#changed();
    }
  }

  #store(bytes: Uint8Array): void {
    this.#interpreter.push(bytes.subarray(0, Math.max(0, BUFFER_CAP - this.#interpreter.pending)));
  }

  set(fault: PrinterFault): void {
    this.#faults.set(fault.name, fault);
    if (fault.name === 'paper-out') {
      this.#linesUntilPaperOut = fault.afterLines;
      if (fault.afterLines === 0) this.#paperOut = true;
    }
    if (fault.name === 'cover-open') {
      this.#linesUntilCoverOpens = fault.afterLines;
      if (fault.afterLines === 0) this.#coverOpen = true;
    }
    if (fault.name === 'reset-connection') this.#bytesUntilReset = fault.afterBytes;
    if (fault.name === 'head-hot') {
      this.#headHot = true;
      this.#options.clock.setTimeout(() => this.clear('head-hot'), fault.ms);
    }
    this.#changed();
  }

  /** Takes one cause away, or all; what it did may need a hand more (paper to load, an error to be reset by the host). */
  clear(name?: PrinterFaultName): void {
    for (const fault of name ? [name] : [...this.#faults.keys()]) {
      this.#faults.delete(fault);
      if (fault === 'paper-out') this.#loadRoll();
      if (fault === 'cover-open') this.#shut();
      if (fault === 'head-hot') this.#headHot = false;
      if (fault === 'reset-connection') this.#bytesUntilReset = Infinity;
    }
    this.#changed();
    this.#run();
  }

  /** A new roll: paper is there, printing goes on where it stopped. */
  refill(): void {
    this.#faults.delete('paper-low');
    this.clear('paper-out');
  }

  openCover(): void {
    this.#coverOpen = true;
    this.#changed();
  }

  closeCover(): void {
    this.clear('cover-open');
  }

  /** Somebody tears off what hangs out of the printer. */
  tearOff(): void {
    if (this.#lines.length > 0) this.#out('none');
    this.#changed();
  }

  /** Switched off and on: buffers, settings and errors are gone, the paper stays. */
  powerCycle(): void {
    this.#interpreter.clear();
    this.#held = null;
    this.#asbMask = 0;
    this.#offlineResponse = false;
    this.#realTime = [];
    this.#cutterError = false;
    this.#changed();
  }

  #loadRoll(): void {
    this.#paperOut = false;
    this.#linesUntilPaperOut = Infinity;
  }

  #shut(): void {
    this.#coverOpen = false;
    this.#linesUntilCoverOpens = Infinity;
  }

  get #offline(): boolean {
    return this.#coverOpen || this.#paperOut || this.#cutterError || this.#headHot;
  }

  // ---- printing ----

  #run(): void {
    while (!this.#offline && this.#moving === null) {
      const action = this.#held ?? this.#interpreter.next();
      this.#held = null;
      if (!action) break;
      this.#carryOut(action);
    }
    this.#options.onChange?.();
  }

  #carryOut(action: PrinterAction): void {
    switch (action.kind) {
      case 'line':
        return this.#print(action.line, action);
      case 'cut':
        if (this.#faults.has('cutter-jam')) {
          this.#held = action;
          this.#cutterError = true;
          return this.#changed();
        }
        return this.#out(action.cut);
      case 'process-id':
        if (this.#options.processId) this.#confirm(Buffer.from(`\x37\x22${action.id}\0`, 'latin1'));
        return;
      case 'offline-response':
        this.#offlineResponse = action.on && this.#options.processId;
        return;
      case 'buffered-status':
        this.#confirm(Uint8Array.of(this.#paperBits()));
        return;
      case 'automatic-status':
        if (!this.#options.automaticStatus) return;
        this.#asbMask = action.mask;
        if (action.mask !== 0) this.#send(this.#automaticStatus());
        return;
      case 'identity':
        this.#identify(action.n);
        return;
      case 'initialise':
      case 'unknown':
        return;
    }
  }

  #print(line: PaperLine, action: PrinterAction): void {
    if (line.kind !== 'feed') {
      if (this.#linesUntilPaperOut <= 0 || this.#linesUntilCoverOpens <= 0) {
        this.#held = action;
        if (this.#linesUntilPaperOut <= 0) this.#paperOut = true;
        else this.#coverOpen = true;
        return this.#changed();
      }
      this.#linesUntilPaperOut--;
      this.#linesUntilCoverOpens--;
    }
    this.#lines.push(line);
    const slow = this.#faults.get('slow');
    const speed = slow?.name === 'slow' ? slow.dotsPerSecond : this.#options.dotsPerSecond;
    if (speed === null) return;
    const height = line.kind === 'picture' ? line.height * line.scaleY : line.height;
    this.#moving = this.#options.clock.setTimeout(
      () => {
        this.#moving = null;
        this.#run();
      },
      (height / speed) * 1000,
    );
  }

  #piece(cut: Paper['cut']): Paper {
    return {
      lines: this.#lines,
      dots: this.#options.dots,
      cut,
      bytes: this.#interpreter.taken - this.#countedFrom,
    };
  }

  #out(cut: Paper['cut']): void {
    const paper = this.#piece(cut);
    this.#lines = [];
    this.#countedFrom = this.#interpreter.taken;
    if (paper.lines.every((line) => line.kind === 'feed')) return;
    this.#papers++;
    this.#options.onPaper?.(paper);
  }

  #throwAway(): void {
    this.#interpreter.clear();
    this.#held = null;
  }

  // ---- answering ----

  /** DLE EOT, DLE ENQ and DLE DC4 work at once, wherever in the stream they stand; null while none is whole. */
  #watchRealTime(byte: number): readonly number[] | null {
    const seen = this.#realTime;
    if (seen.length === 0 && byte !== 0x10) return null;
    seen.push(byte);
    if (seen.length === 1) return null;
    const second = seen[1]!;
    const wanted = second === 0x04 || second === 0x05 ? 3 : second === 0x14 ? (seen[2] === 8 ? 10 : 3) : 0;
    if (wanted === 0) this.#realTime = byte === 0x10 ? [byte] : [];
    if (wanted === 0 || seen.length < wanted) return null;
    this.#realTime = [];
    return seen;
  }

  #carryOutRealTime(command: readonly number[]): void {
    const [, second, n = 0] = command;
    if (second === 0x04) this.#answerStatus(n);
    else if (second === 0x05) this.#recover(n);
    else if (n === 8 && this.#options.processId) {
      this.#throwAway();
      this.#send(Uint8Array.of(0x37, 0x25, 0x00));
    }
  }

  #recover(n: number): void {
    if (n !== 1 && n !== 2) return;
    if (n === 2) this.#throwAway();
    if (!this.#faults.has('cutter-jam')) this.#cutterError = false;
    this.#changed();
  }

  #answerStatus(topic: number): void {
    const { paper } = this.state();
    const out = paper === 'out';
    const bits: Readonly<Record<number, number>> = {
      1: this.#offline ? 0x08 : 0,
      2: (this.#coverOpen ? 0x04 : 0) | (out ? 0x20 : 0) | (this.#cutterError || this.#headHot ? 0x40 : 0),
      3: (this.#cutterError ? 0x08 : 0) | (this.#headHot ? 0x40 : 0),
      4: (paper === 'ok' ? 0 : 0x0c) | (out ? 0x60 : 0),
    };
    const answer = bits[topic];
    if (answer !== undefined) this.#send(Uint8Array.of(0x12 | answer));
  }

  #paperBits(): number {
    const { paper } = this.state();
    return paper === 'ok' ? 0 : paper === 'low' ? 0x03 : 0x0f;
  }

  #automaticStatus(): Uint8Array {
    return Uint8Array.of(
      0x10 | (this.#offline ? 0x08 : 0) | (this.#coverOpen ? 0x20 : 0),
      (this.#cutterError ? 0x08 : 0) | (this.#headHot ? 0x40 : 0),
      this.#paperBits(),
      0x00,
    );
  }

  #identify(n: number): void {
    const text = IDENTITY[n];
    if (text !== undefined) this.#send(Buffer.from(`\x5f${text}\0`, 'latin1'));
    else if (n >= 1 && n <= 3) this.#send(Uint8Array.of([0x20, 0x03, 0x00][n - 1]!));
  }

  #confirm(bytes: Uint8Array): void {
    if (!this.#faults.has('drop-reply')) this.#send(bytes);
  }

  #send(bytes: Uint8Array): void {
    if (this.#faults.has('silent')) return;
    if (this.#faults.has('garbage')) this.#options.send(NOISE);
    this.#options.send(bytes);
  }

  #lastTold = '';

  /** Tells the host what changed, if it asked for that, and the owner of this object always. */
  #changed(): void {
    const status = this.#automaticStatus();
    const told = status.join();
    if (told !== this.#lastTold) {
      this.#lastTold = told;
      if (this.#asbMask !== 0) this.#send(status);
      if (this.#offline && this.#offlineResponse) {
        const cause = this.#coverOpen ? 0x40 : this.#paperOut ? 0x41 : 0x42;
        this.#send(Uint8Array.of(0x37, 0x23, cause, 0x00));
      }
    }
    this.#options.onChange?.();
  }
}
