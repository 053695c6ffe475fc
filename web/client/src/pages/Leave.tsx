/** 離開帳號: at once, or after notice where nobody else can sign in; until then the member may stay. */

import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { send, whyNoAnswer } from '../api/client';
import { CancelLeavingMutation, LeaveAccountMutation, LeavesAtQuery } from '../api/members';
import { type Holder, useRuled, useSession } from '../api/session';
import { useQuery } from '../api/useQuery';
import { useProof } from '../card/ProofStep';
import { Button } from '../view/Button';
import { Notice } from '../view/Notice';
import { Page } from '../view/Page';
import { SummaryList } from '../view/SummaryList';
import { Trouble, type TroubleState } from '../view/Trouble';
import { useHolderWords, useLanguage } from '../words';
import { formatTime } from '../words/dates';
import { HolderPage } from './HolderPage';
import { Back, CHANGES } from './OfCard';

export default function Leave() {
  const { leaving } = useHolderWords();
  return (
    <HolderPage title={leaving.title}>{(holder) => <LeaveAccount holder={holder} />}</HolderPage>
  );
}

function LeaveAccount({ holder }: { holder: Holder }) {
  const { leaving, home } = useHolderWords();
  const { language } = useLanguage();
  const ruled = useRuled();
  const { route } = useLocation();
  const session = useSession();
  const proof = useProof();
  const [{ data, error }, again] = useQuery({
    query: LeavesAtQuery,
    anew: true,
  });
  const [busy, setBusy] = useState(false);
  const [stays, setStays] = useState(false);
  const [trouble, setTrouble] = useState<TroubleState>();
  const leavesAt = data?.viewer?.leavesAt;

  async function leave() {
    setBusy(true);
    setTrouble(undefined);
    setStays(false);
    const reply = await send(LeaveAccountMutation, { input: {} }, CHANGES);
    setBusy(false);
    if ('noAnswer' in reply) return setTrouble(reply);
    const answer = reply.data.leaveAccount;
    if (answer.__typename === 'LeaveAccountSuccess') {
      if (!answer.signedOut) return again();
      session.leave();
      return route('/sign-in?out', true);
    }
    if (answer.code === 'CARD_PROOF_NEEDED') return proof.ask(leave);
    return setTrouble({ refusal: answer });
  }

  async function stay() {
    setBusy(true);
    setTrouble(undefined);
    const reply = await send(CancelLeavingMutation, { input: {} }, CHANGES);
    setBusy(false);
    if ('noAnswer' in reply) return setTrouble(reply);
    const answer = reply.data.cancelLeaving;
    if (answer.__typename !== 'CancelLeavingSuccess') return setTrouble({ refusal: answer });
    setStays(true);
    return again();
  }

  return (
    <Page title={leaving.title}>
      {trouble && <Trouble trouble={trouble} />}
      {error && !data && <Trouble trouble={{ noAnswer: whyNoAnswer(error) }} onAgain={again} />}
      {stays && <Notice kind="good" title={leaving.stays} takesFocus />}
      {leavesAt && (
        <Notice kind="warn" title={leaving.announced(formatTime(leavesAt, language))}>
          <p>{leaving.announcedText}</p>
        </Notice>
      )}
      <SummaryList
        rows={[
          { name: home.controlNumber, value: holder.account.controlNumber },
          { name: home.name, value: holder.account.name ?? home.noName },
        ]}
      />
      {!leavesAt && <p class="lead">{ruled(leaving.lead)}</p>}
      {proof.step ?? (
        <div class="actions">
          {leavesAt ? (
            <Button busy={busy} onPress={stay}>
              {leaving.stay}
            </Button>
          ) : (
            <Button kind="grave" busy={busy} onPress={leave}>
              {leaving.button}
            </Button>
          )}
        </div>
      )}
      <Back />
    </Page>
  );
}
