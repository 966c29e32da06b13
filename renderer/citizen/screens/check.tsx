import type { ScreenProps } from '../screen-props.ts';

export function CheckScreen({ screen }: ScreenProps<'check'>) {
  return <main data-screen={screen.kind} />;
}
