/** 憑證換發: a person's new card takes the place of the old one, and signs in with that. */
import { RenewCertificateMutation } from '../api/cards';
import { send } from '../api/client';
import { OF_VIEWER } from '../api/session';
import { Notice } from '../view/Notice';
import { useHolderWords } from '../words';
import { ActStep } from './ActStep';
import type { SignedChallenge } from './useCard';

export function RenewStep({ onRenewed }: { onRenewed: (to: 'ACCOUNT' | 'APPLICATION') => void }) {
  const { signIn } = useHolderWords();

  async function renew({ challengeId, signature }: SignedChallenge) {
    const input = { challengeId, signature };
    const reply = await send(RenewCertificateMutation, { input }, { changes: OF_VIEWER });
    if ('noAnswer' in reply) return reply;
    const answer = reply.data.renewCertificate;
    if (answer.__typename !== 'RenewCertificateSuccess') return { refusal: answer };
    onRenewed(answer.account ? 'ACCOUNT' : 'APPLICATION');
    return undefined;
  }

  return (
    <>
      <Notice kind="warn" title={signIn.renewTitle} takesFocus>
        <p>{signIn.renewText}</p>
      </Notice>
      <ActStep purpose="RENEW" button={signIn.renewButton} act={renew} />
    </>
  );
}
