import type { View } from '../contract/view.ts';
import { StartingScreen } from './citizen/screens/starting.tsx';
import { AttractScreen } from './citizen/screens/attract.tsx';
import { HomeScreen } from './citizen/screens/home.tsx';
import { ConsentScreen } from './citizen/screens/consent.tsx';
import { PlaceCardScreen } from './citizen/screens/place-card.tsx';
import { CardNotAcceptedScreen } from './citizen/screens/card-not-accepted.tsx';
import { ConfirmPersonScreen } from './citizen/screens/confirm-person.tsx';
import { WaitingScreen } from './citizen/screens/waiting.tsx';
import { NoBillsScreen } from './citizen/screens/no-bills.tsx';
import { ChooseBillsScreen } from './citizen/screens/choose-bills.tsx';
import { CheckScreen } from './citizen/screens/check.tsx';
import { ScanPayCodeScreen } from './citizen/screens/scan-pay-code.tsx';
import { PayingScreen } from './citizen/screens/paying.tsx';
import { PaidScreen } from './citizen/screens/paid.tsx';
import { NotChargedScreen } from './citizen/screens/not-charged.tsx';
import { BeingCheckedScreen } from './citizen/screens/being-checked.tsx';
import { ServiceUnavailableScreen } from './citizen/screens/service-unavailable.tsx';
import { ReferToCounterScreen } from './citizen/screens/refer-to-counter.tsx';
import { ConfirmLeaveScreen } from './citizen/screens/confirm-leave.tsx';
import { IdleWarningScreen } from './citizen/screens/idle-warning.tsx';
import { AttendantCalledScreen } from './citizen/screens/attendant-called.tsx';
import { TakeCardScreen } from './citizen/screens/take-card.tsx';
import { GoodbyeScreen } from './citizen/screens/goodbye.tsx';
import { OutOfServiceScreen } from './citizen/screens/out-of-service.tsx';
import type { Send } from './citizen/screen-props.ts';
import './citizen/screens.css';
import { LanguageContext } from './words.ts';

/** The page of one view: the screen that its kind names, in its language. Pure. */
export function App({ view, send }: { view: View; send: Send }) {
  return (
    <LanguageContext value={view.language}>
      <CitizenScreen view={view} send={send} />
    </LanguageContext>
  );
}

function CitizenScreen({ view, send }: { view: View; send: Send }) {
  const { screen } = view;
  switch (screen.kind) {
    case 'starting':
      return <StartingScreen view={view} screen={screen} send={send} />;
    case 'attract':
      return <AttractScreen view={view} screen={screen} send={send} />;
    case 'home':
      return <HomeScreen view={view} screen={screen} send={send} />;
    case 'consent':
      return <ConsentScreen view={view} screen={screen} send={send} />;
    case 'place-card':
      return <PlaceCardScreen view={view} screen={screen} send={send} />;
    case 'card-not-accepted':
      return <CardNotAcceptedScreen view={view} screen={screen} send={send} />;
    case 'confirm-person':
      return <ConfirmPersonScreen view={view} screen={screen} send={send} />;
    case 'waiting':
      return <WaitingScreen view={view} screen={screen} send={send} />;
    case 'no-bills':
      return <NoBillsScreen view={view} screen={screen} send={send} />;
    case 'choose-bills':
      return <ChooseBillsScreen view={view} screen={screen} send={send} />;
    case 'check':
      return <CheckScreen view={view} screen={screen} send={send} />;
    case 'scan-pay-code':
      return <ScanPayCodeScreen view={view} screen={screen} send={send} />;
    case 'paying':
      return <PayingScreen view={view} screen={screen} send={send} />;
    case 'paid':
      return <PaidScreen view={view} screen={screen} send={send} />;
    case 'not-charged':
      return <NotChargedScreen view={view} screen={screen} send={send} />;
    case 'being-checked':
      return <BeingCheckedScreen view={view} screen={screen} send={send} />;
    case 'service-unavailable':
      return <ServiceUnavailableScreen view={view} screen={screen} send={send} />;
    case 'refer-to-counter':
      return <ReferToCounterScreen view={view} screen={screen} send={send} />;
    case 'confirm-leave':
      return <ConfirmLeaveScreen view={view} screen={screen} send={send} />;
    case 'idle-warning':
      return <IdleWarningScreen view={view} screen={screen} send={send} />;
    case 'attendant-called':
      return <AttendantCalledScreen view={view} screen={screen} send={send} />;
    case 'take-card':
      return <TakeCardScreen view={view} screen={screen} send={send} />;
    case 'goodbye':
      return <GoodbyeScreen view={view} screen={screen} send={send} />;
    case 'out-of-service':
      return <OutOfServiceScreen view={view} screen={screen} send={send} />;
    default:
      return screen satisfies never;
  }
}
