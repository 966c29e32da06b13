import {
  CounterWords,
  Document,
  Frame,
  Hills,
  Icon,
  Lead,
  PrimaryButton,
  Route,
  Second,
  SecondaryButton,
  Title,
  type IconName,
} from '../../design-system/index.ts';
import { CARD_ROUTE } from '../pay-tax-route.ts';
import type { ScreenProps } from '../screen-props.ts';

const points = [
  ['read', 'identification-card'],
  ['why', 'receipt'],
  ['kept', 'clock'],
  ['printed', 'printer'],
] as const satisfies [string, IconName][];

/** What is read from the card, what for, how long it is kept and what is printed: one page, before the card. */
export function ConsentScreen({ view, screen, send }: ScreenProps<'consent'>) {
  return (
    <Frame
      view={view}
      kind={screen.kind}
      send={send}
      stamp={screen.service}
      paper={
        <>
          <Route stations={CARD_ROUTE} now={0} />
          <Title k="consent.title" />
          <Document className="consent">
            {points.map(([point, icon]) => (
              <div key={point} className="consent-point">
                <Icon name={icon} />
                <h2>
                  <Lead k={`consent.${point}`} />
                  <Second k={`consent.${point}`} />
                </h2>
                <p>
                  <Lead k={`consent.${point}-text`} values={{ days: screen.keptDays }} />
                  <Second k={`consent.${point}-text`} values={{ days: screen.keptDays }} />
                </p>
              </div>
            ))}
          </Document>
        </>
      }
      counter={
        <>
          <CounterWords k="consent.ask" more="consent.refuse-note" />
          <Hills />
          <PrimaryButton k="consent.agree" icon="check" intent={{ kind: 'continue' }} send={send} />
          <SecondaryButton k="consent.refuse" icon="x" intent={{ kind: 'cancel' }} send={send} />
        </>
      }
    />
  );
}
