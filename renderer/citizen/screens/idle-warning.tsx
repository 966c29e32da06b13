import type { ScreenProps } from '../screen-props.ts';

export function IdleWarningScreen({ screen }: ScreenProps<'idle-warning'>) {
  return <main data-screen={screen.kind} />;
}
