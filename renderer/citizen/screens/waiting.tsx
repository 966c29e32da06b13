import {
  BillStack,
  Frame,
  Hills,
  PersonAvatar,
  Route,
  StatusLamp,
  Title,
} from '../../design-system/index.ts';
import { Note, Sentence } from '../note.tsx';
import { WaitingRing } from '../pictures.tsx';
import { CARD_ROUTE, PAY_ROUTE } from '../pay-tax-route.ts';
import type { ScreenProps } from '../screen-props.ts';

/** Waiting with words: what for, and whether it takes longer than usual. */
export function WaitingScreen({ view, screen, send }: ScreenProps<'waiting'>) {
  const { what, slow } = screen;
  return (
    <Frame
      view={view}
      kind={screen.kind}
      send={send}
      stamp={what === 'putting-away' ? undefined : screen.service}
      paper={
        <>
          {what === 'putting-away' ? null : what === 'identifying' || what === 'fetching-bills' ? (
            <Route stations={CARD_ROUTE} now={what === 'identifying' ? 0 : 1} />
          ) : (
            <Route stations={PAY_ROUTE} now={what === 'locking-bills' ? 1 : 0} />
          )}
          <Title k={`waiting.${what}`} />
          <Note
            picture={
              <WaitingRing>
                {what === 'identifying' || what === 'putting-away' ? <PersonAvatar /> : <BillStack />}
              </WaitingRing>
            }
          >
            <Sentence k={`waiting.${what}-text`} />
            {slow && <Sentence k="waiting.slow-text" strong />}
          </Note>
        </>
      }
      counter={
        <>
          <StatusLamp lamp="waiting" k={slow ? 'waiting.slow' : 'waiting.usual'} />
          <Hills />
        </>
      }
    />
  );
}
