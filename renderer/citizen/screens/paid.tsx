import { formatReference } from '../../../contract/reference.ts';
import {
  Amount,
  ButtonRow,
  Document,
  Frame,
  Hills,
  PostcodeBoxes,
  Postmark,
  PrimaryButton,
  ResultStamp,
  Route,
  Rows,
  SecondaryButton,
  Tear,
  Title,
} from '../../design-system/index.ts';
import { useWords } from '../../words.ts';
import { PAY_ROUTE } from '../pay-tax-route.ts';
import type { ScreenProps } from '../screen-props.ts';
import { SlipAnswers, SlipStatus } from '../slip-status.tsx';
import './result.css';
import './paid.css';

/** Paid: the postmark lands on the stamp as soon as the tax office has booked it. */
export function PaidScreen({ view, screen, send }: ScreenProps<'paid'>) {
  const { t, lang } = useWords();
  const { slip } = screen;
  const more = (
    <SecondaryButton
      icon="house"
      k={screen.moreBills ? 'paid.more-bills' : 'paid.more'}
      intent={{ kind: 'another-errand' }}
      send={send}
    />
  );
  return (
    <Frame
      view={view}
      kind="paid"
      send={send}
      paper={
        <>
          <Route stations={PAY_ROUTE} now={PAY_ROUTE.length} />
          <Title k="paid.title" size="result" />
          <Document className="result">
            <PostcodeBoxes postcode={view.site.postcode} />
            <div className="sum">
              <span className="lab" lang={lang}>
                {t('paid.paid')}
              </span>
              <Amount fen={screen.totalFen} />
            </div>
            <ResultStamp service="pay-tax">
              {screen.posted && (
                <Postmark
                  at={screen.paidAt}
                  region={view.site.region}
                  place={view.site.name}
                  motion="lands"
                />
              )}
            </ResultStamp>
            <div className="facts">
              <Tear />
              <Rows
                rows={[
                  { label: t('paid.payer'), second: 'paid.payer', value: screen.person.name },
                  {
                    label: t('paid.time'),
                    second: 'paid.time',
                    value: screen.paidAt.replace('T', ' '),
                    figures: true,
                  },
                  screen.posted
                    ? {
                        label: t('paid.way'),
                        second: 'paid.way',
                        value: `${t(`terms:wallet.${screen.wallet}`)} ${screen.transaction}`,
                        figures: true,
                      }
                    : { label: t('paid.bureau'), second: 'paid.bureau', value: t('paid.booking') },
                  {
                    label: t('paid.reference'),
                    second: 'paid.reference',
                    value: formatReference(slip.reference),
                    figures: true,
                  },
                ]}
              />
            </div>
          </Document>
        </>
      }
      counter={
        <>
          <SlipStatus slip={slip} />
          {slip.state === 'not-printed' ? null : <Hills />}
          {slip.state === 'unsure' && <SlipAnswers slip={slip} send={send} />}
          <PrimaryButton
            icon="check"
            k={slip.state === 'printed' ? 'paid.took-slip' : 'paid.done'}
            intent={{ kind: 'continue' }}
            send={send}
          />
          {slip.canReprint && slip.state !== 'unsure' ? (
            <ButtonRow>
              <SecondaryButton icon="printer" k="slip.reprint" intent={{ kind: 'reprint' }} send={send} />
              {more}
            </ButtonRow>
          ) : (
            more
          )}
        </>
      }
    />
  );
}
