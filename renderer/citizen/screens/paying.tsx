import type { ScreenProps } from '../screen-props.ts';

export function PayingScreen({ screen }: ScreenProps<'paying'>) {
  return <main data-screen={screen.kind} />;
}
