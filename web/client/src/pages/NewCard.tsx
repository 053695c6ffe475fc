/** Adding a colleague's card, and putting another in a card's place: the new card signs, the own one has proven. */
import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { AddCertificateMutation, ReplaceCertificateMutation } from '../api/cards';
import { send } from '../api/client';
import { type Holder, type ProductRules, useSession } from '../api/session';
import { BindingForm, type NotBound } from '../card/BindingForm';
import { PhoneNotice } from '../card/PhoneNotice';
import { ProofStep } from '../card/ProofStep';
import type { SignedChallenge } from '../card/useCard';
import { writeDraft } from '../forms/draft';
import type { HolderContact } from '../forms/holder';
import type { Problem } from '../forms/problems';
import { Notice } from '../view/Notice';
import { Page } from '../view/Page';
import { useHolderWords } from '../words';
import { Back, CHANGES, OfCard, WhichCard, withLabel } from './OfCard';

const NO_PROBLEMS: readonly Problem[] = [];
/** Whether the own card signed so lately that another can be read before the proof is too old: in half its time. */
function isProven({ provenAt }: Holder, rules: ProductRules | undefined): boolean {
  const lasts = ((rules?.proofMinutes ?? 0) * 60_000) / 2;
  return provenAt !== null && Date.now() - new Date(provenAt).getTime() < lasts;
}

export function AddCard({ holder }: { holder: Holder }) {
  const { service } = useSession();
  const { cards } = useHolderWords();
  const { route } = useLocation();
  const [problems, setProblems] = useState(NO_PROBLEMS);
  // Asked for first: the colleague should not have to sign twice.
  const [mustProve, setMustProve] = useState(() => !isProven(holder, service?.rules));

  async function add({ challengeId, signature }: SignedChallenge, contact: HolderContact) {
    const input = { challengeId, signature, ...withLabel(contact) };
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
    return { refusal: answer } satisfies NotBound;
  }

  return (
    <Page title={cards.addTitle} hasErrors={problems.length > 0}>
      <p class="lead">{cards.addLead}</p>
      <PhoneNotice />
      {mustProve ? (
        <ProofStep onProven={() => setMustProve(false)} onCancel={() => route('/cards', true)} />
      ) : (
        <>
          <p>{cards.addNow}</p>
          <BindingForm
            purpose="ADD"
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

export function ReplaceCard({ id }: { id: string }) {
  const { cards } = useHolderWords();
  const { route } = useLocation();
  const session = useSession();
  const [mustProve, setMustProve] = useState(
    () => !session.holder || !isProven(session.holder, session.service?.rules),
  );

  async function replace({ challengeId, signature }: SignedChallenge, contact: HolderContact) {
    const input = { id, challengeId, signature, ...withLabel(contact) };
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
    return { refusal: answer } satisfies NotBound;
  }

  return (
    <OfCard id={id} title={cards.replaceTitle}>
      {(card) => (
        <>
          <p class="lead">{cards.replaceLead}</p>
          {card.isCurrent && (
            <Notice kind="warn">
              <p>{cards.replaceOwn}</p>
            </Notice>
          )}
          <WhichCard card={card} />
          {mustProve ? (
            <ProofStep
              onProven={() => setMustProve(false)}
              onCancel={() => route('/cards', true)}
            />
          ) : (
            <BindingForm
              purpose="REPLACE"
              draftKey={`card.replace.${id}`}
              hasLabel
              send={cards.replaceSend}
              cardHeading={cards.replaceCardHeading}
              act={replace}
            />
          )}
        </>
      )}
    </OfCard>
  );
}
