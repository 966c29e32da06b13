import type { ReactNode } from 'react';
import {
  Amount,
  BillStack,
  Frame,
  Hills,
  Lead,
  Route,
  Second,
  ServicePicture,
  StatusLamp,
  Tear,
  Title,
} from '../../design-system/index.ts';
import type { ScreenOf } from '../../../contract/screen.ts';
import type { WordKey } from '../../words.ts';
import { Note, Sentence } from '../note.tsx';
import { MoneyBack, PasswordPhone, WaitingRing } from '../pictures.tsx';
import { PAY_ROUTE } from '../pay-tax-route.ts';
import type { ScreenProps } from '../screen-props.ts';

const pictures: Record<ScreenOf<'paying'>['phase'], ReactNode> = {
  confirming: <ServicePicture service="pay-tax" />,
  password: <PasswordPhone />,
  'asking-again': <ServicePicture service="pay-tax" />,
  reversing: <MoneyBack />,
  posting: <BillStack />,
};

/** Once money may have moved, nothing here says that it is still to be paid. */
const labels = {
  confirming: 'paying.to-pay',
  password: 'paying.to-pay',
  'asking-again': 'common.amount',
  reversing: 'common.amount',
  posting: 'paying.paid',
} as const satisfies Record<ScreenOf<'paying'>['phase'], WordKey>;

/** The bank was asked and has not answered yet: each state in its own words. Nothing here can hide it. */
export function PayingScreen({ view, screen, send }: ScreenProps<'paying'>) {
  const { phase, slow } = screen;
  const label = labels[phase];
  return (
    <Frame
      view={view}
      kind={screen.kind}
      send={send}
      stamp="pay-tax"
      paper={
        <>
          <Route stations={PAY_ROUTE} now={2} />
          <Title k={`paying.${phase}`} />
          <Note
            picture={<WaitingRing>{pictures[phase]}</WaitingRing>}
            foot={
              <>
                <Tear />
                <div className="note-amount">
                  <b>
                    <Lead k={label} />
                    <Second k={label} />
                  </b>
                  <Amount fen={screen.totalFen} />
                </div>
              </>
            }
          >
            <Sentence k={`paying.${phase}-text`} strong={phase === 'asking-again' || phase === 'reversing'} />
          </Note>
        </>
      }
      counter={
        <>
          <StatusLamp lamp={slow ? 'attention' : 'waiting'} k={`paying.lamp-${phase}`} />
          <p className="counter-more">
            <Lead k={slow ? 'paying.slow' : 'paying.stay'} />
            <Second k={slow ? 'paying.slow' : 'paying.stay'} />
          </p>
          <Hills />
        </>
      }
    />
  );
}
