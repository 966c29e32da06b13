import {
  CounterWords,
  Document,
  Frame,
  Hills,
  PersonAvatar,
  PrimaryButton,
  Route,
  Rows,
  SecondaryButton,
  Title,
} from '../../design-system/index.ts';
import { useWords } from '../../words.ts';
import { Sentence } from '../note.tsx';
import { CARD_ROUTE } from '../pay-tax-route.ts';
import type { ScreenProps } from '../screen-props.ts';
import { useDate } from '../use-date.ts';

/** Who the card says is there, masked; a drawn head stands for the photograph. */
export function ConfirmPersonScreen({ view, screen, send }: ScreenProps<'confirm-person'>) {
  const { t } = useWords();
  const date = useDate();
  const { name, idNumber, cardKind, validTo } = screen.person;
  return (
    <Frame
      view={view}
      kind={screen.kind}
      send={send}
      stamp={screen.service}
      paper={
        <>
          <Route stations={CARD_ROUTE} now={0} />
          <Title k="confirm-person.title" />
          <Document className="person">
            <div className="person-body">
              <PersonAvatar />
              <div className="person-words">
                <p className="person-name">{name}</p>
                <p className="person-number num">{idNumber}</p>
                <Sentence k={`terms:cardKind.${cardKind}`} />
              </div>
            </div>
            <Rows
              rows={[
                {
                  label: t('common.valid-to'),
                  second: 'common.valid-to',
                  value: validTo === null ? t('common.no-expiry') : date(validTo),
                  figures: true,
                },
              ]}
            />
            <Sentence k="confirm-person.masked" />
          </Document>
        </>
      }
      counter={
        <>
          <CounterWords k="confirm-person.ask" />
          <Hills />
          <PrimaryButton k="confirm-person.yes" icon="check" intent={{ kind: 'continue' }} send={send} />
          <SecondaryButton
            k="confirm-person.no"
            icon="identification-card"
            intent={{ kind: 'back' }}
            send={send}
          />
        </>
      }
    />
  );
}
