import type { ScreenProps } from '../screen-props.ts';

export function ConfirmLeaveScreen({ screen }: ScreenProps<'confirm-leave'>) {
  return <main data-screen={screen.kind} />;
}
