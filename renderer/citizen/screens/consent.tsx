import type { ScreenProps } from '../screen-props.ts';

export function ConsentScreen({ screen }: ScreenProps<'consent'>) {
  return <main data-screen={screen.kind} />;
}
