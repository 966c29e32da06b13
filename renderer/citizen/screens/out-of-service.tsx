import type { ScreenProps } from '../screen-props.ts';

export function OutOfServiceScreen({ screen }: ScreenProps<'out-of-service'>) {
  return <main data-screen={screen.kind} />;
}
