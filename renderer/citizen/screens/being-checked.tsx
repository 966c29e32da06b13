import type { ScreenProps } from '../screen-props.ts';

export function BeingCheckedScreen({ screen }: ScreenProps<'being-checked'>) {
  return <main data-screen={screen.kind} />;
}
