/** Where a page fails while it is drawn, its place says so; the frame and the way to other pages stay. */
import { Component, type ComponentChildren } from 'preact';
import { NotLoaded } from './NotLoaded';

interface Props {
  /** The address: another one is another page. */
  readonly url: string;
  readonly children: ComponentChildren;
}

interface State {
  readonly failedAt: string | undefined;
}

export class Boundary extends Component<Props, State> {
  override state: State = { failedAt: undefined };

  override componentDidCatch(error: unknown) {
    reportError(error);
    this.setState({ failedAt: this.props.url });
  }

  override render({ url, children }: Props, { failedAt }: State) {
    if (failedAt !== url) return children;
    return <NotLoaded kind="NOT_SHOWN" onAgain={() => location.reload()} />;
  }
}
