import type { ScreenProps } from '../screen-props.ts';

export function PaidScreen({ screen }: ScreenProps<'paid'>) {
  return <main data-screen={screen.kind} />;
}
