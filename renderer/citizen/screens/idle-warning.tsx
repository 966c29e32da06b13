import {
  Document,
  Frame,
  Goose,
  HoleRing,
  PrimaryButton,
  SecondaryButton,
  Second,
  SHUTTER_TITLE,
  useCountdown,
} from '../../design-system/index.ts';
import { useWords } from '../../words.ts';
import type { ScreenProps } from '../screen-props.ts';
import './idle-warning.css';

/** Are you still there? The shutter is opaque: nothing private shows through. */
export function IdleWarningScreen({ view, send }: ScreenProps<'idle-warning'>) {
  const { t, lang } = useWords();
  const left = useCountdown(view.countdown);
  return (
    <Frame
      view={view}
      kind="idle-warning"
      send={send}
      paper={null}
      counter={null}
      shutter={
        <>
          <svg className="art geese" aria-hidden="true" viewBox="0 0 1080 300">
            <Goose x={300} y={190} s={1.5} r={-4} />
            <Goose x={470} y={140} s={1.25} r={-6} />
            <Goose x={170} y={260} s={1.15} r={-2} />
            <Goose x={620} y={100} s={1.05} r={-8} />
            <Goose x={750} y={66} s={0.86} r={-9} />
          </svg>
          <Document className="slip-of-paper">
            <div className="words">
              <h1 id={SHUTTER_TITLE} lang={lang}>
                {t('idle-warning.title')}
              </h1>
              <Second k="idle-warning.title" />
              <p>{t('idle-warning.text')}</p>
              <Second k="idle-warning.text" />
            </div>
            <HoleRing left={left} total={view.countdown?.secondsTotal ?? 30} />
          </Document>
          <div className="answers">
            <PrimaryButton
              icon="hand-palm"
              k="idle-warning.still-here"
              intent={{ kind: 'still-here' }}
              send={send}
            />
            <SecondaryButton icon="x" k="common.leave" intent={{ kind: 'cancel' }} send={send} />
          </div>
        </>
      }
    />
  );
}
