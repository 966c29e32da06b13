import type { ScreenProps } from '../screen-props.ts';

export function PlaceCardScreen({ screen }: ScreenProps<'place-card'>) {
  return <main data-screen={screen.kind} />;
}
