import type { BillRow } from '../../../contract/screen.ts';
import { formatYuan } from '../../../contract/money.ts';
import {
  Amount,
  Banner,
  Document,
  Frame,
  Hills,
  Lead,
  PrimaryButton,
  Route,
  Rows,
  Second,
  SecondaryButton,
  Tear,
  Title,
  type RowProps,
} from '../../design-system/index.ts';
import { useWords, type WordKey } from '../../words.ts';
import { periodWords } from '../bill-words.ts';
import { PAY_ROUTE } from '../pay-tax-route.ts';
import type { ScreenProps } from '../screen-props.ts';
import './check.css';

/** How many bills stand one by one before the rest is summed in a line of its own. */
const BILLS_SHOWN = 6;

/** Please check: payer, every bill, the total large and in capitals, and what happens next. */
export function CheckScreen({ view, screen, send }: ScreenProps<'check'>) {
  const { t, second, lang, secondLang } = useWords();
  const { person, bills } = screen;
  const shown = bills.length > BILLS_SHOWN ? bills.slice(0, BILLS_SHOWN - 1) : bills;
  const others = bills.slice(shown.length);
  const billLabel = (bill: BillRow) => `${t(`terms:taxType.${bill.taxType}`)} ${periodWords(bill, lang)}`;
  const rows: RowProps[] = [
    { label: t('check.payer'), second: 'check.payer', value: person.name },
    { label: t('check.id'), second: 'check.id', value: person.idNumber, figures: true },
    ...shown.map((bill) => ({
      label: billLabel(bill),
      value: `¥${formatYuan(bill.totalFen)}`,
      figures: true,
    })),
    ...(others.length === 0
      ? []
      : [
          {
            label: t('check.more-bills', { n: others.length }),
            value: `¥${formatYuan(others.reduce((sum, bill) => sum + bill.totalFen, 0))}`,
            figures: true,
          },
        ]),
  ];
  const before: WordKey[] = screen.passwordExpected
    ? ['check.nothing-taken', 'check.password']
    : ['check.nothing-taken'];
  return (
    <Frame
      view={view}
      kind="check"
      send={send}
      stamp="pay-tax"
      paper={
        <>
          <Route stations={PAY_ROUTE} now={1} />
          <Title k="check.title" />
          <Document className={rows.length > 6 ? 'long longest' : rows.length > 4 ? 'long' : ''}>
            <Rows rows={rows} />
            <Tear />
            <div className="total">
              <div lang={lang}>
                <b>{t('check.total')}</b>
                <Second k="check.total" />
              </div>
              <Amount fen={screen.totalFen} />
            </div>
            <div className="capital" lang="zh-CN">
              {(lang === 'en' ? second : t)('check.capital', { text: screen.totalCapital })}
            </div>
          </Document>
        </>
      }
      counter={
        <>
          <div className="why">
            <b>
              <Lead k="check.next" />
            </b>
            {screen.slipWillPrint && (
              <>
                {before.map((k) => t(k)).join(lang === 'en' ? ' ' : '')}
                <span className="sub" lang={secondLang}>
                  {before.map((k) => second(k)).join(lang === 'en' ? '' : ' ')}
                </span>
              </>
            )}
          </div>
          {screen.slipWillPrint ? <Hills /> : <Banner icon="receipt" k="check.no-slip" />}
          <PrimaryButton
            icon="arrow-right"
            k="check.pay"
            fen={screen.totalFen}
            intent={{ kind: 'continue' }}
            send={send}
          />
          <SecondaryButton icon="pencil-simple" k="check.change" intent={{ kind: 'back' }} send={send} />
        </>
      }
    />
  );
}
