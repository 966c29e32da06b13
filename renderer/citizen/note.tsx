import type { ReactNode } from 'react';
import { Document, Lead, Second } from '../design-system/index.ts';
import type { WordKey, WordValues } from '../words.ts';

/** A letter to the citizen: what happened, what it means, what to do; a picture at its right. `rows` stand beneath a tear line. */
export function Note({
  picture,
  children,
  foot,
}: {
  picture: ReactNode;
  children: ReactNode;
  foot?: ReactNode;
}) {
  return (
    <Document className="note">
      <div className="note-body">
        <div className="note-words">{children}</div>
        <div className="note-picture">{picture}</div>
      </div>
      {foot}
    </Document>
  );
}

/** One sentence in both languages. `strong` is the one that must be read. */
export function Sentence({
  k,
  values,
  strong = false,
}: {
  k: WordKey;
  values?: WordValues;
  strong?: boolean;
}) {
  return (
    <p className={strong ? 'sentence strong' : 'sentence'}>
      <Lead k={k} values={values} />
      <Second k={k} values={values} />
    </p>
  );
}
