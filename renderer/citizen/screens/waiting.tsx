import type { ScreenProps } from '../screen-props.ts';

export function WaitingScreen({ screen }: ScreenProps<'waiting'>) {
  return <main data-screen={screen.kind} />;
}
