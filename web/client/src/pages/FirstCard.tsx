/** The mailed link to an account's first card: looking changes nothing, the button uses it up, the card is bound. */

import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import type { Account } from '../api/account';
import { type Refusal, readingOf, send } from '../api/client';
import {
  BindFirstCardMutation,
  FollowSignInLinkMutation,
  type SignInLink,
  SignInLinkQuery,
} from '../api/firstCard';
import { OF_VIEWER, useRuled, useSession } from '../api/session';
import { useQuery } from '../api/useQuery';
import { BindingForm } from '../card/BindingForm';
import { BindNotices } from '../card/BindNotices';
import { PhoneNotice } from '../card/PhoneNotice';
import type { SignedChallenge } from '../card/useCard';
import type { HolderContact } from '../forms/holder';
import type { Problem } from '../forms/problems';
import { Button } from '../view/Button';
import { Loading } from '../view/Loading';
import { Moved } from '../view/Moved';
import { Notice } from '../view/Notice';
import { Page } from '../view/Page';
import { Said } from '../view/Said';
import { SummaryList } from '../view/SummaryList';
import { Trouble, type TroubleState } from '../view/Trouble';
import { useHolderWords, useLanguage, useWords } from '../words';
import { formatTime } from '../words/dates';
import { useAnew } from '../words/useAnew';
import { WhichAccount } from './OfCard';

const CHANGES = { changes: OF_VIEWER };
const NO_PROBLEMS: readonly Problem[] = [];

export default function FirstCard() {
  const { firstCard } = useHolderWords();
  const session = useSession();
  const [awaits, setAwaits] = useState(false);
  const { account } = session;
  if (awaits) return <AwaitsConfirmation />;
  if (session.kind === 'BIND_ONLY' && account) {
    return <BindFirst key={account.id} account={account} onAwaits={() => setAwaits(true)} />;
  }
  if (session.loading) return <Loading title={firstCard.title} />;
  return <LookAtLink />;
}

function LookAtLink() {
  const words = useWords();
  const { firstCard } = useHolderWords();
  const token = location.hash.slice(1);
  const [{ data, error }, again] = useQuery({
    query: SignInLinkQuery,
    variables: { token },
    pause: token === '',
  });
  const found = readingOf(data?.signInLink, error);
  useAnew(found !== undefined && 'refusal' in found, again);
  if (token === '') {
    return (
      <Page title={words.link.missing.title}>
        <p>{words.link.missing.text}</p>
        <AskAgain />
      </Page>
    );
  }
  if (!found) return <Loading title={firstCard.title} />;
  if ('value' in found) return <FollowLink link={found.value} token={token} />;
  if ('refusal' in found) return <NoLink refusal={found.refusal} />;
  return (
    <Page title={firstCard.title}>
      <Trouble trouble={found} onAgain={again} />
    </Page>
  );
}

/** The card of a member of staff is bound, and nobody has signed in. */
function AwaitsConfirmation() {
  const { firstCard } = useHolderWords();
  return (
    <Page title={firstCard.bound}>
      <Notice kind="good" title={firstCard.awaits} takesFocus>
        <p>{firstCard.awaitsText}</p>
      </Notice>
    </Page>
  );
}

/** A link that leads nowhere any more says why; where no card was bound, another can be asked for. */
function NoLink({ refusal }: { refusal: Refusal }) {
  const words = useWords();
  // Only an administrator invites anew.
  const isInvitation = refusal.code.startsWith('INVITATION_');
  return (
    <Page title={refusal.title}>
      <p>
        <Said>{refusal.message}</Said>
      </p>
      {refusal.code === 'SIGN_IN_LINK_SPENT' ? (
        <a class="button" href="/sign-in">
          {words.remedies.SIGN_IN}
        </a>
      ) : (
        !isInvitation && <AskAgain />
      )}
    </Page>
  );
}

function AskAgain() {
  const words = useWords();
  const { firstCard } = useHolderWords();
  return (
    <div class="actions">
      <a class="button" href="/existing">
        {firstCard.askAgain}
      </a>
      <a href="/sign-in">{words.remedies.SIGN_IN}</a>
    </div>
  );
}

function FollowLink({ link, token }: { link: SignInLink; token: string }) {
  const { firstCard, home } = useHolderWords();
  const ruled = useRuled();
  const { language } = useLanguage();
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<TroubleState>();
  const isStaff = link.kind === 'STAFF';

  async function follow() {
    setBusy(true);
    setTrouble(undefined);
    const reply = await send(FollowSignInLinkMutation, { input: { token } }, CHANGES);
    setBusy(false);
    if ('noAnswer' in reply) return setTrouble(reply);
    const answer = reply.data.followSignInLink;
    // Where it succeeds the session is another one, and the page goes on by itself.
    if (answer.__typename !== 'FollowSignInLinkSuccess') setTrouble({ refusal: answer });
  }

  return (
    <Page title={firstCard.title}>
      {trouble && <Trouble trouble={trouble} />}
      <p class="lead">{isStaff ? firstCard.leadStaff : firstCard.lead}</p>
      <SummaryList
        rows={[
          { name: home.controlNumber, value: link.controlNumber },
          { name: home.name, value: link.name ?? home.noName },
          { name: firstCard.until, value: formatTime(link.expiresAt, language) },
        ]}
      />
      <p>{ruled(firstCard.once)}</p>
      <div class="actions">
        <Button busy={busy} onPress={follow}>
          {busy ? firstCard.starting : firstCard.start}
        </Button>
      </div>
      <p>{isStaff ? firstCard.notMineStaff : firstCard.notMine}</p>
    </Page>
  );
}

function BindFirst({ account, onAwaits }: { account: Account; onAwaits: () => void }) {
  const words = useWords();
  const { firstCard } = useHolderWords();
  const { route } = useLocation();
  const session = useSession();
  const [problems, setProblems] = useState(NO_PROBLEMS);

  async function bind({ challengeId, signature }: SignedChallenge, contact: HolderContact) {
    const { phone, email, label } = contact;
    const input = { challengeId, signature, phone, email, label: label || null };
    const reply = await send(BindFirstCardMutation, { input }, CHANGES);
    if ('noAnswer' in reply) return reply;
    const answer = reply.data.bindFirstCard;
    if (answer.__typename === 'BindFirstCardSuccess') {
      if (answer.awaitsConfirmation) {
        onAwaits();
        return undefined;
      }
      route('/home', true);
      return undefined;
    }
    if (answer.code === 'SIGN_IN_NEEDED' || answer.code === 'FIRST_CARD_BOUND') {
      session.refresh();
    }
    return { refusal: answer };
  }

  return (
    <Page title={firstCard.title} hasErrors={problems.length > 0} aside={<BindNotices />}>
      <Moved />
      <PhoneNotice />
      <p class="lead">{firstCard.bindLead}</p>
      <WhichAccount account={account} />
      <BindingForm
        purpose="FIRST_CARD"
        shown={{ controlNumber: account.controlNumber }}
        draftKey="first-card"
        hasLabel
        cardHeading={words.bind.cardHeading}
        onProblems={setProblems}
        act={bind}
      />
    </Page>
  );
}
