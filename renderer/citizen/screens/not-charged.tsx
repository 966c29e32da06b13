import {
  Amount,
  Frame,
  Hills,
  Lead,
  PrimaryButton,
  Route,
  Second,
  SecondaryButton,
  StatusLamp,
  Tear,
  Title,
} from '../../design-system/index.ts';
import { Note, Sentence } from '../note.tsx';
import { ShutPurse } from '../pictures.tsx';
import { PAY_ROUTE } from '../pay-tax-route.ts';
import type { ScreenProps } from '../screen-props.ts';

/** Proven: no money moved. Why, and what can be done. */
export function NotChargedScreen({ view, screen, send }: ScreenProps<'not-charged'>) {
  const { reason, canRetry } = screen;
  return (
    <Frame
      view={view}
      kind={screen.kind}
      send={send}
      stamp="pay-tax"
      paper={
        <>
          <Route stations={PAY_ROUTE} now={2} />
          <Title k="not-charged.title" />
          <Note
            picture={<ShutPurse />}
            foot={
              <>
                <Tear />
                <div className="note-amount">
                  <b>
                    <Lead k="not-charged.still-due" />
                    <Second k="not-charged.still-due" />
                  </b>
                  <Amount fen={screen.totalFen} />
                </div>
              </>
            }
          >
            <Sentence k={`not-charged.${reason}`} strong />
            <Sentence k={`not-charged.${reason}-do`} />
          </Note>
        </>
      }
      counter={
        <>
          <StatusLamp lamp="ready" k="common.nothing-paid" />
          <Hills />
          {canRetry ? (
            <>
              <PrimaryButton
                k="not-charged.again"
                icon="arrows-clockwise"
                intent={{ kind: 'continue' }}
                send={send}
                fen={screen.totalFen}
              />
              <SecondaryButton k="common.leave" icon="x" intent={{ kind: 'cancel' }} send={send} />
            </>
          ) : (
            <PrimaryButton k="not-charged.done" icon="check" intent={{ kind: 'cancel' }} send={send} />
          )}
        </>
      }
    />
  );
}
