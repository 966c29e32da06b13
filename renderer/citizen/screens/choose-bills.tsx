import type { ScreenProps } from '../screen-props.ts';

export function ChooseBillsScreen({ screen }: ScreenProps<'choose-bills'>) {
  return <main data-screen={screen.kind} />;
}
