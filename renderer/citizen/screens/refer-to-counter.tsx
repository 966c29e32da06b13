import type { ScreenProps } from '../screen-props.ts';

export function ReferToCounterScreen({ screen }: ScreenProps<'refer-to-counter'>) {
  return <main data-screen={screen.kind} />;
}
