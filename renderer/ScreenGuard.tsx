import { Component, type ReactNode } from 'react';
import { SafePage } from './SafePage.tsx';

interface Props {
  /** Of the view shown; a newer one gets a new chance. */
  readonly seq: number;
  readonly children: ReactNode;
}
interface State {
  readonly seq: number;
  readonly failed: boolean;
}

/** A screen that throws is replaced by a page that says so, until the next view comes. */
export class ScreenGuard extends Component<Props, State> {
  override state: State = { seq: this.props.seq, failed: false };

  static getDerivedStateFromProps({ seq }: Props, state: State): State | null {
    return seq === state.seq ? null : { seq, failed: false };
  }

  static getDerivedStateFromError(): Partial<State> {
    return { failed: true };
  }

  override componentDidCatch(error: Error): void {
    // The message only, never the props: they hold what the citizen sees.
    console.error(`screen failed: ${error.message}`);
  }

  override render(): ReactNode {
    return this.state.failed ? <SafePage reason="fault" /> : this.props.children;
  }
}
