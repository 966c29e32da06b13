import type { ScreenProps } from '../screen-props.ts';

export function GoodbyeScreen({ screen }: ScreenProps<'goodbye'>) {
  return <main data-screen={screen.kind} />;
}
