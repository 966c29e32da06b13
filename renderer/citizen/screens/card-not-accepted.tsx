import {
  Frame,
  Hills,
  PrimaryButton,
  Route,
  SecondaryButton,
  StatusLamp,
  Title,
} from '../../design-system/index.ts';
import { Note, Sentence } from '../note.tsx';
import { RingedCard } from '../pictures.tsx';
import { CARD_ROUTE } from '../pay-tax-route.ts';
import type { ScreenProps } from '../screen-props.ts';

/** The card can be read but not be used here: why, and what else there is. */
export function CardNotAcceptedScreen({ view, screen, send }: ScreenProps<'card-not-accepted'>) {
  const { reason, validTo } = screen;
  return (
    <Frame
      view={view}
      kind={screen.kind}
      send={send}
      stamp={screen.service}
      paper={
        <>
          <Route stations={CARD_ROUTE} now={0} />
          <Title k="card-not-accepted.title" />
          <Note picture={<RingedCard />}>
            {reason === 'expired' && validTo === null ? (
              <Sentence k="card-not-accepted.expired-undated" strong />
            ) : (
              <Sentence
                k={`card-not-accepted.${reason}`}
                // Noon: the same day wherever the clock stands.
                values={{ date: Date.parse(`${validTo}T12:00:00`) }}
                strong
              />
            )}
            <Sentence k={`card-not-accepted.${reason}-do`} />
          </Note>
        </>
      }
      counter={
        <>
          <StatusLamp lamp="attention" k="card-not-accepted.take-back" />
          <Hills />
          <PrimaryButton
            k="card-not-accepted.another"
            icon="identification-card"
            intent={{ kind: 'continue' }}
            send={send}
          />
          <SecondaryButton k="common.leave" icon="x" intent={{ kind: 'cancel' }} send={send} />
        </>
      }
    />
  );
}
