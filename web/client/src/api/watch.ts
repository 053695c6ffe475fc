/** Watch an application: it changes by itself on the screen. */
import type { Application } from './application';
import { follow, type LiveState } from './live';

export interface Watch {
  readonly session: string;
  readonly id: string;
  readonly onApplication: (application: Application) => void;
  readonly onState: (state: LiveState) => void;
  /** The application is not ours any more; the watch has ended. */
  readonly onGone: () => void;
}

/** Start watching an application; the returned function ends it. */
export function watchApplication({ session, id, onApplication, onState, onGone }: Watch) {
  return follow({
    session,
    subject: id,
    onState,
    onGone,
    onChange: (change) => {
      if (change.__typename === 'ApplicationStatusChanged') onApplication(change.application);
    },
  });
}
