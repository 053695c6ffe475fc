/** 登入: one card operation, and every refusal with its own next step. */
import { useEffect, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { send } from '../api/client';
import { OF_VIEWER, useRuled, useSession } from '../api/session';
import { SignInMutation } from '../api/signing';
import { ActStep } from '../card/ActStep';
import { RenewStep } from '../card/RenewStep';
import type { SignedChallenge } from '../card/useCard';
import { afterSignIn, DESK, LINKS } from '../links';
import { Notes } from '../view/Notes';
import { Notice } from '../view/Notice';
import { Outside } from '../view/Outside';
import { Page } from '../view/Page';
import { useHolderWords, useWords } from '../words';

export default function SignIn() {
  const words = useWords();
  const { signIn, gate } = useHolderWords();
  const session = useSession();
  const ruled = useRuled();
  const { query, route } = useLocation();
  const [renews, setRenews] = useState(false);

  // Who has signed in already, here or in another tab, is where she wants to be.
  // Once it has led on, this page stays until the next one is loaded: then it leads nowhere else.
  useEffect(() => {
    if (session.holder && location.pathname === '/sign-in') lead(session.holder.account);
  }, [session.holder]);

  function lead({ role }: { readonly role: string | null }) {
    const next = afterSignIn(query.to, role !== null);
    if (next === DESK) location.replace(next);
    else route(next, true);
  }

  async function proceed({ challengeId, signature }: SignedChallenge) {
    const input = { challengeId, signature };
    const reply = await send(SignInMutation, { input }, { changes: OF_VIEWER });
    if ('noAnswer' in reply) return reply;
    const answer = reply.data.signIn;
    if (answer.__typename === 'SignInSuccess') {
      lead(answer.account);
      return undefined;
    }
    if (answer.code !== 'CARD_RENEWED') return { refusal: answer };
    setRenews(true);
    return undefined;
  }

  return (
    <Page title={signIn.title} aside={<SignInNotes />}>
      {query.out !== undefined && !session.holder && (
        <Notice kind="good" title={signIn.out}>
          <p>{signIn.outText}</p>
        </Notice>
      )}
      {session.ended && query.out === undefined && (
        <Notice kind="warn" title={gate.ended}>
          <p>{ruled(gate.endedText)}</p>
        </Notice>
      )}
      {query.replaced !== undefined && !session.holder && (
        <Notice kind="good" title={signIn.replaced}>
          <p>{signIn.replacedText}</p>
        </Notice>
      )}
      {renews ? (
        <RenewStep
          onRenewed={(to) => route(to === 'ACCOUNT' ? afterSignIn(query.to) : '/status', true)}
        />
      ) : (
        <>
          <p class="lead">{signIn.lead}</p>
          <ActStep purpose="SIGN_IN" button={signIn.button} act={proceed} />
        </>
      )}
      <h2>{signIn.otherHeading}</h2>
      <ul>
        <li>
          {signIn.existing} <a href="/existing">{signIn.existingLink}</a>
        </li>
        <li>
          {signIn.lockedOut} <a href="/existing">{signIn.lockedOutLink}</a>
        </li>
        <li>
          {signIn.reissued} <a href="/reissued">{signIn.reissuedLink}</a>
        </li>
        <li>
          {signIn.noAccount} <a href="/apply">{words.remedies.APPLY}</a>
        </li>
        <li>
          {signIn.waiting} <a href="/status">{words.remedies.STATUS}</a>
        </li>
        <li>
          {signIn.trouble} <a href="/help">{words.shell.help}</a>
        </li>
      </ul>
    </Page>
  );
}

function SignInNotes() {
  const { notices, card } = useWords();
  const ruled = useRuled();
  const { signIn } = useHolderWords();
  return (
    <Notes
      items={[
        signIn.ownCard,
        notices.redetect,
        <>
          {notices.pinLocks} <Outside href={LINKS.unlock}>{card.unlock}</Outside>
        </>,
        <>
          {notices.component} <Outside href={LINKS.component}>{card.install}</Outside>
        </>,
        ruled(signIn.limits),
      ]}
    />
  );
}
