import { Frame, Hero, Hills, PrimaryButton, Title } from '../../design-system/index.ts';
import { Sentence } from '../note.tsx';
import type { ScreenProps } from '../screen-props.ts';

/** Everything is put away; whoever comes next may touch at once. */
export function GoodbyeScreen({ view, screen, send }: ScreenProps<'goodbye'>) {
  return (
    <Frame
      view={view}
      kind={screen.kind}
      send={send}
      paper={
        <>
          <Title k={`goodbye.${screen.outcome}`} />
          <div className="goodbye-words">
            <Sentence k={`goodbye.${screen.outcome}-text`} />
          </div>
          <div className="goodbye-picture">
            <Hero height={620} />
          </div>
        </>
      }
      counter={
        <>
          <Hills />
          <PrimaryButton k="goodbye.again" icon="arrow-right" intent={{ kind: 'start' }} send={send} />
        </>
      }
    />
  );
}
