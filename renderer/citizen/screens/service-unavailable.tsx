import {
  Frame,
  Hills,
  PrimaryButton,
  SecondaryButton,
  StatusLamp,
  Title,
} from '../../design-system/index.ts';
import { Note, Sentence } from '../note.tsx';
import { BrokenLine } from '../pictures.tsx';
import type { ScreenProps } from '../screen-props.ts';

/** Something behind this errand is away; nothing was paid. */
export function ServiceUnavailableScreen({ view, screen, send }: ScreenProps<'service-unavailable'>) {
  const { service, what, canRetry } = screen;
  return (
    <Frame
      view={view}
      kind={screen.kind}
      send={send}
      stamp={service}
      paper={
        <>
          <Title k="service-unavailable.title" />
          <Note picture={<BrokenLine />}>
            <Sentence k={`service-unavailable.${what}`} strong />
            <Sentence k={canRetry ? 'service-unavailable.retry' : 'service-unavailable.no-retry'} />
          </Note>
        </>
      }
      counter={
        <>
          <StatusLamp lamp="attention" k="common.nothing-paid" />
          <Hills />
          {canRetry && (
            <PrimaryButton
              k="common.try-again"
              icon="arrows-clockwise"
              intent={{ kind: 'continue' }}
              send={send}
            />
          )}
          <SecondaryButton k="common.leave" icon="x" intent={{ kind: 'cancel' }} send={send} />
        </>
      }
    />
  );
}
