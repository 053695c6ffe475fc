/** The session's own card signs once more, in place, before an act that asks for a fresh proof. */
import { useState } from 'preact/hooks';
import { send } from '../api/client';
import { useRuled, useSession } from '../api/session';
import { ProveCardMutation } from '../api/signing';
import { Button } from '../view/Button';
import { Notice } from '../view/Notice';
import { useHolderWords } from '../words';
import { ActStep } from './ActStep';
import type { SignedChallenge } from './useCard';

export function ProofStep({ onProven, onCancel }: { onProven: () => void; onCancel: () => void }) {
  const { proof } = useHolderWords();
  const { holder } = useSession();
  const ruled = useRuled();

  async function prove({ challengeId, signature }: SignedChallenge) {
    const input = { challengeId, signature };
    const reply = await send(ProveCardMutation, { input }, { changes: ['Viewer'] });
    if ('noAnswer' in reply) return reply;
    const answer = reply.data.proveCard;
    if (answer.__typename !== 'ProveCardSuccess') return { refusal: answer };
    onProven();
    return undefined;
  }

  return (
    <section class="flow proof">
      <Notice kind="warn" title={proof.title} takesFocus>
        <p>
          {ruled((rules) =>
            proof.text(holder?.card.holderName ?? '', holder?.card.cardNumber ?? '', rules),
          )}
        </p>
      </Notice>
      {holder && (
        <ActStep
          purpose="PROVE"
          shown={{ controlNumber: holder.account.controlNumber }}
          prefix="proof-"
          button={proof.button}
          act={prove}
        />
      )}
      <Button kind="second" onPress={onCancel}>
        {proof.cancel}
      </Button>
    </section>
  );
}

/**
 * Where an act lacks a proof: `ask` for it and say what to do again; `step` stands in the page, which
 * hides what was filled in as long as there is one: there is one thing to do at a time.
 */
export function useProof() {
  const [pending, setPending] = useState<{ readonly again: () => void }>();
  const step = pending && (
    <ProofStep
      onProven={() => {
        setPending(undefined);
        pending.again();
      }}
      onCancel={() => setPending(undefined)}
    />
  );
  return { ask: (again: () => void) => setPending({ again }), step };
}
