import { Frame, Hills, StatusLamp, Title } from '../../design-system/index.ts';
import { Note, Sentence } from '../note.tsx';
import { WaitingRing } from '../pictures.tsx';
import type { ScreenProps } from '../screen-props.ts';
import { Seal } from '../../design-system/index.ts';

/** Power-on: what was left open is settled before anyone is served. */
export function StartingScreen({ view, screen, send }: ScreenProps<'starting'>) {
  return (
    <Frame
      view={view}
      kind={screen.kind}
      send={send}
      paper={
        <>
          <Title k="starting.title" />
          <Note
            picture={
              <WaitingRing>
                <Seal />
              </WaitingRing>
            }
          >
            <Sentence k="starting.body" />
            {screen.openOrders > 0 && (
              <Sentence k="starting.settling" values={{ n: screen.openOrders }} strong />
            )}
          </Note>
        </>
      }
      counter={
        <>
          <StatusLamp lamp="waiting" k="starting.lamp" />
          <Hills />
        </>
      }
    />
  );
}
