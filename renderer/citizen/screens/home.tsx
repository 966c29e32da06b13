import type { ScreenProps } from '../screen-props.ts';

export function HomeScreen({ screen }: ScreenProps<'home'>) {
  return <main data-screen={screen.kind} />;
}
