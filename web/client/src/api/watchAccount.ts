/** Watch the account that has signed in: its cards change by themselves on the screen. */
import { follow, type LiveState } from './live';

// These happen to the account and change nothing that its pages show.
const SHOWS_NOTHING: readonly (string | null)[] = [
  'SIGNED_IN',
  'CARD_PROVED',
  'MAIL_SENT',
  'MAIL_SUPERSEDED',
];

export interface AccountWatch {
  readonly session: string;
  readonly id: string;
  /** Something has changed, or may have: `kind` is null where only the present state is told. */
  readonly onChange: (kind: string | null) => void;
  readonly onState: (state: LiveState) => void;
  /** Nobody is signed in here any more; the watch has ended. */
  readonly onGone: () => void;
}

/** Start watching an account; the returned function ends it. */
export function watchAccount({ session, id, onChange, onState, onGone }: AccountWatch) {
  let hasBegun = false;
  return follow({
    session,
    subject: id,
    onState,
    onGone,
    onChange: (change) => {
      if (change.__typename !== 'AccountChanged') return;
      // What is told first is how the account is, whatever made it so.
      const kind = hasBegun ? change.kind : null;
      hasBegun = true;
      if (!SHOWS_NOTHING.includes(kind)) onChange(kind);
    },
  });
}
