/** A card signs, and an act is sent with it: what came of it is told, and the next try signs anew. */
import { useState } from 'preact/hooks';
import { Trouble, type TroubleState } from '../view/Trouble';
import { useWords } from '../words';
import { CardStep } from './CardStep';
import type { Purpose, Shown } from './challenge';
import { PhoneNotice } from './PhoneNotice';
import type { SignedChallenge } from './useCard';

export function ActStep({
  purpose,
  shown,
  button,
  prefix = '',
  act,
}: {
  purpose: Purpose;
  shown?: Shown;
  button: string;
  prefix?: string;
  /** Send what was signed; what stands in the way comes back. */
  act: (signed: SignedChallenge) => Promise<TroubleState | undefined>;
}) {
  const words = useWords();
  const [round, setRound] = useState(0);
  const [sending, setSending] = useState(false);
  const [trouble, setTrouble] = useState<TroubleState>();

  async function proceed(signed: SignedChallenge) {
    setSending(true);
    setTrouble(undefined);
    const found = await act(signed);
    setSending(false);
    setTrouble(found);
    // Whatever the answer, the challenge is spent: a new card step fetches a new one.
    setRound((before) => before + 1);
  }

  return (
    <div class="flow">
      <PhoneNotice />
      {trouble && <Trouble trouble={trouble} />}
      <CardStep
        key={round}
        purpose={purpose}
        shown={shown}
        button={button}
        prefix={prefix}
        onStart={() => setTrouble(undefined)}
        onSigned={proceed}
      />
      <p role="status">{sending ? words.shell.loading : ''}</p>
    </div>
  );
}
