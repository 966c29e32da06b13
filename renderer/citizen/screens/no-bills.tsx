import type { ScreenProps } from '../screen-props.ts';

export function NoBillsScreen({ screen }: ScreenProps<'no-bills'>) {
  return <main data-screen={screen.kind} />;
}
