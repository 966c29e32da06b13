import type { ReactNode } from 'react';
import type { Fen } from '../../contract/money.ts';
import { formatYuan } from '../../contract/money.ts';
import { useWords, type WordKey, type WordValues } from '../words.ts';
import { Second } from './say.tsx';

/** The page's one heading, with the other language beneath. `result` is the large word of a result page. */
export function Title({
  k,
  values,
  size = 'page',
}: {
  k: WordKey;
  values?: WordValues;
  size?: 'page' | 'result';
}) {
  const { t, lang } = useWords();
  return (
    <div className={`title ${size}`}>
      <h1 lang={lang}>{t(k, values)}</h1>
      <Second k={k} values={values} />
    </div>
  );
}

/** The way of an errand as stations on a line; stations before `now` are done. `now = stations.length`: all done. */
export function Route({ stations, now }: { stations: readonly WordKey[]; now: number }) {
  const { t } = useWords();
  return (
    <ol className="route">
      {stations.map((station, i) => (
        <li
          key={station}
          className={i < now ? 'done' : i === now ? 'now' : ''}
          aria-current={i === now ? 'step' : undefined}
        >
          {t(station)}
        </li>
      ))}
    </ol>
  );
}

/** A document: a card with perforated edges. */
export function Document({ className = '', children }: { className?: string; children: ReactNode }) {
  return (
    <div className={`doc ${className}`}>
      <div className="face">{children}</div>
    </div>
  );
}

/** The tear line inside a document. */
export function Tear() {
  return <div className="tear" aria-hidden="true" />;
}

export interface RowProps {
  readonly label: ReactNode;
  /** Small, after the label; already in the second language. */
  readonly second?: WordKey;
  readonly value: ReactNode;
  readonly figures?: boolean;
}

/** Label left, value right, on one baseline. */
export function Rows({ rows, className = '' }: { rows: readonly RowProps[]; className?: string }) {
  return (
    <table className={`rows ${className}`}>
      <tbody>
        {rows.map((row, i) => (
          <tr key={i}>
            <td>
              {row.label}
              {row.second !== undefined && <Second k={row.second} />}
            </td>
            <td className={row.figures === true ? 'num' : ''}>{row.value}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** An amount, large: ¥ and the decimals smaller, one baseline. Never alone: a word always says what it is. */
export function Amount({ fen }: { fen: Fen }) {
  const [yuan, cents] = formatYuan(fen).split('.');
  return (
    <span className="amount num">
      <span className="y">¥</span>
      {yuan}
      <span className="c">.{cents}</span>
    </span>
  );
}

/** Red boxes of a Chinese envelope: the postcode that names the place. */
export function PostcodeBoxes({ postcode }: { postcode: string }) {
  return (
    <div className="pc" aria-hidden="true">
      {[...postcode].map((digit, i) => (
        <span key={i}>{digit}</span>
      ))}
    </div>
  );
}
