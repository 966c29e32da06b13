import { CardPicture, Frame, Hills, StatusLamp, Title } from '../../design-system/index.ts';
import { Sentence } from '../note.tsx';
import type { ScreenProps } from '../screen-props.ts';

/** The card is still on the reader, and its owner is about to go. */
export function TakeCardScreen({ view, screen, send }: ScreenProps<'take-card'>) {
  return (
    <Frame
      view={view}
      kind={screen.kind}
      send={send}
      paper={
        <>
          <Title k="take-card.title" />
          <div className="take-card-words">
            <Sentence k="take-card.text" strong />
          </div>
          <div className="illus take-card-picture">
            <CardPicture still />
          </div>
        </>
      }
      counter={
        <>
          <StatusLamp lamp="waiting" k="take-card.lamp" />
          <Hills />
        </>
      }
    />
  );
}
