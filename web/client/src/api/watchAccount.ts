/** Watch the account that has signed in: its cards change by themselves on the screen. */

import type { ResultOf } from 'gql.tada';
import { AccountChangedSubscription } from './cards';
import { textOf } from './graphql';
import { follow, type LiveState } from './live';

// These happen to the account and change nothing that its pages show.
const SHOWS_NOTHING: readonly (string | null)[] = [
  'SIGNED_IN',
  'CARD_PROVED',
  'MAIL_SENT',
  'MAIL_SUPERSEDED',
];

export interface AccountWatch {
  /** Something has changed, or may have: `kind` is null where only the present state is told. */
  readonly onChange: (kind: string | null) => void;
  readonly onState: (state: LiveState) => void;
  /** Nobody is signed in here any more; the watch has ended. */
  readonly onGone: () => void;
}

export function watchAccount(watch: AccountWatch): () => void {
  return follow<ResultOf<typeof AccountChangedSubscription>>({
    query: textOf(AccountChangedSubscription),
    variables: {},
    onState: watch.onState,
    onMessage: (message) => {
      const answer = message?.accountChanged;
      switch (answer?.__typename) {
        case 'AccountChanged':
          if (!SHOWS_NOTHING.includes(answer.kind)) watch.onChange(answer.kind);
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
