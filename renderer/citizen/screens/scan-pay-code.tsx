import {
  Amount,
  Frame,
  Hills,
  HoleRow,
  Route,
  ScanPicture,
  SecondaryButton,
  StatusLamp,
  Title,
  useCountdown,
} from '../../design-system/index.ts';
import type { View } from '../../../contract/view.ts';
import { useWords } from '../../words.ts';
import { PAY_ROUTE } from '../pay-tax-route.ts';
import type { ScreenProps } from '../screen-props.ts';
import './scan-pay-code.css';

function TimeLeft({ countdown }: { countdown: NonNullable<View['countdown']> }) {
  const { t, second, secondLang } = useWords();
  const left = useCountdown(countdown);
  const values = { minutes: Math.floor(left / 60), seconds: left % 60 };
  return (
    <>
      <div className="time-left num" role="timer">
        <span>
          {t('scan-pay-code.left', values)
            .split(/(\d+)/)
            .map((part, i) => (i % 2 ? <b key={i}>{part}</b> : part))}
        </span>
        <span className="sub" lang={secondLang}>
          {second('scan-pay-code.left', values)}
        </span>
      </div>
      <HoleRow left={left} total={countdown.secondsTotal} />
    </>
  );
}

/** Hold the payment code to the scanner: what is to pay, how, and how long it waits. */
export function ScanPayCodeScreen({ view, screen, send }: ScreenProps<'scan-pay-code'>) {
  const { t, second, lang, secondLang } = useWords();
  return (
    <Frame
      view={view}
      kind="scan-pay-code"
      send={send}
      stamp="pay-tax"
      paper={
        <>
          <Route stations={PAY_ROUTE} now={2} />
          <Title k="scan-pay-code.title" />
          <div className="to-pay">
            <span className="lab" lang={lang}>
              {t('scan-pay-code.to-pay')}
            </span>
            <Amount fen={screen.totalFen} />
            <span className="how">
              {screen.passwordExpected ? t('scan-pay-code.password') : t('scan-pay-code.wallets')}
              <span className="sub" lang={secondLang}>
                {screen.passwordExpected ? second('scan-pay-code.password') : second('scan-pay-code.wallets')}
              </span>
            </span>
          </div>
          <div className="illus">
            <ScanPicture />
          </div>
        </>
      }
      counter={
        <>
          {screen.problem === null ? (
            <StatusLamp lamp="waiting" k="scan-pay-code.waiting" />
          ) : (
            <StatusLamp lamp="attention" k={`scan-pay-code.${screen.problem}`} />
          )}
          {view.countdown !== null && <TimeLeft countdown={view.countdown} />}
          <Hills />
          <SecondaryButton
            icon="bell-ringing"
            k="scan-pay-code.help"
            intent={{ kind: 'call-attendant' }}
            send={send}
          />
          <SecondaryButton icon="x" k="scan-pay-code.not-now" intent={{ kind: 'cancel' }} send={send} />
        </>
      }
    />
  );
}
