/** Prove with the bound card that this browser may go on with the application. */
import { useState } from 'preact/hooks';
import type { Application } from '../api/application';
import { send } from '../api/client';
import { ContinueApplicationMutation } from '../api/documents';
import { Trouble, type TroubleState } from '../view/Trouble';
import { useWords } from '../words';
import { CardStep } from './CardStep';
import { PhoneNotice } from './PhoneNotice';
import type { SignedChallenge } from './useCard';

export function ContinueStep({
  button,
  onContinued,
}: {
  button: string;
  onContinued: (application: Application) => void;
}) {
  const words = useWords();
  const [round, setRound] = useState(0);
  const [sending, setSending] = useState(false);
  const [trouble, setTrouble] = useState<TroubleState>();

  async function proceed({ challengeId, signature }: SignedChallenge) {
    setSending(true);
    setTrouble(undefined);
    const reply = await send(ContinueApplicationMutation, { input: { challengeId, signature } });
    setSending(false);
    // Whatever the answer, the challenge is spent: a new card step fetches a new one.
    setRound((before) => before + 1);
    if ('noAnswer' in reply) return setTrouble(reply);
    const answer = reply.data.continueApplication;
    switch (answer.__typename) {
      case 'ContinueApplicationSuccess':
        return onContinued(answer.application);
      default:
        return setTrouble({ refusal: answer });
    }
  }

  return (
    <div class="flow">
      <PhoneNotice />
      {trouble && <Trouble trouble={trouble} />}
      <CardStep key={round} purpose="CONTINUE" button={button} onSigned={proceed} />
      <p role="status">{sending ? words.shell.loading : ''}</p>
    </div>
  );
}
