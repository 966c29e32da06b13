import {
  Frame,
  Hills,
  PrimaryButton,
  SecondaryButton,
  StatusLamp,
  Title,
} from '../../design-system/index.ts';
import { Note, Sentence } from '../note.tsx';
import { OpenDoor } from '../pictures.tsx';
import type { ScreenProps } from '../screen-props.ts';

/** Leave now? Nothing has been paid. */
export function ConfirmLeaveScreen({ view, screen, send }: ScreenProps<'confirm-leave'>) {
  return (
    <Frame
      view={view}
      kind={screen.kind}
      send={send}
      stamp="pay-tax"
      paper={
        <>
          <Title k="confirm-leave.title" />
          <Note picture={<OpenDoor />}>
            <Sentence k="confirm-leave.text" strong />
            <Sentence k="confirm-leave.text-bills" />
          </Note>
        </>
      }
      counter={
        <>
          <StatusLamp lamp="ready" k="common.nothing-paid" />
          <Hills />
          <PrimaryButton
            k="confirm-leave.stay"
            icon="arrow-right"
            intent={{ kind: 'continue' }}
            send={send}
          />
          <SecondaryButton k="common.leave" icon="x" intent={{ kind: 'cancel' }} send={send} />
        </>
      }
    />
  );
}
