import { formatYuan } from '../../../contract/money.ts';
import { formatReference } from '../../../contract/reference.ts';
import {
  ButtonRow,
  Document,
  EmptyPostmark,
  Frame,
  Hills,
  PrimaryButton,
  Route,
  Rows,
  Second,
  SecondaryButton,
  SlipPicture,
  Tear,
  Title,
} from '../../design-system/index.ts';
import { useWords } from '../../words.ts';
import { CHECKING_ROUTE } from '../pay-tax-route.ts';
import type { ScreenProps } from '../screen-props.ts';
import { SlipAnswers, SlipStatus } from '../slip-status.tsx';
import './result.css';
import './being-checked.css';

/** The money is being checked: no postmark, "do not pay again" largest, and the slip that proves it. */
export function BeingCheckedScreen({ view, screen, send }: ScreenProps<'being-checked'>) {
  const { t, lang } = useWords();
  const { slip, reason } = screen;
  const askSomeone = (
    <SecondaryButton
      icon="bell-ringing"
      k="common.ask-someone"
      intent={{ kind: 'call-attendant' }}
      send={send}
    />
  );
  return (
    <Frame
      view={view}
      kind="being-checked"
      send={send}
      paper={
        <>
          <Route stations={CHECKING_ROUTE} now={3} />
          <Title k="being-checked.title" />
          <Document className="result">
            <div className="halves">
              <div className="words">
                <div className="waiting-mark">
                  <EmptyPostmark />
                  <span>{t('being-checked.no-postmark')}</span>
                </div>
                <h2 lang={lang}>{t('being-checked.do-not-pay')}</h2>
                <Second k="being-checked.do-not-pay" />
                <p>
                  {t(`being-checked.${reason}`)}
                  <br />
                  <b>{t(`being-checked.${reason}-then`)}</b>
                </p>
              </div>
              <div className="picture">
                <SlipPicture />
              </div>
            </div>
            <Tear />
            <Rows
              rows={[
                {
                  label: t('being-checked.amount'),
                  second: 'being-checked.amount',
                  value: `¥${formatYuan(screen.totalFen)}`,
                  figures: true,
                },
                {
                  label: t('being-checked.reference'),
                  second: 'being-checked.reference',
                  value: formatReference(slip.reference),
                  figures: true,
                },
                {
                  label: t('being-checked.checked-by'),
                  second: 'being-checked.checked-by',
                  value: t('being-checked.bank'),
                },
              ]}
            />
          </Document>
        </>
      }
      counter={
        <>
          <SlipStatus slip={slip} />
          {slip.state === 'not-printed' ? null : <Hills />}
          {slip.state === 'unsure' && <SlipAnswers slip={slip} send={send} />}
          <PrimaryButton
            icon="receipt"
            k={slip.state === 'not-printed' ? 'being-checked.noted' : 'being-checked.took-slip'}
            intent={{ kind: 'continue' }}
            send={send}
          />
          {slip.canReprint && slip.state !== 'unsure' ? (
            <ButtonRow>
              <SecondaryButton icon="printer" k="slip.reprint" intent={{ kind: 'reprint' }} send={send} />
              {askSomeone}
            </ButtonRow>
          ) : (
            askSomeone
          )}
        </>
      }
    />
  );
}
