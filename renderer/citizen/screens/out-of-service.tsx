import { Frame, Hills, StatusLamp, Title } from '../../design-system/index.ts';
import { Note, Sentence } from '../note.tsx';
import { ClosedShutter } from '../pictures.tsx';
import type { ScreenProps } from '../screen-props.ts';

/** Nothing can be done here now; where else it can, and that money is safe. */
export function OutOfServiceScreen({ view, screen, send }: ScreenProps<'out-of-service'>) {
  const { reason } = screen;
  return (
    <Frame
      view={view}
      kind={screen.kind}
      send={send}
      clock
      paper={
        <>
          <Title k={`out-of-service.${reason}`} />
          <Note picture={<ClosedShutter />}>
            <Sentence k={`out-of-service.${reason}-text`} strong />
            <Sentence k="out-of-service.do" />
            {reason !== 'closed' && <Sentence k="out-of-service.money-safe" />}
          </Note>
        </>
      }
      counter={
        <>
          <StatusLamp lamp="off" k="out-of-service.lamp" />
          <Hills />
        </>
      }
    />
  );
}
