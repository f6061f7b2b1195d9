import { type ComponentChildren, Component } from 'preact';
import { ErrorBox } from './ErrorBox.tsx';

/** Keeps a fault in a view from taking the whole page along. */
export class Boundary extends Component<{ children: ComponentChildren }, { error: Error | null }> {
  override state = { error: null };

  static override getDerivedStateFromError(error: unknown): { error: Error } {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override render() {
    const error: Error | null = this.state.error;
    if (!error) return this.props.children;
    return <div class="page"><ErrorBox error={error} retry={() => this.setState({ error: null })} /></div>;
  }
}
