import type { ReactNode } from 'react';
import type { Service, UnavailableReason } from '../../contract/screen.ts';
import { useWords } from '../words.ts';
import { Land, ServicePicture } from './illustrations/pictures.tsx';
import { intentAttributes, type Send } from './intent.ts';

/** An errand of the home page as a stamp to choose. Unavailable: line only, dashed frame, and the reason why. */
export function StampTile({
  service,
  reason,
  send,
}: {
  service: Service;
  /** null when it can be chosen. */
  reason: UnavailableReason | null;
  send: Send;
}) {
  const { t, second, lang, secondLang } = useWords();
  const off = reason !== null;
  const intent = { kind: 'choose-service', service } as const;
  return (
    <button
      type="button"
      className={`tile ${off ? 'off' : ''}`}
      aria-disabled={off}
      onClick={() => {
        if (!off) send(intent);
      }}
      {...intentAttributes(intent)}
    >
      <span className="stampface">
        <span className="pic">
          <Land />
          <ServicePicture service={service} />
          <span className="tt">
            <span className="verb" lang={lang}>
              {t(`service.${service}`)}
            </span>
            {off ? (
              <span className="sub why-not" lang={lang}>
                {t(`home.reason.${reason}`)}
              </span>
            ) : (
              <span className="sub" lang={secondLang}>
                {second(`service.${service}`)}
              </span>
            )}
          </span>
        </span>
      </span>
    </button>
  );
}

/** The chosen stamp, travelling with the citizen in the corner of every page. */
export function AffixedStamp({ service }: { service: Service }) {
  const { t, lang } = useWords();
  return (
    <div className="affixed" aria-hidden="true">
      <div className="stampface">
        <div className="pic">
          <Land />
          <ServicePicture service={service} />
          <b lang={lang}>{t(`service.${service}`)}</b>
        </div>
      </div>
    </div>
  );
}

/** The stamp large, on a result page; `children` is its postmark, when there is one. */
export function ResultStamp({ service, children }: { service: Service; children?: ReactNode }) {
  const { t, lang } = useWords();
  return (
    <div className="bigst" aria-hidden="true">
      <div className="doc">
        <div className="stampface">
          <div className="pic">
            <Land />
            <ServicePicture service={service} />
            <b lang={lang}>{t(`service.${service}`)}</b>
            <em lang="zh-CN">税邮驿站</em>
          </div>
        </div>
      </div>
      {children}
    </div>
  );
}
