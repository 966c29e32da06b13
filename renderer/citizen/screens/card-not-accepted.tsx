import type { ScreenProps } from '../screen-props.ts';

export function CardNotAcceptedScreen({ screen }: ScreenProps<'card-not-accepted'>) {
  return <main data-screen={screen.kind} />;
}
