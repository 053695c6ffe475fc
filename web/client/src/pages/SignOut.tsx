/** 登出: another system has sent the holder to sign out here, and the button does it. */
import { useSession } from '../api/session';
import { Button } from '../view/Button';
import { Loading } from '../view/Loading';
import { Notice } from '../view/Notice';
import { Page } from '../view/Page';
import { useSignOut } from '../view/signOut';
import { useFrameWords, useHolderWords } from '../words';

export default function SignOut() {
  const { signOut: words } = useHolderWords();
  const frame = useFrameWords();
  const session = useSession();
  const signOut = useSignOut();
  if (session.loading) return <Loading title={words.title} />;
  if (!session.holder) {
    return (
      <Page title={words.title}>
        <p>{words.nobody}</p>
        <a class="button second" href="/">
          {words.toHome}
        </a>
      </Page>
    );
  }
  return (
    <Page title={words.title}>
      {signOut.failed && <Notice kind="bad" title={words.failed} takesFocus />}
      <p class="lead">{words.lead(session.holder.card.holderName)}</p>
      <div class="actions">
        <Button busy={signOut.busy} onPress={signOut.go}>
          {frame.shell.signOut}
        </Button>
        <a class="button second" href="/home">
          {words.stay}
        </a>
      </div>
    </Page>
  );
}
