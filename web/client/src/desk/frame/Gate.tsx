/** The desk is for staff: all others are told so, and who has not signed in may do so in place. */
import { type ComponentChildren, Fragment } from 'preact';
import { send } from '../../api/client';
import { OF_VIEWER, useSession } from '../../api/session';
import { SignInMutation } from '../../api/signing';
import { ActStep } from '../../card/ActStep';
import type { SignedChallenge } from '../../card/useCard';
import { Notice } from '../../view/Notice';
import { Trouble } from '../../view/Trouble';
import { useDeskWords } from '../words';
import { DeskPage } from './DeskPage';

export function Gate({ children }: { children: ComponentChildren }) {
  const { gate, shell } = useDeskWords();
  const session = useSession();
  const { holder } = session;
  // In another tab somebody else may have signed in: nothing that was begun here is hers.
  if (holder?.account.role) return <Fragment key={holder.card.id}>{children}</Fragment>;
  if (holder) return <NotStaff name={holder.account.name ?? holder.account.controlNumber} />;
  // Who signs in keeps her place, and what she is told there, while it is asked anew who is here.
  if (session.loading && !session.service) {
    return (
      <DeskPage title={shell.name}>
        <p role="status">{shell.loading}</p>
      </DeskPage>
    );
  }
  if (session.noAnswer) {
    return (
      <DeskPage title={shell.name}>
        <Trouble trouble={{ noAnswer: session.noAnswer }} onAgain={session.refresh} />
      </DeskPage>
    );
  }
  return (
    <DeskPage title={gate.title}>
      <div class="flow">
        {session.ended && (
          <Notice kind="warn" title={gate.ended}>
            <p>{gate.endedText}</p>
          </Notice>
        )}
        <p>{gate.lead}</p>
        <ActStep purpose="SIGN_IN" button={gate.button} act={signIn} />
        <p>
          {gate.other} <a href="/sign-in?to=/staff">{gate.otherLink}</a>
        </p>
      </div>
    </DeskPage>
  );
}

async function signIn({ challengeId, signature }: SignedChallenge) {
  const input = { challengeId, signature };
  const reply = await send(SignInMutation, { input }, { changes: OF_VIEWER });
  if ('noAnswer' in reply) return reply;
  const answer = reply.data.signIn;
  return answer.__typename === 'SignInSuccess' ? undefined : { refusal: answer };
}

function NotStaff({ name }: { name: string }) {
  const { gate } = useDeskWords();
  return (
    <DeskPage title={gate.notStaff}>
      <p>{gate.notStaffText(name)}</p>
      <p>
        <a href="/home">{gate.home}</a>
      </p>
    </DeskPage>
  );
}
