import type { ScreenProps } from '../screen-props.ts';

export function AttractScreen({ screen }: ScreenProps<'attract'>) {
  return <main data-screen={screen.kind} />;
}
