import type { ScreenProps } from '../screen-props.ts';

export function TakeCardScreen({ screen }: ScreenProps<'take-card'>) {
  return <main data-screen={screen.kind} />;
}
