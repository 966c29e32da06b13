import {
  CounterWords,
  Frame,
  Hills,
  PrimaryButton,
  SecondaryButton,
  Title,
} from '../../design-system/index.ts';
import { Note, Sentence } from '../note.tsx';
import { TeaBowl } from '../pictures.tsx';
import type { ScreenProps } from '../screen-props.ts';

/** Nothing is owed: a friendly end. */
export function NoBillsScreen({ view, screen, send }: ScreenProps<'no-bills'>) {
  return (
    <Frame
      view={view}
      kind={screen.kind}
      send={send}
      stamp="pay-tax"
      paper={
        <>
          <Title k="no-bills.title" />
          <Note picture={<TeaBowl />}>
            <Sentence k="no-bills.text" values={{ name: screen.person.name }} />
            <Sentence k="no-bills.text-later" />
          </Note>
        </>
      }
      counter={
        <>
          <CounterWords k="no-bills.ask" />
          <Hills />
          <PrimaryButton k="no-bills.done" icon="check" intent={{ kind: 'continue' }} send={send} />
          <SecondaryButton k="no-bills.more" icon="house" intent={{ kind: 'another-errand' }} send={send} />
        </>
      }
    />
  );
}
