import { Frame, Hills, PrimaryButton, ServicePicture, StatusLamp, Title } from '../../design-system/index.ts';
import { Note, Sentence } from '../note.tsx';
import type { ScreenProps } from '../screen-props.ts';

/** Someone is on the way; the errand waits behind this page, hidden. */
export function AttendantCalledScreen({ view, screen, send }: ScreenProps<'attendant-called'>) {
  return (
    <Frame
      view={view}
      kind={screen.kind}
      send={send}
      paper={
        <>
          <Title k="attendant-called.title" />
          <Note picture={<ServicePicture service="help" />}>
            <Sentence k="attendant-called.text" strong />
            <Sentence k="attendant-called.hidden" />
          </Note>
        </>
      }
      counter={
        <>
          <StatusLamp lamp="waiting" k="attendant-called.lamp" />
          <Hills />
          <PrimaryButton
            k="attendant-called.resume"
            icon="arrow-right"
            intent={{ kind: 'still-here' }}
            send={send}
          />
        </>
      }
    />
  );
}
