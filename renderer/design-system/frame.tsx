import type { ReactNode } from 'react';
import type { Language } from '../../contract/language.ts';
import type { Screen, ScreenKind, Service } from '../../contract/screen.ts';
import type { Accessibility, Theme, View } from '../../contract/view.ts';
import type { Intent } from '../../contract/intent.ts';
import { useWords, type WordKey } from '../words.ts';
import { Icon, type IconName } from './icon.tsx';
import { intentAttributes, type Send } from './intent.ts';
import { Seal } from './seal.tsx';
import { AffixedStamp } from './stamp.tsx';

const nextTheme: Record<Theme, Theme> = { default: 'black', black: 'white', white: 'low', low: 'default' };

/** The time of day and the date, at the right of the head. */
export function Clock({ time }: { time: string }) {
  const { lang } = useWords();
  const [day = '', clock = ''] = time.split('T');
  const date = new Date(`${day}T00:00:00Z`);
  const format = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(lang === 'en' ? 'en-GB' : 'zh-CN', { timeZone: 'UTC', ...options }).format(date);
  const words =
    lang === 'en'
      ? `${format({ weekday: 'short' })} ${format({ day: 'numeric', month: 'long', year: 'numeric' })}`
      : `${date.getUTCMonth() + 1} 月 ${date.getUTCDate()} 日 ${format({ weekday: 'long' })}`;
  return (
    <div className="rt">
      <b className="num">{clock}</b>
      <span>{words}</span>
    </div>
  );
}

function Head({ view, clock }: { view: View; clock: boolean }) {
  const { t, second, lang } = useWords();
  const care = view.accessibility.textSize === 'care';
  const place =
    lang === 'en' ? view.site.nameEn : care ? view.site.name : `${view.site.name} · ${view.site.nameEn}`;
  return (
    <header className="head">
      <Seal />
      <div className="who">
        <div className="name">
          <b lang={lang}>{t('brand')}</b>
          {view.demo && (
            <span className="ribbon">
              {t('demo')} {second('demo')}
            </span>
          )}
        </div>
        <span>{place}</span>
      </div>
      {clock && <Clock time={view.time} />}
    </header>
  );
}

interface BarPlace {
  readonly k: WordKey;
  readonly icon: IconName;
  readonly intent: Intent;
  readonly state: 'plain' | 'on' | 'off' | 'help';
  readonly pressed?: boolean;
  /** The language this place switches to, called by its own name. */
  readonly names?: Language;
}

const languageNames: Record<Language, string> = { 'zh-CN': '中文', en: 'English' };

function barPlaces(view: View): BarPlace[] {
  const { accessibility, language } = view;
  const change = (part: Partial<Accessibility>): Intent => ({
    kind: 'set-accessibility',
    accessibility: { ...accessibility, ...part },
  });
  const care = accessibility.textSize === 'care';
  const otherLanguage: Language = language === 'en' ? 'zh-CN' : 'en';
  return [
    {
      k: 'bar.back',
      icon: 'arrow-u-up-left',
      intent: { kind: 'back' },
      state: view.canGoBack ? 'plain' : 'off',
    },
    {
      k: 'bar.language',
      icon: 'translate',
      intent: { kind: 'set-language', language: otherLanguage },
      state: 'plain',
      names: otherLanguage,
    },
    {
      k: 'bar.text-size',
      icon: 'text-aa',
      intent: change({ textSize: care ? 'standard' : 'care' }),
      state: care ? 'on' : 'plain',
      pressed: care,
    },
    {
      k: 'bar.contrast',
      icon: 'circle-half',
      intent: change({ theme: nextTheme[accessibility.theme] }),
      state: accessibility.theme === 'default' ? 'plain' : 'on',
      pressed: accessibility.theme !== 'default',
    },
    {
      k: 'bar.voice',
      icon: 'speaker-high',
      intent: change({ voice: !accessibility.voice }),
      // No recorded voice ships yet: the place is kept, dashed, so that nobody waits for a sound that does not come.
      state: 'off',
    },
    {
      k: view.attendantCalled ? 'bar.attendant-called' : 'bar.attendant',
      icon: 'bell-ringing',
      intent: { kind: 'call-attendant' },
      state: 'help',
    },
  ];
}

/** Help, always in the same order: back, language, text size, contrast, voice, attendant. */
export function Bar({ view, send }: { view: View; send: Send }) {
  const { t, second, lang, secondLang } = useWords();
  return (
    <nav className="bar">
      {barPlaces(view).map((place) => (
        <button
          key={place.icon}
          type="button"
          className={`bk ${place.state}`}
          aria-disabled={place.state === 'off'}
          aria-pressed={place.pressed}
          onClick={() => {
            if (place.state !== 'off') send(place.intent);
          }}
          {...intentAttributes(place.intent)}
        >
          <Icon name={place.icon} />
          <span className="tx">
            <b lang={place.names ?? lang}>
              {place.names === undefined ? t(place.k) : languageNames[place.names]}
            </b>
            {place.names === undefined ? (
              <i lang={secondLang}>{second(place.k)}</i>
            ) : (
              <i lang={lang}>{t(place.k)}</i>
            )}
          </span>
        </button>
      ))}
    </nav>
  );
}

export const SHUTTER_TITLE = 'shutter-title';

export interface FrameProps {
  readonly view: View;
  readonly kind: ScreenKind;
  readonly send: Send;
  /** The stamp that travels with the citizen; none on home and result pages. */
  readonly stamp?: Service | undefined;
  /** Shows the time of day at the right of the head. */
  readonly clock?: boolean;
  /** What is read: route, title, documents, a picture. */
  readonly paper: ReactNode;
  /** What is touched. */
  readonly counter: ReactNode;
  /** The shutter: covers paper and counter so that nothing private shows through; the bar stays. Its heading has `SHUTTER_TITLE` as id. */
  readonly shutter?: ReactNode;
}

/** How far the screen is, for who drives the page from outside: tour, tests, a reader of voices. */
function stateAttributes(screen: Screen): Record<`data-${string}`, string | number | null> {
  return {
    ...('phase' in screen && { 'data-phase': screen.phase }),
    ...('slip' in screen && { 'data-slip': screen.slip.state }),
    ...('problem' in screen && { 'data-problem': screen.problem }),
    ...('notice' in screen && { 'data-notice': screen.notice }),
    ...('page' in screen && { 'data-page': screen.page }),
  };
}

/**
 * Every page: wall and paper, the green counter, the bar of help; the same in both orientations. Theme and care mode hang
 * on the root element (`applyAppearance`); the language of the view and `data-screen` are set here.
 */
export function Frame({ view, kind, send, stamp, clock = false, paper, counter, shutter }: FrameProps) {
  const { lang } = useWords();
  return (
    <div className="kiosk" lang={lang} data-screen={kind} {...stateAttributes(view.screen)}>
      {shutter === undefined ? (
        <>
          <main className="letter">
            <div className="sheet" />
            <div className="in">
              <Head view={view} clock={clock} />
              {stamp !== undefined && <AffixedStamp service={stamp} />}
              {paper}
            </div>
          </main>
          <section className="counter">{counter}</section>
        </>
      ) : (
        <main className="shutter" role="alertdialog" aria-labelledby={SHUTTER_TITLE}>
          {shutter}
        </main>
      )}
      <Bar view={view} send={send} />
    </div>
  );
}
