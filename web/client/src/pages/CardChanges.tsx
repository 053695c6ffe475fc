/** Adding, editing, replacing and deleting a card: each a page of its own, proven by the own card. */
import { useQuery } from '@urql/preact';
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import {
  AddCertificateMutation,
  type Card,
  CardQuery,
  EditCertificateMutation,
  RemoveCertificateMutation,
  ReplaceCertificateMutation,
} from '../api/cards';
import { send, whyNoAnswer } from '../api/client';
import { type Holder, OF_VIEWER, useSession } from '../api/session';
import { BindingForm, type NotBound } from '../card/BindingForm';
import { PhoneNotice } from '../card/PhoneNotice';
import { ProofStep, useProof } from '../card/ProofStep';
import type { SignedChallenge } from '../card/useCard';
import { writeDraft } from '../forms/draft';
import { HolderForm } from '../forms/HolderForm';
import { HOLDER_KEYS, type HolderContact } from '../forms/holder';
import { fromServer, type Problem } from '../forms/problems';
import { Button } from '../view/Button';
import { ErrorSummary } from '../view/ErrorSummary';
import { Loading } from '../view/Loading';
import { Notice } from '../view/Notice';
import { Page } from '../view/Page';
import { SummaryList } from '../view/SummaryList';
import { Trouble, type TroubleState } from '../view/Trouble';
import { useHolderWords, useWords } from '../words';

const NO_PROBLEMS: readonly Problem[] = [];
// Changes of the cards are also changes of who the viewer is: the session is asked for anew.
const CHANGES = { changes: OF_VIEWER };
// The service takes a proof for ten minutes; with less than this left it is asked for anew first.
const PROOF_LASTS_MS = 5 * 60_000;

/** Whether the own card signed so lately that another card can be read before the proof is too old. */
function isProven({ provenAt }: Holder): boolean {
  return provenAt !== null && Date.now() - new Date(provenAt).getTime() < PROOF_LASTS_MS;
}

export function AddCard({ holder }: { holder: Holder }) {
  const { cards } = useHolderWords();
  const { route } = useLocation();
  const [problems, setProblems] = useState(NO_PROBLEMS);
  // Asked for first: the colleague should not have to sign twice.
  const [mustProve, setMustProve] = useState(() => !isProven(holder));

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
    if (answer.__typename === 'CardProofNeeded') {
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
  const [mustProve, setMustProve] = useState(() => !session.holder || !isProven(session.holder));

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
    if (answer.__typename === 'CardProofNeeded') {
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
          {card.isThis && (
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
      case 'CardProofNeeded':
        return proof.ask(() => edit(contact));
      case 'InvalidInput':
        return setProblems(fromServer(answer.problems, HOLDER_KEYS));
      default:
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
      case 'CardProofNeeded':
        return proof.ask(remove);
      default:
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
            <a class="button" href={`/cards?replace=${encodeURIComponent(id)}`}>
              {cards.replaceInstead}
            </a>
          )}
          <p class="lead">{cards.removeLead}</p>
          {card.isThis && (
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

/** A page about one card of the account, found by its id. */
function OfCard({
  id,
  title,
  hasErrors = false,
  children,
}: {
  id: string;
  title: string;
  hasErrors?: boolean;
  children: (card: Card) => ComponentChildren;
}) {
  const { cards } = useHolderWords();
  // What was found stays while the list behind it is being asked for anew.
  const [{ data, error }] = useQuery({ query: CardQuery, variables: { id } });
  const [card, setCard] = useState<Card>();
  const found = data?.node?.__typename === 'Certificate' ? data.node : undefined;
  useEffect(() => {
    if (found) setCard(found);
  }, [found]);
  const shown = card?.id === id ? card : found;
  if (!shown && !data && !error) return <Loading title={title} />;
  return (
    <Page title={title} hasErrors={hasErrors}>
      {!shown && error && <Trouble trouble={{ noAnswer: whyNoAnswer(error) }} />}
      {!shown && !error && (
        <Notice kind="warn" title={cards.notFound}>
          <p>{cards.notFoundText}</p>
        </Notice>
      )}
      {shown && children(shown)}
      <Back />
    </Page>
  );
}

function WhichCard({ card }: { card: Card }) {
  const { cards } = useHolderWords();
  const { bind } = useWords();
  return (
    <SummaryList
      rows={[
        { name: bind.holderName, value: card.holderName },
        { name: cards.cardNumber, value: card.cardNumber },
        ...(card.label ? [{ name: cards.label, value: card.label }] : []),
      ]}
    />
  );
}

function Back() {
  const { cards } = useHolderWords();
  return (
    <p>
      <a href="/cards">{cards.back}</a>
    </p>
  );
}

/** An empty name is none. */
function withLabel({ phone, email, label }: HolderContact) {
  return { phone, email, label: label || null };
}
