/** Editing a card's details, and deleting a card: each a page of its own, proven by the own card. */
import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { EditCertificateMutation, RemoveCertificateMutation } from '../api/cards';
import { send } from '../api/client';
import { useSession } from '../api/session';
import { useProof } from '../card/ProofStep';
import { writeDraft } from '../forms/draft';
import { HolderForm } from '../forms/HolderForm';
import { HOLDER_KEYS, type HolderContact } from '../forms/holder';
import { fromServer, type Problem } from '../forms/problems';
import { Button } from '../view/Button';
import { ErrorSummary } from '../view/ErrorSummary';
import { Notice } from '../view/Notice';
import { Trouble, type TroubleState } from '../view/Trouble';
import { useHolderWords } from '../words';
import { CHANGES, OfCard, WhichCard, withLabel } from './OfCard';

const NO_PROBLEMS: readonly Problem[] = [];

export function EditCard({ id }: { id: string }) {
  const { cards } = useHolderWords();
  const { route } = useLocation();
  const proof = useProof();
  const [problems, setProblems] = useState(NO_PROBLEMS);
  const [trouble, setTrouble] = useState<TroubleState>();
  const [busy, setBusy] = useState(false);
  const draftKey = `card.edit.${id}`;

  async function edit(contact: HolderContact) {
    setBusy(true);
    setTrouble(undefined);
    const input = { id, ...withLabel(contact) };
    const reply = await send(EditCertificateMutation, { input }, CHANGES);
    setBusy(false);
    if ('noAnswer' in reply) return setTrouble(reply);
    const answer = reply.data.editCertificate;
    switch (answer.__typename) {
      case 'EditCertificateSuccess':
        writeDraft(draftKey, undefined);
        return route('/cards?done=EDITED', true);
      case 'InvalidInput':
        return setProblems(fromServer(answer.problems, HOLDER_KEYS));
      default:
        if (answer.code === 'CARD_PROOF_NEEDED') return proof.ask(() => edit(contact));
        return setTrouble({ refusal: answer });
    }
  }

  return (
    <OfCard id={id} title={cards.editTitle} hasErrors={problems.length > 0}>
      {(card) => (
        <>
          <ErrorSummary problems={problems} />
          {trouble && <Trouble trouble={trouble} />}
          <WhichCard card={card} />
          {proof.step}
          <div hidden={proof.step !== undefined}>
            <HolderForm
              draftKey={draftKey}
              initial={{ phone: card.phone, email: card.email, label: card.label ?? '' }}
              hasLabel
              send={cards.editSend}
              missing={NO_PROBLEMS}
              problems={problems}
              busy={busy}
              onProblems={setProblems}
              onSubmit={edit}
            />
          </div>
        </>
      )}
    </OfCard>
  );
}

export function RemoveCard({ id }: { id: string }) {
  const { cards } = useHolderWords();
  const { route } = useLocation();
  const { leave } = useSession();
  const proof = useProof();
  const [trouble, setTrouble] = useState<TroubleState>();
  const [busy, setBusy] = useState(false);

  async function remove() {
    setBusy(true);
    setTrouble(undefined);
    const reply = await send(RemoveCertificateMutation, { input: { id } }, CHANGES);
    setBusy(false);
    if ('noAnswer' in reply) return setTrouble(reply);
    const answer = reply.data.removeCertificate;
    switch (answer.__typename) {
      case 'RemoveCertificateSuccess':
        if (answer.signedOut) leave();
        return route(answer.signedOut ? '/sign-in?out' : '/cards?done=REMOVED', true);
      default:
        if (answer.code === 'CARD_PROOF_NEEDED') return proof.ask(remove);
        return setTrouble({ refusal: answer });
    }
  }

  const isLast = trouble && 'refusal' in trouble && trouble.refusal.code === 'LAST_CERTIFICATE';
  return (
    <OfCard id={id} title={cards.removeTitle}>
      {(card) => (
        <>
          {trouble && <Trouble trouble={trouble} />}
          {isLast && (
            <div class="actions">
              <a class="button" href={`/cards?replace=${encodeURIComponent(id)}`}>
                {cards.replaceInstead}
              </a>
              {card.isCurrent && <a href="/leave">{cards.leave}</a>}
            </div>
          )}
          <p class="lead">{cards.removeLead}</p>
          {card.isCurrent && (
            <Notice kind="warn">
              <p>{cards.removeOwn}</p>
            </Notice>
          )}
          <WhichCard card={card} />
          {proof.step ?? (
            <div class="actions">
              <Button kind="grave" busy={busy} onPress={remove}>
                {cards.removeSend}
              </Button>
            </div>
          )}
        </>
      )}
    </OfCard>
  );
}
