/** The card proof in place: a dialog signs where an act needs it, then the act goes on by itself. */
import { type ComponentChildren, createContext } from 'preact';
import { useContext, useEffect, useMemo, useState } from 'preact/hooks';
import { send } from '../../api/client';
import { useSession } from '../../api/session';
import { ProveCardMutation } from '../../api/signing';
import { ActStep } from '../../card/ActStep';
import { PIN_ID } from '../../card/CardStep';
import type { SignedChallenge } from '../../card/useCard';
import { Button } from '../../view/Button';
import { useDeskWords } from '../words';
import { useAnnounce } from './announce';
import { Dialog } from './Dialog';

interface Proof {
  /** Have the card sign, then do what needed it. */
  readonly ask: (goOn?: () => void) => void;
}

interface Pending {
  readonly goOn: (() => void) | undefined;
}

const ProofContext = createContext<Proof>({ ask: () => undefined });
const PREFIX = 'desk-';
const TICK_MS = 15_000;

export function ProofProvider({ children }: { children: ComponentChildren }) {
  const [pending, setPending] = useState<Pending>();
  const proof = useMemo<Proof>(() => ({ ask: (goOn) => setPending({ goOn }) }), []);
  return (
    <ProofContext.Provider value={proof}>
      {children}
      {pending && <ProofDialog pending={pending} onEnd={() => setPending(undefined)} />}
    </ProofContext.Provider>
  );
}

export function useProof(): Proof {
  return useContext(ProofContext);
}

/** Return the minutes that the session's proof still holds, rounded up; 0 once it does not. */
export function useProofMinutes(): number {
  const { holder, service } = useSession();
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    setNow(Date.now());
    return () => clearInterval(timer);
  }, [holder?.provenAt]);
  if (!holder?.provenAt || !service) return 0;
  const ends = new Date(holder.provenAt).getTime() + service.rules.proofMinutes * 60_000;
  return Math.max(0, Math.ceil((ends - now) / 60_000));
}

/** How long the proof lasts, and the way to renew it. */
export function ProofBar() {
  const { proof } = useDeskWords();
  const { ask } = useProof();
  const minutes = useProofMinutes();
  return (
    <span class="proof-bar" data-fresh={minutes > 0}>
      <span>{minutes > 0 ? proof.fresh(minutes) : proof.old}</span>
      <button type="button" onClick={() => ask()}>
        {proof.renew}
      </button>
    </span>
  );
}

function ProofDialog({ pending, onEnd }: { pending: Pending; onEnd: () => void }) {
  const { proof, shell } = useDeskWords();
  const { holder, service } = useSession();
  const announce = useAnnounce();
  useEffect(() => document.getElementById(PREFIX + PIN_ID)?.focus(), []);

  async function prove({ challengeId, signature }: SignedChallenge) {
    const input = { challengeId, signature };
    const reply = await send(ProveCardMutation, { input }, { changes: ['Viewer'] });
    if ('noAnswer' in reply) return reply;
    const answer = reply.data.proveCard;
    if (answer.__typename !== 'ProveCardSuccess') return { refusal: answer };
    onEnd();
    announce(proof.done);
    pending.goOn?.();
    return undefined;
  }

  if (!holder || !service) return null;
  const { holderName, cardNumber } = holder.card;
  return (
    <Dialog title={proof.title} onClose={onEnd}>
      <p>{proof.text(holderName, cardNumber, service.rules.proofMinutes)}</p>
      {pending.goOn && <p>{proof.goOn}</p>}
      <ActStep
        purpose="PROVE"
        shown={{ controlNumber: holder.account.controlNumber }}
        prefix={PREFIX}
        button={proof.button}
        act={prove}
      />
      <Button kind="second" onPress={onEnd}>
        {shell.cancel}
      </Button>
    </Dialog>
  );
}
