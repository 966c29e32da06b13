import { Bar, Clock, Hero, Lead, Postmark, Seal, Second } from '../../design-system/index.ts';
import { useWords } from '../../words.ts';
import type { ScreenProps } from '../screen-props.ts';

/** Nobody is there: the township, the hour, and one target as large as the screen but for the bar of help. */
export function AttractScreen({ view, screen, send }: ScreenProps<'attract'>) {
  const { t, second, lang, secondLang } = useWords();
  const { site, time } = view;
  const care = view.accessibility.textSize === 'care';
  return (
    <div className="kiosk" lang={lang} data-screen={screen.kind}>
      <button type="button" className="attract" data-intent="start" onClick={() => send({ kind: 'start' })}>
        <span className="attract-wall">
          <span className="head">
            <Seal />
            <span className="who">
              <span className="name">
                <b lang={lang}>{t('brand')}</b>
                {view.demo && (
                  <span className="ribbon">
                    {t('demo')} {second('demo')}
                  </span>
                )}
              </span>
              <span>{lang === 'en' ? site.nameEn : care ? site.name : `${site.name} · ${site.nameEn}`}</span>
            </span>
            <Clock time={time} />
          </span>
          <span className="attract-picture">
            <span className="doc">
              <span className="stampface">
                <span className="pic">
                  <Hero height={1200} className="upright" />
                  <Hero height={740} className="lying" />
                </span>
              </span>
            </span>
            <Postmark at={time} region={site.region} place={site.name} />
          </span>
        </span>
        <span className="attract-call">
          <span className="attract-title">
            <Lead k="attract.title" />
          </span>
          <span className="attract-second" lang={secondLang}>
            {second('attract.title')}
          </span>
          <span className="attract-body">
            <Lead k="attract.body" />
            <Second k="attract.body" />
          </span>
        </span>
      </button>
      <Bar view={view} send={send} />
    </div>
  );
}
