import { formatYuan } from '../../../contract/money.ts';
import type { BillRow } from '../../../contract/screen.ts';
import {
  Amount,
  Banner,
  BillRowButton,
  BillStack,
  Document,
  Frame,
  Hills,
  Icon,
  intentAttributes,
  Lead,
  PostcodeBoxes,
  PrimaryButton,
  Route,
  Second,
  Title,
  type Send,
} from '../../design-system/index.ts';
import { useWords } from '../../words.ts';
import { dayWords, periodWords, yearOf } from '../bill-words.ts';
import { PAY_ROUTE } from '../pay-tax-route.ts';
import type { ScreenProps } from '../screen-props.ts';
import './choose-bills.css';

function Bill({ bill, year, send }: { bill: BillRow; year: number; send: Send }) {
  const { t, second, lang } = useWords();
  const period = periodWords(bill, lang);
  const due =
    bill.overdueDays > 0
      ? t('choose-bills.overdue', { days: bill.overdueDays })
      : t('choose-bills.due', { date: dayWords(bill.deadline, lang, year) });
  const english = lang === 'en';
  const about = english && bill.detail !== '' ? [bill.detail] : [];
  return (
    <BillRowButton
      name={t(`terms:taxType.${bill.taxType}`)}
      note={english ? second(`terms:taxType.${bill.taxType}`) : bill.detail}
      details={[...about, period, due]}
      fen={bill.totalFen}
      feeNote={bill.lateFeeFen > 0 ? t('choose-bills.late-fee', { yuan: formatYuan(bill.lateFeeFen) }) : null}
      chosen={bill.chosen}
      intent={{ kind: 'toggle-bill', billId: bill.billId }}
      send={send}
    />
  );
}

function PageButton({ to, off, send }: { to: 'previous' | 'next'; off: boolean; send: Send }) {
  const intent = { kind: 'turn-page', to } as const;
  const k = to === 'next' ? 'choose-bills.next-page' : 'choose-bills.previous-page';
  return (
    <button
      type="button"
      className={off ? 'btn sec page off' : 'btn sec page'}
      aria-disabled={off}
      onClick={() => {
        if (!off) send(intent);
      }}
      {...intentAttributes(intent)}
    >
      <Icon name={to === 'next' ? 'caret-right' : 'caret-left'} />
      <span className="tx">
        <b>
          <Lead k={k} />
        </b>
        <Second k={k} />
      </span>
    </button>
  );
}

/** Which bills? An envelope holds the sum of those chosen; the bills lie on the counter. */
export function ChooseBillsScreen({ view, screen, send }: ScreenProps<'choose-bills'>) {
  const { t, lang } = useWords();
  const year = yearOf(view.time);
  const next = (
    <PrimaryButton
      icon="arrow-right"
      k="choose-bills.next"
      values={{ n: screen.chosenCount }}
      missing={screen.chosenCount === 0 ? 'choose-bills.none' : undefined}
      intent={{ kind: 'continue' }}
      send={send}
    />
  );
  return (
    <Frame
      view={view}
      kind="choose-bills"
      send={send}
      stamp="pay-tax"
      paper={
        <>
          <Route stations={PAY_ROUTE} now={0} />
          <Title k="choose-bills.title" />
          {screen.notice !== null && <Banner icon="info" k={`choose-bills.${screen.notice}`} />}
          <div className="envelope">
            <Document>
              <div className="red-frame">
                <div className="to" lang={lang}>
                  <span>{t('choose-bills.of', { name: screen.person.name })}</span>
                  <Second k="choose-bills.of" values={{ name: screen.person.name }} />
                </div>
                <PostcodeBoxes postcode={view.site.postcode} />
                <BillStack />
                <div className="big">
                  <span className="lab">
                    {t('choose-bills.chosen', { n: screen.chosenCount })
                      .split(/(\d+)/)
                      .map((part, i) => (i % 2 ? <b key={i}>{part}</b> : part))}
                  </span>
                  <Amount fen={screen.totalFen} />
                  <Second k="choose-bills.count" values={{ n: screen.chosenCount, all: screen.totalCount }} />
                </div>
              </div>
            </Document>
          </div>
        </>
      }
      counter={
        <>
          <Hills />
          {screen.bills.map((bill) => (
            <Bill key={bill.billId} bill={bill} year={year} send={send} />
          ))}
          {screen.pages > 1 ? (
            <div className="turn">
              <PageButton to="previous" off={screen.page <= 1} send={send} />
              {next}
              <PageButton to="next" off={screen.page >= screen.pages} send={send} />
            </div>
          ) : (
            next
          )}
        </>
      }
    />
  );
}
