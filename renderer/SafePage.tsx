import { BrokenLine } from './citizen/pictures.tsx';
import { useWords } from './words.ts';

/** What is shown when there is no view to show: nothing private, no button, and it mends itself. */
export function SafePage({ reason }: { reason: 'connecting' | 'connection-lost' | 'fault' }) {
  const { t, second, lang, secondLang } = useWords();
  return (
    <main className="safe-page" data-safe={reason} role="status">
      {reason !== 'connecting' && (
        <div className="safe-picture">
          <BrokenLine />
        </div>
      )}
      <h1 lang={lang}>{t(`safe.${reason}`)}</h1>
      <p lang={secondLang}>{second(`safe.${reason}`)}</p>
      {reason !== 'connecting' && (
        <>
          <p lang={lang}>{t(`safe.${reason}-text`)}</p>
          <p lang={secondLang}>{second(`safe.${reason}-text`)}</p>
        </>
      )}
    </main>
  );
}
