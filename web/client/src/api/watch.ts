/** What the pages watch: one application, or the account that has signed in. */

import type { ResultOf } from 'gql.tada';
import type { Application } from './application';
import { ApplicationStatusSubscription } from './documents';
import { textOf } from './graphql';
import { follow, type LiveState } from './live';

export interface Watch {
  readonly id: string;
  readonly onApplication: (application: Application) => void;
  readonly onState: (state: LiveState) => void;
  /** The application is not ours any more; the watch has ended. */
  readonly onGone: () => void;
}

/** Start watching an application; the returned function ends it. */
export function watchApplication(watch: Watch): () => void {
  return follow<ResultOf<typeof ApplicationStatusSubscription>>({
    query: textOf(ApplicationStatusSubscription),
    variables: { id: watch.id },
    onState: watch.onState,
    onMessage: (message) => {
      const answer = message?.applicationStatus;
      switch (answer?.__typename) {
        case 'ApplicationStatusChanged':
          watch.onApplication(answer.application);
          return { cursor: answer.cursor };
        case 'ResyncRequired':
          return 'RESYNC';
        case 'Refused':
          watch.onGone();
          return 'OVER';
        default:
          answer satisfies undefined;
          return 'LATER';
      }
    },
  });
}
