import {
  CardPicture,
  Frame,
  Hills,
  Route,
  SecondaryButton,
  StatusLamp,
  Title,
} from '../../design-system/index.ts';
import { CARD_ROUTE } from '../pay-tax-route.ts';
import type { ScreenProps } from '../screen-props.ts';

/** Put the card here: the cabinet, a hand, and what the reader is doing in words. */
export function PlaceCardScreen({ view, screen, send }: ScreenProps<'place-card'>) {
  const reading = screen.state === 'reading';
  return (
    <Frame
      view={view}
      kind="place-card"
      send={send}
      stamp={screen.service}
      paper={
        <>
          <Route stations={CARD_ROUTE} now={0} />
          <Title k="place-card.title" />
          <div className="illus">
            <CardPicture still={reading} />
          </div>
        </>
      }
      counter={
        <>
          {reading ? (
            <StatusLamp lamp="ready" k="place-card.reading" />
          ) : screen.problem === null ? (
            <StatusLamp lamp="waiting" k="place-card.waiting" />
          ) : (
            <StatusLamp lamp="attention" k={`place-card.${screen.problem}`} />
          )}
          <Hills />
          <SecondaryButton
            icon="bell-ringing"
            k="place-card.no-card"
            intent={{ kind: 'call-attendant' }}
            send={send}
          />
          <SecondaryButton icon="x" k="place-card.leave" intent={{ kind: 'cancel' }} send={send} />
        </>
      }
    />
  );
}
