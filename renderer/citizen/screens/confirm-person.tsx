import type { ScreenProps } from '../screen-props.ts';

export function ConfirmPersonScreen({ screen }: ScreenProps<'confirm-person'>) {
  return <main data-screen={screen.kind} />;
}
