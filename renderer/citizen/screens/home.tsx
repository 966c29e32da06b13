import {
  Banner,
  Document,
  Frame,
  Hero,
  Icon,
  intentAttributes,
  PostcodeBoxes,
  Postmark,
  StampTile,
} from '../../design-system/index.ts';
import { useWords } from '../../words.ts';
import type { ScreenProps } from '../screen-props.ts';
import './home.css';

/** In care mode four large stamps come first; the other errands stand as words in a row beneath. */
const SECOND_ROW_IN_CARE = new Set(['policies', 'track']);

/** What do you want to do? Six stamps on the counter, the township on the wall. */
export function HomeScreen({ view, screen, send }: ScreenProps<'home'>) {
  const { t, second, lang, secondLang } = useWords();
  const care = view.accessibility.textSize === 'care';
  const stamps = screen.tiles.filter((tile) => !care || !SECOND_ROW_IN_CARE.has(tile.service));
  const rest = care ? screen.tiles.filter((tile) => SECOND_ROW_IN_CARE.has(tile.service)) : [];
  return (
    <Frame
      view={view}
      kind="home"
      send={send}
      clock
      paper={
        <>
          <div className="herobox">
            <Document>
              <div className="fr">
                <Hero height={760} className="upright" />
                <Hero height={590} className="lying" />
              </div>
            </Document>
            {!care && <Postmark at={view.time} region={view.site.region} place={view.site.name} />}
          </div>
          <div className="hello">
            <h1 lang={lang}>{t('home.title')}</h1>
            <div className="foot">
              <span className="sub" lang={lang === 'en' ? lang : secondLang}>
                {lang === 'en' ? `${t('home.hint')} · ` : second('home.hint-after-hello')}
                {lang === 'en' && <span lang={secondLang}>{second('home.hint')}</span>}
              </span>
              {!care && <PostcodeBoxes postcode={view.site.postcode} />}
            </div>
          </div>
          {screen.notice !== null && <Banner icon="receipt" k={`home.${screen.notice}`} />}
        </>
      }
      counter={
        <>
          <div className={care ? 'tiles four' : 'tiles'}>
            {stamps.map((tile) => (
              <StampTile
                key={tile.service}
                service={tile.service}
                reason={tile.available ? null : (tile.reason ?? 'not-open-yet')}
                send={send}
              />
            ))}
          </div>
          {rest.length > 0 && (
            <div className="row rest">
              {rest.map(({ service, available, reason }) => {
                const intent = { kind: 'choose-service', service } as const;
                return (
                  <button
                    key={service}
                    type="button"
                    className={available ? 'btn sec' : 'btn sec off'}
                    aria-disabled={!available}
                    onClick={() => {
                      if (available) send(intent);
                    }}
                    {...intentAttributes(intent)}
                  >
                    <span className="tx">
                      <b>{t(`service.${service}`)}</b>
                      {!available && (
                        <span className="sub">{t(`home.reason.${reason ?? 'not-open-yet'}`)}</span>
                      )}
                    </span>
                    {available && <Icon name="arrow-right" />}
                  </button>
                );
              })}
            </div>
          )}
        </>
      }
    />
  );
}
