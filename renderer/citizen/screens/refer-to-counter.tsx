import { formatYuan } from '../../../contract/money.ts';
import {
  Frame,
  Hills,
  PrimaryButton,
  SecondaryButton,
  ServicePicture,
  StatusLamp,
  Title,
} from '../../design-system/index.ts';
import { Note, Sentence } from '../note.tsx';
import type { ScreenProps } from '../screen-props.ts';

/** Beyond what this terminal may do; a person at the counter can. */
export function ReferToCounterScreen({ view, screen, send }: ScreenProps<'refer-to-counter'>) {
  const { reason, limitFen } = screen;
  return (
    <Frame
      view={view}
      kind={screen.kind}
      send={send}
      stamp="pay-tax"
      paper={
        <>
          <Title k={`refer-to-counter.${reason}`} />
          <Note picture={<ServicePicture service="help" />}>
            {(reason === 'taxpayer-unknown' || limitFen !== null) && (
              <Sentence
                k={`refer-to-counter.${reason}-text`}
                values={{ limit: formatYuan(limitFen ?? 0).replace(/\.00$/, '') }}
                strong
              />
            )}
            <Sentence k={`refer-to-counter.${reason}-do`} />
          </Note>
        </>
      }
      counter={
        <>
          <StatusLamp lamp="ready" k="common.nothing-paid" />
          <Hills />
          <PrimaryButton k="refer-to-counter.done" icon="check" intent={{ kind: 'continue' }} send={send} />
          {reason === 'over-limit' && (
            <SecondaryButton
              k="refer-to-counter.fewer"
              icon="arrow-u-up-left"
              intent={{ kind: 'back' }}
              send={send}
            />
          )}
        </>
      }
    />
  );
}
