/** 前往其他系統: the holder signs in, sees who asks for what, and agrees or declines. */

import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { readingOf, send } from '../api/client';
import {
  type AuthorizationRequest,
  AuthorizationRequestQuery,
  DenyAuthorizationMutation,
  GrantAuthorizationMutation,
} from '../api/openid';
import { OF_VIEWER, useSession } from '../api/session';
import { SignInMutation } from '../api/signing';
import { useQuery } from '../api/useQuery';
import { ActStep } from '../card/ActStep';
import { ProofStep } from '../card/ProofStep';
import { RenewStep } from '../card/RenewStep';
import type { SignedChallenge } from '../card/useCard';
import { Button } from '../view/Button';
import { Loading } from '../view/Loading';
import { Page } from '../view/Page';
import { SummaryList } from '../view/SummaryList';
import { Trouble, type TroubleState } from '../view/Trouble';
import { useHolderWords } from '../words';
import { useAnew } from '../words/useAnew';

// Signing in, or once more, changes what comes next: the request is then asked for again.
const ABOUT = ['Viewer', 'Account', 'Certificate'];

export default function Authorize() {
  const { authorize } = useHolderWords();
  const { query } = useLocation();
  const handle = location.hash.slice(1);
  const [{ data, error }, again] = useQuery({
    query: AuthorizationRequestQuery,
    variables: { handle },
    pause: handle === '' || query.problem !== undefined,
    about: ABOUT,
    anew: true,
  });
  const found = readingOf(data?.authorizationRequest, error);
  useAnew(found !== undefined && 'refusal' in found, again);
  if (query.problem !== undefined || handle === '') return <Nowhere problem={query.problem} />;
  if (!found) return <Loading title={authorize.title} />;
  if ('value' in found) return <Asked request={found.value} handle={handle} again={again} />;
  if ('refusal' in found) {
    return (
      <Page title={authorize.title}>
        <Trouble trouble={found} />
        <Home />
      </Page>
    );
  }
  return (
    <Page title={authorize.title}>
      <Trouble trouble={found} onAgain={again} />
    </Page>
  );
}

function Asked({
  request,
  handle,
  again,
}: {
  request: AuthorizationRequest;
  handle: string;
  again: () => void;
}) {
  const { authorize } = useHolderWords();
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<TroubleState>();
  const { partnerName, step } = request;

  async function decline() {
    setBusy(true);
    setTrouble(undefined);
    const reply = await send(DenyAuthorizationMutation, { input: { handle } });
    setBusy(false);
    if ('noAnswer' in reply) return setTrouble(reply);
    const answer = reply.data.denyAuthorization;
    if (answer.__typename !== 'DenyAuthorizationSuccess') return setTrouble({ refusal: answer });
    return leave(answer.url);
  }

  async function agree() {
    setBusy(true);
    setTrouble(undefined);
    const reply = await send(GrantAuthorizationMutation, { input: { handle } });
    setBusy(false);
    if ('noAnswer' in reply) return setTrouble(reply);
    const answer = reply.data.grantAuthorization;
    if (answer.__typename === 'GrantAuthorizationSuccess') return leave(answer.url);
    // The session has ended or the proof is too old meanwhile: the page shows what comes first.
    if (answer.code === 'CARD_PROOF_NEEDED' || answer.code === 'SIGN_IN_NEEDED') return again();
    return setTrouble({ refusal: answer });
  }

  const declining = (
    <Button kind="second" busy={busy} onPress={decline}>
      {authorize.decline}
    </Button>
  );
  return (
    <Page title={authorize.titleOf(partnerName)}>
      {trouble && <Trouble trouble={trouble} />}
      {step === 'PROVE' ? (
        <ProofStep onProven={again} onCancel={decline} />
      ) : (
        <>
          <p class="lead">{step === 'SIGN_IN' ? authorize.signInFirst : authorize.lead}</p>
          {step === 'SIGN_IN' ? <SigningIn /> : <WhoGoes />}
          <Learns scopes={request.scopes} partnerName={partnerName} />
          <div class="actions">
            {step === 'AGREE' && (
              <Button busy={busy} onPress={agree}>
                {authorize.agree(partnerName)}
              </Button>
            )}
            {declining}
          </div>
        </>
      )}
    </Page>
  );
}

/**
 * Go to the partner by a navigation: our policy lets no form lead to another origin, and the code
 * would be spent.
 */
function leave(url: string) {
  location.assign(url);
}

function SigningIn() {
  const { signIn } = useHolderWords();
  const session = useSession();
  const [renews, setRenews] = useState(false);

  async function proceed({ challengeId, signature }: SignedChallenge) {
    const input = { challengeId, signature };
    const reply = await send(SignInMutation, { input }, { changes: OF_VIEWER });
    if ('noAnswer' in reply) return reply;
    const answer = reply.data.signIn;
    if (answer.__typename === 'SignInSuccess') return undefined;
    if (answer.code !== 'CARD_RENEWED') return { refusal: answer };
    setRenews(true);
    return undefined;
  }

  if (renews) return <RenewStep onRenewed={session.refresh} />;
  return <ActStep purpose="SIGN_IN" button={signIn.button} act={proceed} />;
}

/** As whom the holder goes over: on a shared computer it may be somebody else. */
function WhoGoes() {
  const { authorize, home } = useHolderWords();
  const { holder } = useSession();
  if (!holder) return null;
  return (
    <SummaryList
      rows={[
        { name: authorize.holder, value: holder.card.holderName },
        { name: home.controlNumber, value: holder.account.controlNumber },
        { name: home.name, value: holder.account.name ?? home.noName },
      ]}
    />
  );
}

function Learns({
  scopes,
  partnerName,
}: {
  scopes: AuthorizationRequest['scopes'];
  partnerName: string;
}) {
  const { authorize } = useHolderWords();
  return (
    <section class="flow">
      <h2>{authorize.learns(partnerName)}</h2>
      <ul>
        {scopes.map((scope) => (
          <li key={scope}>{authorize.scopes[scope]}</li>
        ))}
      </ul>
    </section>
  );
}

function Nowhere({ problem }: { problem: string | undefined }) {
  const { authorize } = useHolderWords();
  const isUnknown = problem === 'unauthorized_client';
  return (
    <Page title={isUnknown ? authorize.unknown : authorize.broken}>
      <p>{isUnknown ? authorize.unknownText : authorize.brokenText}</p>
      <Home />
    </Page>
  );
}

function Home() {
  const { authorize } = useHolderWords();
  const { holder } = useSession();
  return (
    <a class="button second" href={holder ? '/home' : '/'}>
      {authorize.toHome}
    </a>
  );
}
