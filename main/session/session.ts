import { createActor, type ActorRefFrom, type AnyActorRef, type SnapshotFrom } from 'xstate';
import type { Clock } from '../../contract/clock.ts';
import { intentSchema, type Intent } from '../../contract/intent.ts';
import type { Language } from '../../contract/language.ts';
import type { Screen, ScreenKind } from '../../contract/screen.ts';
import type { Accessibility, Countdown } from '../../contract/view.ts';
import { intentEvent } from '../journeys/errand.ts';
import { identifyScreen, type identifyMachine } from '../journeys/identify.ts';
import type { payTaxMachine } from '../journeys/pay-tax.ts';
import { payTaxScreen } from '../journeys/pay-tax-screen.ts';
import type { sessionMachine, SessionEvent, SessionInput } from './session-machine.ts';

export const DEFAULT_ACCESSIBILITY: Accessibility = { theme: 'default', textSize: 'standard', voice: false };

export interface SessionOptions {
  readonly clock: Clock;
  readonly input: SessionInput;
  /** The session machine with the station's actors in it. */
  readonly machine: typeof sessionMachine;
  readonly defaultLanguage: Language;
  /** Idle seconds before the shutter, and the shutter's own seconds (UX-15, UX-16). */
  readonly idleSeconds: number;
  readonly warningSeconds: number;
  /** The home page, from the state of devices and backends. */
  readonly home: () => Extract<Screen, { kind: 'home' }>;
  readonly keptDays: number;
  readonly slipWillPrint: () => boolean;
  readonly onChange: () => void;
  /** What the record should know of this session; free of personal data. */
  readonly record: (kind: string, body: Record<string, unknown>) => void;
  /** Called when the last citizen has gone: everything is put away. */
  readonly onEnd: (sessionId: string | null) => unknown;
}

type Overlay = 'idle-warning' | 'attendant-called' | null;

/** Seconds a page may stand untouched, and what then: `warn` shows the shutter first, `end` leaves at once, null waits. */
interface IdleRule {
  readonly seconds: number;
  readonly then: 'warn' | 'end';
}

/** The conversation with one citizen after another: screens, overlays, idle, language, the putting-away at the end. */
export class Session {
  readonly #options: SessionOptions;
  readonly #actor: ActorRefFrom<typeof sessionMachine>;
  #language: Language;
  #accessibility: Accessibility = DEFAULT_ACCESSIBILITY;
  #overlay: Overlay = null;
  #attendantCalled = false;
  #idleTimer: unknown = null;
  #idleEndsAt: number | null = null;
  #idleTotal = 0;
  #shownKind: ScreenKind | null = null;
  #sessionId: string | null = null;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#language = options.defaultLanguage;
    this.#actor = createActor(options.machine, { input: options.input, clock: options.clock });
  }

  start(): void {
    this.#actor.subscribe(() => this.#changed());
    this.#actor.start();
  }

  stop(): void {
    this.#clearIdle();
    this.#actor.stop();
  }

  /** Id of the citizen's session; null while nobody is there. */
  get sessionId(): string | null {
    return this.#sessionId;
  }

  /** Nobody is there: a restart would disturb no one. */
  get idle(): boolean {
    return this.#actor.getSnapshot().matches('attract');
  }

  get language(): Language {
    return this.#language;
  }

  get accessibility(): Accessibility {
    return this.#accessibility;
  }

  get attendantCalled(): boolean {
    return this.#attendantCalled;
  }

  /** What the page shows now, overlays first. */
  screen(): Screen {
    if (this.#overlay === 'idle-warning') return { kind: 'idle-warning' };
    if (this.#overlay === 'attendant-called') return { kind: 'attendant-called' };
    return this.#base();
  }

  canGoBack(): boolean {
    if (this.#overlay !== null) return true;
    const errand = this.#errand();
    if (errand) return errand.getSnapshot().can({ type: 'back' });
    return this.#actor.getSnapshot().can({ type: 'back' });
  }

  countdown(): Countdown | null {
    if (this.#idleEndsAt === null) return null;
    const shows: readonly ScreenKind[] = [
      'idle-warning',
      'scan-pay-code',
      'paid',
      'being-checked',
      'not-charged',
    ];
    if (!shows.includes(this.screen().kind)) return null;
    const left = Math.ceil((this.#idleEndsAt - this.#options.clock.monotonic()) / 1000);
    return { secondsLeft: Math.max(0, left), secondsTotal: this.#idleTotal };
  }

  /** Takes anything at all; returns false where it did not fit and nothing happened. */
  intent(message: unknown): boolean {
    const parsed = intentSchema.safeParse(message);
    if (!parsed.success) {
      this.#options.record('intent.malformed', {});
      return false;
    }
    const fitted = this.#take(parsed.data);
    if (!fitted) {
      this.#options.record('intent.ignored', { intent: parsed.data.kind, screen: this.screen().kind });
    }
    return fitted;
  }

  #take(intent: Intent): boolean {
    switch (intent.kind) {
      case 'set-language':
        this.#language = intent.language;
        break;
      case 'set-accessibility':
        this.#accessibility = intent.accessibility;
        break;
      case 'call-attendant':
        if (this.screen().kind === 'starting') return false;
        this.#attendantCalled = true;
        this.#overlay = 'attendant-called';
        this.#options.record('attendant.called', { screen: this.#base().kind });
        break;
      case 'still-here':
        if (this.#overlay === null) return false;
        this.#attendantCalled = false;
        this.#overlay = null;
        break;
      default:
        return this.#forward(intent);
    }
    this.#touched();
    this.#options.onChange();
    return true;
  }

  #forward(intent: Intent): boolean {
    if (this.#overlay !== null) {
      if (intent.kind === 'back' || intent.kind === 'continue') return this.#take({ kind: 'still-here' });
      if (intent.kind !== 'cancel') return false;
      this.#overlay = null;
      this.#attendantCalled = false;
    }
    if (intent.kind === 'choose-service' && intent.service === 'help')
      return this.#take({ kind: 'call-attendant' });
    const event = intentEvent(intent);
    const errand = this.#errand();
    const fitted = errand
      ? errand.getSnapshot().can(event)
      : this.#actor.getSnapshot().can(event as SessionEvent);
    if (!fitted) {
      this.#options.onChange();
      return false;
    }
    this.#touched();
    if (errand) errand.send(event);
    else this.#actor.send(event as SessionEvent);
    return true;
  }

  #errand(): AnyActorRef | undefined {
    const snapshot = this.#actor.getSnapshot();
    const errand = snapshot.children['errand'] as AnyActorRef | undefined;
    return errand && (snapshot.matches('identifying') || snapshot.matches('serving')) ? errand : undefined;
  }

  #base(): Screen {
    const snapshot = this.#actor.getSnapshot();
    const errand = this.#errand();
    if (errand && snapshot.matches('identifying')) {
      return identifyScreen(
        errand.getSnapshot() as SnapshotFrom<typeof identifyMachine>,
        this.#options.keptDays,
      );
    }
    if (errand && snapshot.matches('serving')) {
      return payTaxScreen(errand.getSnapshot() as SnapshotFrom<typeof payTaxMachine>, {
        slipWillPrint: this.#options.slipWillPrint(),
      });
    }
    if (snapshot.matches('home')) return this.#options.home();
    const service = snapshot.context.service ?? 'pay-tax';
    if (snapshot.matches('lookingForCard')) {
      return { kind: 'waiting', service, what: 'identifying', slow: false };
    }
    if (snapshot.matches({ leaving: 'looking' })) {
      return { kind: 'waiting', service, what: 'putting-away', slow: false };
    }
    if (snapshot.matches('leaving')) {
      if (snapshot.matches({ leaving: 'takeCard' })) return { kind: 'take-card' };
      return { kind: 'goodbye', outcome: snapshot.context.outcome };
    }
    return { kind: 'attract' };
  }

  #changed(): void {
    const snapshot = this.#actor.getSnapshot();
    const sessionId = snapshot.context.sessionId;
    if (sessionId !== this.#sessionId) {
      const ended = this.#sessionId !== null && sessionId === null;
      if (sessionId !== null) this.#sessionId = sessionId;
      if (ended) this.#end(snapshot.context.outcome);
      else this.#options.record('session.started', {});
    }
    const kind = this.#base().kind;
    // The page moved on by itself: the citizen gets the whole time of the new page.
    if (kind !== this.#shownKind) {
      this.#shownKind = kind;
      if (this.#overlay === 'idle-warning') this.#overlay = null;
      this.#options.record('session.page', { screen: kind });
      this.#touched();
    }
    this.#options.onChange();
  }

  #end(outcome: string): void {
    this.#options.record('session.ended', { outcome });
    const sessionId = this.#sessionId;
    this.#sessionId = null;
    this.#putBack();
    this.#options.onEnd(sessionId);
  }

  /** As the next citizen is to find it. */
  #putBack(): void {
    this.#overlay = null;
    this.#attendantCalled = false;
    this.#language = this.#options.defaultLanguage;
    this.#accessibility = DEFAULT_ACCESSIBILITY;
  }

  #rule(): IdleRule | null {
    const { idleSeconds } = this.#options;
    if (this.#overlay === 'attendant-called') return { seconds: 600, then: 'warn' };
    switch (this.#base().kind) {
      // Who only changed the language in passing has no session whose end would put it back.
      case 'attract':
        return this.#language === this.#options.defaultLanguage &&
          this.#accessibility === DEFAULT_ACCESSIBILITY
          ? null
          : { seconds: 60, then: 'end' };
      case 'starting':
      case 'out-of-service':
      // UX-17: no idle timer while the outcome is awaited; these waits have their own bounds.
      case 'waiting':
      case 'paying':
      case 'take-card':
      case 'goodbye':
        return null;
      case 'home':
        return this.#actor.getSnapshot().context.person === null
          ? { seconds: 60, then: 'end' }
          : { seconds: idleSeconds, then: 'warn' };
      // UX-18: results stay long enough to read, then go by themselves, shown as a countdown.
      case 'paid':
      case 'being-checked':
        return { seconds: 60, then: 'end' };
      default:
        return { seconds: idleSeconds, then: 'warn' };
    }
  }

  #touched(): void {
    this.#clearIdle();
    const rule = this.#rule();
    if (rule === null) return;
    // Care mode: timers doubled (look.md, Themes).
    const factor = this.#accessibility.textSize === 'care' ? 2 : 1;
    this.#arm(rule.seconds * factor, () => {
      if (rule.then === 'end') return this.#timeUp();
      this.#overlay = 'idle-warning';
      this.#arm(this.#options.warningSeconds * factor, () => this.#timeUp());
      this.#options.onChange();
    });
  }

  #arm(seconds: number, then: () => void): void {
    this.#clearIdle();
    this.#idleTotal = seconds;
    this.#idleEndsAt = this.#options.clock.monotonic() + seconds * 1000;
    this.#idleTimer = this.#options.clock.setTimeout(() => {
      this.#idleTimer = null;
      this.#idleEndsAt = null;
      then();
    }, seconds * 1000);
  }

  #clearIdle(): void {
    if (this.#idleTimer !== null) this.#options.clock.clearTimeout(this.#idleTimer);
    this.#idleTimer = null;
    this.#idleEndsAt = null;
  }

  #timeUp(): void {
    if (this.idle) {
      this.#putBack();
      return this.#options.onChange();
    }
    this.#overlay = null;
    this.#options.record('session.timed-out', { screen: this.#base().kind });
    const errand = this.#errand();
    this.#actor.send({ type: 'timed-out' });
    if (errand) errand.send({ type: 'leave' });
    else this.#actor.send({ type: 'leave' });
    this.#options.onChange();
  }
}
