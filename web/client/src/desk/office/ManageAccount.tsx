/** An administrator suspends, restores or closes an account, each with a reason. */

import { useState } from 'preact/hooks';
import type { Operation } from '../../api/graphql';
import { Trouble } from '../../view/Trouble';
import { CloseMutation, type DeskAccount, RestoreMutation, SuspendMutation } from '../api/accounts';
import { useAnnounce } from '../frame/announce';
import { attempt, useAct } from '../frame/useAct';
import { useTyped } from '../typed';
import { TextInput } from '../view/Text';
import { useDeskWords } from '../words';

type Deed = 'suspend' | 'restore' | 'close';

const DEEDS: Readonly<Record<DeskAccount['status'], readonly Deed[]>> = {
  PENDING: [],
  ACTIVE: ['suspend', 'close'],
  SUSPENDED: ['restore', 'close'],
  CLOSED: [],
};
const MUTATIONS = { suspend: SuspendMutation, restore: RestoreMutation, close: CloseMutation };
type Mutation = Operation<object, { input: { id: string; reason: string } }>;

export function ManageAccount({
  account,
  onChanged,
}: {
  account: DeskAccount;
  onChanged: () => void;
}) {
  const { accounts: words } = useDeskWords();
  const announce = useAnnounce();
  const act = useAct();
  const [reason, setReason] = useTyped(`manage ${account.id}`, '');
  const [done, setDone] = useState<Deed>();
  const [sure, setSure] = useState('');
  const deeds = DEEDS[account.status];

  function run(deed: Deed) {
    const input = { id: account.id, reason };
    setDone(undefined);
    act.run(() =>
      attempt(MUTATIONS[deed] as Mutation, { input }, () => {
        setReason(undefined);
        setSure('');
        setDone(deed);
        announce(words.done[deed]);
        onChanged();
      }),
    );
  }

  return (
    <section class="desk-box" aria-labelledby="manage">
      <h2 id="manage">{words.manage}</h2>
      {done && <p class="said good">{words.done[done]}</p>}
      {act.trouble && <Trouble trouble={act.trouble} />}
      {deeds.length === 0 ? (
        <p class="soft">{words.closedText}</p>
      ) : (
        <TextInput
          label={words.reason}
          name="reason"
          hint={words.reasonHint}
          lines={3}
          maxLength={400}
          value={reason}
          onInput={setReason}
          trouble={act.trouble}
        />
      )}
      {deeds.map((deed) => (
        <form
          key={deed}
          class="flow"
          onSubmit={(event) => {
            event.preventDefault();
            if (!act.busy) run(deed);
          }}
        >
          <p class="small">{words[`${deed}Text`]}</p>
          {deed === 'close' && (
            <TextInput
              label={words.closeSure(account.controlNumber)}
              name="sure"
              value={sure}
              onInput={setSure}
            />
          )}
          <button
            type="submit"
            class={`button ${deed === 'restore' ? 'second' : 'grave'}`}
            disabled={deed === 'close' && sure.trim().toUpperCase() !== account.controlNumber}
          >
            {words[deed]}
          </button>
        </form>
      ))}
    </section>
  );
}
