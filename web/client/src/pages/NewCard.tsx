/** Adding a colleague's card, and putting another in a card's place: the new card signs, the own one has proven. */
import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { AddCertificateMutation, type Card, ReplaceCertificateMutation } from '../api/cards';
import { send } from '../api/client';
import { isMoved } from '../api/moved';
import { type Holder, type ProductRules, useSession } from '../api/session';
import { BindingForm, type NotBound } from '../card/BindingForm';
import { PhoneNotice } from '../card/PhoneNotice';
import { ProofStep } from '../card/ProofStep';
import type { SignedChallenge } from '../card/useCard';
import { writeDraft } from '../forms/draft';
import type { HolderContact } from '../forms/holder';
import type { Problem } from '../forms/problems';
import { Moved } from '../view/Moved';
import { Notice } from '../view/Notice';
import { Page } from '../view/Page';
import { useHolderWords } from '../words';
import { Back, CHANGES, OfCard, WhichAccount, WhichCard, withLabel } from './OfCard';

const NO_PROBLEMS: readonly Problem[] = [];
/** Whether the own card signed so lately that another can be read before the proof is too old: in half its time. */
function isProven({ provenAt }: Holder, rules: ProductRules | undefined): boolean {
  const lasts = ((rules?.proofMinutes ?? 0) * 60_000) / 2;
  return provenAt !== null && Date.now() - new Date(provenAt).getTime() < lasts;
}

export function AddCard({ holder }: { holder: Holder }) {
  const { service, showAnew } = useSession();
  const { account } = holder;
  const { controlNumber } = account;
  const { cards } = useHolderWords();
  const { route } = useLocation();
  const [problems, setProblems] = useState(NO_PROBLEMS);
  // Asked for first: the colleague should not have to sign twice.
  const [mustProve, setMustProve] = useState(() => !isProven(holder, service?.rules));

  async function add({ challengeId, signature }: SignedChallenge, contact: HolderContact) {
    const input = { controlNumber, challengeId, signature, ...withLabel(contact) };
    const reply = await send(AddCertificateMutation, { input }, CHANGES);
    if ('noAnswer' in reply) return reply;
    const answer = reply.data.addCertificate;
    if (answer.__typename === 'AddCertificateSuccess') {
      writeDraft('card.add', undefined);
      route('/cards?done=ADDED', true);
      return undefined;
    }
    if (answer.code === 'CARD_PROOF_NEEDED') {
      setMustProve(true);
      return undefined;
    }
    if (isMoved(answer)) {
      showAnew(answer);
      return undefined;
    }
    return { refusal: answer } satisfies NotBound;
  }

  return (
    <Page title={cards.addTitle} hasErrors={problems.length > 0}>
      <Moved />
      <p class="lead">{cards.addLead}</p>
      <PhoneNotice />
      <WhichAccount account={account} />
      {mustProve ? (
        <ProofStep onProven={() => setMustProve(false)} onCancel={() => route('/cards', true)} />
      ) : (
        <>
          <p>{cards.addNow}</p>
          <BindingForm
            purpose="ADD"
            shown={{ controlNumber }}
            draftKey="card.add"
            hasLabel
            send={cards.addSend}
            cardHeading={cards.addCardHeading}
            onProblems={setProblems}
            act={add}
          />
        </>
      )}
      <Back />
    </Page>
  );
}

export function ReplaceCard({ id, holder }: { id: string; holder: Holder }) {
  const { cards } = useHolderWords();
  return (
    <OfCard id={id} title={cards.replaceTitle}>
      {(card) => <Replacement card={card} holder={holder} />}
    </OfCard>
  );
}

function Replacement({ card, holder }: { card: Card; holder: Holder }) {
  const { cards } = useHolderWords();
  const { route } = useLocation();
  const session = useSession();
  const [mustProve, setMustProve] = useState(() => !isProven(holder, session.service?.rules));
  const { id, version } = card;
  const { controlNumber } = holder.account;

  async function replace({ challengeId, signature }: SignedChallenge, contact: HolderContact) {
    const shown = { controlNumber, id, version };
    const input = { ...shown, challengeId, signature, ...withLabel(contact) };
    const reply = await send(ReplaceCertificateMutation, { input }, CHANGES);
    if ('noAnswer' in reply) return reply;
    const answer = reply.data.replaceCertificate;
    if (answer.__typename === 'ReplaceCertificateSuccess') {
      writeDraft(`card.replace.${id}`, undefined);
      if (answer.signedOut) session.leave();
      route(answer.signedOut ? '/sign-in?replaced' : '/cards?done=REPLACED', true);
      return undefined;
    }
    if (answer.code === 'CARD_PROOF_NEEDED') {
      setMustProve(true);
      return undefined;
    }
    if (isMoved(answer)) {
      session.showAnew(answer);
      return undefined;
    }
    return { refusal: answer } satisfies NotBound;
  }

  return (
    <>
      <p class="lead">{cards.replaceLead}</p>
      {card.isCurrent && (
        <Notice kind="warn">
          <p>{cards.replaceOwn}</p>
        </Notice>
      )}
      <WhichAccount account={holder.account} />
      <WhichCard card={card} />
      {mustProve ? (
        <ProofStep onProven={() => setMustProve(false)} onCancel={() => route('/cards', true)} />
      ) : (
        <BindingForm
          purpose="REPLACE"
          shown={{ controlNumber }}
          draftKey={`card.replace.${id}`}
          hasLabel
          send={cards.replaceSend}
          cardHeading={cards.replaceCardHeading}
          act={replace}
        />
      )}
    </>
  );
}
