import type { ScreenProps } from '../screen-props.ts';

export function AttendantCalledScreen({ screen }: ScreenProps<'attendant-called'>) {
  return <main data-screen={screen.kind} />;
}
