import type { ScreenProps } from '../screen-props.ts';

export function StartingScreen({ screen }: ScreenProps<'starting'>) {
  return <main data-screen={screen.kind} />;
}
