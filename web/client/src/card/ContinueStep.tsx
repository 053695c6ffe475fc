/** Prove with the bound card that this browser may go on with the application. */
import type { Application } from '../api/application';
import { send } from '../api/client';
import { ContinueApplicationMutation } from '../api/documents';
import { ActStep } from './ActStep';
import type { SignedChallenge } from './useCard';

export function ContinueStep({
  button,
  onContinued,
}: {
  button: string;
  onContinued: (application: Application) => void;
}) {
  async function proceed({ challengeId, signature }: SignedChallenge) {
    const reply = await send(ContinueApplicationMutation, { input: { challengeId, signature } });
    if ('noAnswer' in reply) return reply;
    const answer = reply.data.continueApplication;
    if (answer.__typename !== 'ContinueApplicationSuccess') return { refusal: answer };
    onContinued(answer.application);
    return undefined;
  }

  return <ActStep purpose="CONTINUE" button={button} act={proceed} />;
}
