import type { ScreenProps } from '../screen-props.ts';

export function NotChargedScreen({ screen }: ScreenProps<'not-charged'>) {
  return <main data-screen={screen.kind} />;
}
