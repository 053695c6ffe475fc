/** A page for people who have signed in: to all others it says so, and leads to signing in and back. */
import { type ComponentChildren, Fragment } from 'preact';
import { type Holder, useRuled, useSession } from '../api/session';
import { signInAddress } from '../links';
import { Loading } from '../view/Loading';
import { Notice } from '../view/Notice';
import { Page } from '../view/Page';
import { Trouble } from '../view/Trouble';
import { useHolderWords, useWords } from '../words';

export function HolderPage({
  title,
  children,
}: {
  title: string;
  children: (holder: Holder) => ComponentChildren;
}) {
  const words = useWords();
  const { gate } = useHolderWords();
  const session = useSession();
  const ruled = useRuled();
  const { holder } = session;
  // In another tab somebody else may have signed in: nothing that was begun here is hers.
  if (holder) return <Fragment key={holder.account.id}>{children(holder)}</Fragment>;
  if (session.loading || session.stale) return <Loading title={title} />;
  return (
    <Page title={title}>
      {session.noAnswer ? (
        <Trouble trouble={{ noAnswer: session.noAnswer }} onAgain={session.refresh} />
      ) : (
        <Notice kind="warn" title={session.ended ? gate.ended : gate.needed}>
          <p>{session.ended ? ruled(gate.endedText) : gate.neededText}</p>
        </Notice>
      )}
      <div class="actions">
        <a class="button" href={signInAddress()}>
          {words.remedies.SIGN_IN}
        </a>
      </div>
    </Page>
  );
}
