import { lazy, Suspense, useEffect } from 'react';
import { formatReference } from '../../contract/reference.ts';
import type { Slip } from '../../contract/screen.ts';
import { ButtonRow, Say, SecondaryButton, StatusLamp } from '../design-system/index.ts';
import { useWords } from '../words.ts';
import './slip-status.css';
import type { Send } from './screen-props.ts';

/** Seldom needed, so not in the script before the first paint; fetched while the paper is printing. */
const loadQrCode = () => import('./qr-code.tsx');
const QrCode = lazy(loadQrCode);

/**
 * How far the paper is, on the counter of both result pages. When no paper comes, the reference stands in for it, large and as
 * a code to photograph.
 */
export function SlipStatus({ slip }: { slip: Slip }) {
  const { t } = useWords();
  useEffect(() => void loadQrCode(), []);
  switch (slip.state) {
    case 'printing':
      return <StatusLamp lamp="waiting" k="slip.printing" />;
    case 'printed':
      return <StatusLamp lamp="ready" k="slip.printed" />;
    case 'unsure':
      return <StatusLamp lamp="attention" k="slip.unsure" />;
    case 'not-printed':
      return (
        <div className="slip-stand-in" role="status">
          <Suspense fallback={<span className="qr" />}>
            <QrCode text={slip.reference} label={t('slip.qr')} />
          </Suspense>
          <div>
            <p className="slip-what">
              <Say k="slip.not-printed" />
            </p>
            <p className="slip-reference num">{formatReference(slip.reference)}</p>
            <p>
              <Say k="slip.photograph" />
            </p>
          </div>
        </div>
      );
  }
}

/** What the citizen can say about the paper, as buttons; nothing while there is nothing to say. */
export function SlipAnswers({ slip, send }: { slip: Slip; send: Send }) {
  if (slip.state === 'unsure') {
    return (
      <ButtonRow>
        <SecondaryButton
          k="slip.yes"
          icon="check"
          intent={{ kind: 'slip-came-out', yes: true }}
          send={send}
        />
        <SecondaryButton k="slip.no" icon="x" intent={{ kind: 'slip-came-out', yes: false }} send={send} />
      </ButtonRow>
    );
  }
  if (slip.canReprint) {
    return <SecondaryButton k="slip.reprint" icon="printer" intent={{ kind: 'reprint' }} send={send} />;
  }
  return null;
}
