import type { ScreenProps } from '../screen-props.ts';

export function ScanPayCodeScreen({ screen }: ScreenProps<'scan-pay-code'>) {
  return <main data-screen={screen.kind} />;
}
