/** A card signs, its holder is shown, how she is reached is typed, and all of it is sent together. */
import { useEffect, useState } from 'preact/hooks';
import { type Refusal, send as sendMutation } from '../api/client';
import { useRuled } from '../api/session';
import { CheckCertificateMutation } from '../api/signing';
import { HolderForm } from '../forms/HolderForm';
import { HOLDER_KEYS, type HolderContact } from '../forms/holder';
import { fromServer, type Problem, problemOf } from '../forms/problems';
import { ErrorSummary } from '../view/ErrorSummary';
import { Notice } from '../view/Notice';
import { SummaryList } from '../view/SummaryList';
import { Trouble, type TroubleState } from '../view/Trouble';
import { useWords } from '../words';
import { CardStep, PIN_ID } from './CardStep';
import { type Purpose, type Shown, useChallengeLife } from './challenge';
import type { SignedChallenge } from './useCard';

const NO_PROBLEMS: readonly Problem[] = [];
// How long before its end the signature is said to end (WCAG 2.2.1).
const WARNED_MS = 60_000;

/** What stood in the way, and whether the signature can still be sent. */
export type NotBound = TroubleState & { readonly signature?: 'KEPT' };

export interface Invalid extends Refusal {
  readonly problems: readonly { readonly message: string; readonly path: readonly string[] }[];
}

export function BindingForm({
  purpose,
  shown,
  draftKey,
  keptFor,
  hasLabel = false,
  send,
  cardHeading,
  onProblems,
  act,
}: {
  purpose: Purpose;
  shown: Shown;
  draftKey: string;
  keptFor?: string;
  hasLabel?: boolean;
  send?: string;
  cardHeading: string;
  /** For the page's title. */
  onProblems?: (problems: readonly Problem[]) => void;
  /** Send it; undefined when it is done, or when the page itself says what is to be done first. */
  act: (signed: SignedChallenge, contact: HolderContact) => Promise<NotBound | undefined>;
}) {
  const words = useWords();
  const { bind } = words;
  const ruled = useRuled();
  const life = useChallengeLife();
  const [signed, setSigned] = useState<SignedChallenge>();
  const [expired, setExpired] = useState(false);
  const [endsSoon, setEndsSoon] = useState(false);
  const [cardRound, setCardRound] = useState(0);
  const [trouble, setTrouble] = useState<TroubleState>();
  const [problems, setProblems] = useState(NO_PROBLEMS);
  const [busy, setBusy] = useState(false);
  const [checking, setChecking] = useState(false);

  useEffect(() => {
    if (!signed || !life) return undefined;
    const left = signed.fetchedAt + life - Date.now();
    const warning = setTimeout(setEndsSoon, left - WARNED_MS, true);
    const timer = setTimeout(() => {
      dropSignature();
      setExpired(true);
    }, left);
    return () => {
      clearTimeout(warning);
      clearTimeout(timer);
      setEndsSoon(false);
    };
  }, [signed, life]);

  /** Have the card refused before anything is typed for it; where nobody can say, binding decides. */
  async function take(read: SignedChallenge) {
    setChecking(true);
    const refusal = await unusable(read);
    setChecking(false);
    if (!refusal) return setSigned(read);
    dropSignature();
    setTrouble({ refusal });
  }

  // A new card step fetches a new challenge.
  function dropSignature() {
    setSigned(undefined);
    setCardRound((round) => round + 1);
  }

  function tell(found: readonly Problem[]) {
    setProblems(found);
    onProblems?.(found);
  }

  async function submit(contact: HolderContact) {
    if (!signed) return;
    setBusy(true);
    setTrouble(undefined);
    const found = await act(signed, contact);
    setBusy(false);
    if (!found || 'noAnswer' in found) return setTrouble(found);
    const { refusal } = found;
    if (refusal.code === 'INVALID_INPUT') {
      return tell(fromServer((refusal as Invalid).problems, HOLDER_KEYS));
    }
    // Else the challenge is spent before anything is verified: the card has to sign again.
    if (found.signature !== 'KEPT') dropSignature();
    if (refusal.code === 'CHALLENGE_EXPIRED') setExpired(true);
    else setTrouble(found);
  }

  const missing = signed ? NO_PROBLEMS : [{ field: PIN_ID, message: words.problems.cardFirst }];
  return (
    <>
      <ErrorSummary problems={problems} />
      {trouble && <Trouble trouble={trouble} />}
      <h2>{cardHeading}</h2>
      {expired && (
        <Notice kind="warn" title={ruled(bind.expired)} takesFocus>
          <p>{bind.expiredText}</p>
        </Notice>
      )}
      <CardStep
        key={cardRound}
        purpose={purpose}
        shown={shown}
        button={signed ? bind.readAgain : bind.read}
        done={signed !== undefined}
        problem={problemOf(problems, PIN_ID)}
        onStart={() => {
          setExpired(false);
          setTrouble(undefined);
          tell(NO_PROBLEMS);
        }}
        onSigned={take}
      />
      <p role="status">{checking ? bind.checking : ''}</p>
      {signed && (
        <Notice key={signed.signature} kind="good" title={bind.gotIt} takesFocus>
          <p>{ruled((rules) => (send ? bind.gotItPress(send, rules) : bind.gotItText(rules)))}</p>
        </Notice>
      )}
      <div role="alert">
        {endsSoon && (
          <Notice kind="warn" title={bind.endsSoon(send ?? bind.send, WARNED_MS / 60_000)}>
            <p>{bind.endsSoonText}</p>
          </Notice>
        )}
      </div>
      <h2>{bind.holderHeading}</h2>
      <SummaryList
        rows={[
          {
            name: bind.holderName,
            value: signed ? (signed.holderName ?? bind.byServer) : bind.notRead,
          },
          {
            name: bind.cardNumber,
            value: signed ? (signed.cardNumber ?? bind.byServer) : bind.notRead,
          },
        ]}
      />
      <h2>{bind.contactHeading}</h2>
      <HolderForm
        draftKey={draftKey}
        keptFor={keptFor}
        hasLabel={hasLabel}
        {...(send === undefined ? {} : { send })}
        missing={missing}
        problems={problems}
        busy={busy}
        onProblems={tell}
        onSubmit={submit}
      />
    </>
  );
}

/** Why no account could have this card, by its certificate; undefined where nothing is known against it. */
async function unusable({ certificate }: SignedChallenge): Promise<Refusal | undefined> {
  if (!certificate) return undefined;
  const reply = await sendMutation(CheckCertificateMutation, { input: { certificate } });
  const answer = 'data' in reply ? reply.data.checkCertificate : undefined;
  return answer && answer.__typename !== 'CheckCertificateSuccess' ? answer : undefined;
}
