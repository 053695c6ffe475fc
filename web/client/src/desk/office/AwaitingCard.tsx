/** A card that an invited person has bound: another administrator confirms or rejects just this one. */
import type { Operation } from '../../api/graphql';
import { Trouble } from '../../view/Trouble';
import { type Awaiting, ConfirmCardMutation, RejectCardMutation } from '../api/people';
import { useAnnounce } from '../frame/announce';
import { attempt, useAct } from '../frame/useAct';
import { When } from '../view/When';
import { useDeskWords } from '../words';

type Input = { input: { accountId: string; certificateId: string } };
const MUTATIONS = {
  confirm: ConfirmCardMutation as Operation<object, Input>,
  reject: RejectCardMutation as Operation<object, Input>,
};

export function AwaitingCard({
  awaiting,
  onDone,
}: {
  awaiting: Awaiting;
  onDone: (said: string) => void;
}) {
  const { people: words, shell } = useDeskWords();
  const announce = useAnnounce();
  const act = useAct();
  const { account, certificate, boundAt } = awaiting;

  function decide(verdict: 'confirm' | 'reject') {
    const input = { accountId: account.id, certificateId: certificate.id };
    const said = words.decided[verdict](certificate.holderName ?? '');
    act.run(() =>
      attempt(MUTATIONS[verdict], { input }, () => {
        announce(said);
        onDone(said);
      }),
    );
  }

  return (
    <div class="said">
      <p>
        <strong>{certificate.holderName}</strong> {account.controlNumber}{' '}
        {account.role && shell.roles[account.role]}
      </p>
      <p class="num">{certificate.cardNumber}</p>
      <p>
        {certificate.phone} {certificate.email}
      </p>
      <p class="small soft">
        {words.bound} <When at={boundAt} />
      </p>
      {act.trouble && <Trouble trouble={act.trouble} />}
      <div class="actions">
        <button
          type="button"
          class="button"
          aria-disabled={act.busy || undefined}
          onClick={() => !act.busy && decide('confirm')}
        >
          {words.confirm}
        </button>
        <button
          type="button"
          class="button grave"
          aria-disabled={act.busy || undefined}
          onClick={() => !act.busy && decide('reject')}
        >
          {words.reject}
        </button>
      </div>
    </div>
  );
}
