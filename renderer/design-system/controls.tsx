import type { ReactNode } from 'react';
import type { Intent } from '../../contract/intent.ts';
import type { Fen } from '../../contract/money.ts';
import { formatYuan } from '../../contract/money.ts';
import type { Lamp } from '../../contract/view.ts';
import type { WordKey, WordValues } from '../words.ts';
import { Icon, type IconName } from './icon.tsx';
import { intentAttributes, type Send } from './intent.ts';
import { Lead, Say, Second } from './say.tsx';

interface ButtonProps {
  readonly k: WordKey;
  readonly values?: WordValues;
  readonly icon: IconName;
  readonly intent: Intent;
  readonly send: Send;
}

/** The one answer that carries the errand on. `fen` stands at its right when it pays; `missing` says why it cannot act yet. */
export function PrimaryButton({
  k,
  values,
  icon,
  intent,
  send,
  fen,
  missing,
}: ButtonProps & { fen?: Fen; missing?: WordKey | undefined }) {
  const off = missing !== undefined;
  return (
    <button
      type="button"
      className={`btn pri ${off ? 'off' : ''}`}
      aria-disabled={off}
      onClick={() => {
        if (!off) send(intent);
      }}
      {...intentAttributes(intent)}
    >
      <span className="cell">
        <Icon name={icon} />
      </span>
      <span className="tx">
        <b>{off ? <Lead k={missing} /> : <Lead k={k} values={values} />}</b>
        {off ? <Second k={missing} /> : <Second k={k} values={values} />}
      </span>
      {fen !== undefined && <b className="go num">¥{formatYuan(fen)}</b>}
    </button>
  );
}

/** Another answer, outlined on the counter. */
export function SecondaryButton({ k, values, icon, intent, send }: ButtonProps) {
  return (
    <button type="button" className="btn sec" onClick={() => send(intent)} {...intentAttributes(intent)}>
      <Icon name={icon} />
      <span className="tx">
        <b>
          <Lead k={k} values={values} />
        </b>
        <Second k={k} values={values} />
      </span>
    </button>
  );
}

/** Answers of equal weight side by side. */
export function ButtonRow({ children }: { children: ReactNode }) {
  return <div className="row">{children}</div>;
}

function CheckBox({ on }: { on: boolean }) {
  return (
    <svg className="ck" aria-hidden="true" viewBox="0 0 68 68">
      <rect className={on ? 'box on' : 'box'} x="4" y="4" width="60" height="60" rx="8" />
      {on && <path className="tick" d="M16 35l13 13l24 -28" />}
    </svg>
  );
}

/** A bill that can be chosen: the whole strip is the target; chosen = tick and tint. */
export function BillRowButton({
  name,
  note,
  details,
  fen,
  feeNote,
  chosen,
  intent,
  send,
}: {
  name: string;
  /** After the name, smaller. */
  note: string;
  /** Beneath the name: period and deadline. */
  details: readonly string[];
  fen: Fen;
  /** Beneath the amount, for example the late fee in it. */
  feeNote: string | null;
  chosen: boolean;
  intent: Intent;
  send: Send;
}) {
  return (
    <button
      type="button"
      className={`bill ${chosen ? 'sel' : ''}`}
      role="checkbox"
      aria-checked={chosen}
      onClick={() => send(intent)}
      {...intentAttributes(intent)}
    >
      <span className="face">
        <CheckBox on={chosen} />
        <span className="tx">
          <b>
            {name}
            {note !== '' && <small>{note}</small>}
          </b>
          <span className="sub">
            {note !== '' && <span className="part narrow">{note}</span>}
            {feeNote !== null && <span className="part narrow">{feeNote}</span>}
            {details.map((part) => (
              <span key={part} className="part">
                {part}
              </span>
            ))}
          </span>
        </span>
        <span className="sum">
          <span className="num">¥{formatYuan(fen)}</span>
          {feeNote !== null && <span className="sub">{feeNote}</span>}
        </span>
      </span>
    </button>
  );
}

const lampShapes: Record<Lamp, ReactNode> = {
  ready: (
    <>
      <circle cx="32" cy="32" r="28" fill="none" stroke="currentColor" strokeWidth="4" />
      <circle className="lamp-green" cx="32" cy="32" r="19" />
    </>
  ),
  waiting: (
    <>
      <circle
        cx="32"
        cy="32"
        r="28"
        fill="none"
        stroke="currentColor"
        strokeWidth="5"
        strokeDasharray="9 8.6"
      />
      <path className="lamp-amber" d="M32 14a18 18 0 0 1 0 36z" />
      <circle cx="32" cy="32" r="18" fill="none" stroke="currentColor" strokeWidth="3" />
    </>
  ),
  attention: (
    <>
      <path
        className="lamp-amber"
        d="M32 5L61 58H3Z"
        stroke="currentColor"
        strokeWidth="4"
        strokeLinejoin="round"
      />
      <path className="lamp-bar" d="M32 24v16M32 48v1" />
    </>
  ),
  off: (
    <>
      <rect x="6" y="6" width="52" height="52" rx="6" fill="none" stroke="currentColor" strokeWidth="5" />
      <path d="M18 46L46 18" stroke="currentColor" strokeWidth="6" />
    </>
  ),
};

/** A lamp with its sentence: shape and words say the same as the colour. */
export function StatusLamp({ lamp, k, values }: { lamp: Lamp; k: WordKey; values?: WordValues }) {
  return (
    <div className="lamp" role="status">
      <svg aria-hidden="true" viewBox="0 0 64 64">
        {lampShapes[lamp]}
      </svg>
      <span>
        <Say k={k} values={values} />
      </span>
    </div>
  );
}

/** A registered-mail label with something to know. Never floats, never closes itself. */
export function Banner({ icon, k, values }: { icon: IconName; k: WordKey; values?: WordValues }) {
  return (
    <div className="label" role="status">
      <span className="cell">
        <Icon name={icon} />
      </span>
      <span className="tx">
        <b>
          <Lead k={k} values={values} />
        </b>
        <Second k={k} values={values} />
      </span>
    </div>
  );
}

/** Words on the counter above the answers: what comes next, or the one question. */
export function CounterWords({ k, more }: { k: WordKey; more?: WordKey }) {
  return (
    <div className="why">
      <b>
        <Lead k={k} />
      </b>
      {more === undefined ? (
        <Second k={k} />
      ) : (
        <>
          <Lead k={more} />
          <Second k={more} />
        </>
      )}
    </div>
  );
}
