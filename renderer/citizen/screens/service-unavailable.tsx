import type { ScreenProps } from '../screen-props.ts';

export function ServiceUnavailableScreen({ screen }: ScreenProps<'service-unavailable'>) {
  return <main data-screen={screen.kind} />;
}
