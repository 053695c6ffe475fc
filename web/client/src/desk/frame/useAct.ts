/** One act of a page: sent once, its trouble told; where it lacks a card proof, that is asked for. */

import { useState } from 'preact/hooks';
import { type Changes, type Refusal, send } from '../../api/client';
import type { Operation } from '../../api/graphql';
import type { TroubleState } from '../../view/Trouble';
import { useProof } from './proof';

/** Send something; what stands in the way comes back. */
export type Attempt = () => Promise<TroubleState | undefined>;

export interface Act {
  readonly busy: boolean;
  readonly trouble: TroubleState | undefined;
  /** Try; again by itself after a proof, if one was needed. */
  readonly run: (attempt: Attempt) => void;
  readonly dismiss: () => void;
}

export function useAct(): Act {
  const { ask } = useProof();
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<TroubleState>();

  async function run(attempt: Attempt) {
    setBusy(true);
    setTrouble(undefined);
    const found = await attempt();
    setBusy(false);
    if (needsProof(found)) ask(() => run(attempt));
    else setTrouble(found);
  }

  return {
    busy,
    trouble,
    run: (attempt) => void run(attempt),
    dismiss: () => setTrouble(undefined),
  };
}

function needsProof(trouble: TroubleState | undefined): boolean {
  return trouble !== undefined && 'refusal' in trouble
    ? trouble.refusal.code === 'CARD_PROOF_NEEDED'
    : false;
}

type Success<Answer> = Extract<Answer, { readonly __typename: `${string}Success` }>;

/**
 * Send a mutation of one field, and say what stands in the way.
 *
 * `onSuccess` is given its success; every other answer is a refusal with `RefusalFields`.
 */
export async function attempt<Data extends object, Variables>(
  mutation: Operation<Data, Variables>,
  variables: Variables,
  onSuccess: (answer: Success<Data[keyof Data]>) => void,
  changes: Changes = {},
): Promise<TroubleState | undefined> {
  const reply = await send(mutation, variables, changes);
  if ('noAnswer' in reply) return reply;
  const [answer] = Object.values(reply.data) as (Success<Data[keyof Data]> | Refusal)[];
  if (answer && '__typename' in answer && answer.__typename.endsWith('Success')) {
    onSuccess(answer);
    return undefined;
  }
  return { refusal: answer as Refusal };
}
