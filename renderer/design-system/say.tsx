import { useWords, type WordKey, type WordValues } from '../words.ts';

/** One saying in the language that leads, with the other language small beneath it. */
export function Say({ k, values }: { k: WordKey; values?: WordValues | undefined }) {
  return (
    <>
      <Lead k={k} values={values} />
      <Second k={k} values={values} />
    </>
  );
}

/** Only the leading language. */
export function Lead({ k, values }: { k: WordKey; values?: WordValues | undefined }) {
  const { t } = useWords();
  return <>{t(k, values)}</>;
}

/** Only the language beneath. */
export function Second({ k, values }: { k: WordKey; values?: WordValues | undefined }) {
  const { second, secondLang } = useWords();
  return (
    <span className="sub" lang={secondLang}>
      {second(k, values)}
    </span>
  );
}
