/** Another mailbox is proposed for an account; a second person confirms it on the page of mailboxes. */
import { useState } from 'preact/hooks';
import { Trouble } from '../../view/Trouble';
import type { DeskAccount } from '../api/accounts';
import { ProposeCorrectionMutation } from '../api/mailboxes';
import { useAnnounce } from '../frame/announce';
import { attempt, useAct } from '../frame/useAct';
import { MAILBOXES } from '../pages/address';
import { useTyped } from '../typed';
import { TextInput } from '../view/Text';
import { useDeskWords } from '../words';

const NOTHING = { email: '', reason: '', evidence: '' };

export function ProposeMailbox({
  account,
  onChanged,
}: {
  account: DeskAccount;
  onChanged: () => void;
}) {
  const { mailboxes: words } = useDeskWords();
  const announce = useAnnounce();
  const act = useAct();
  const [typed, setTyped] = useTyped(`correct ${account.id}`, NOTHING);
  const [isDone, setDone] = useState(false);
  const { mailbox, mailboxCorrection, kind, status } = account;
  if (mailboxCorrection || isDone) {
    return (
      <section class="desk-box" aria-labelledby="propose">
        <h2 id="propose">{words.title}</h2>
        {isDone && <p class="said good">{words.proposedDone}</p>}
        <p>
          <a href={MAILBOXES}>{words.title}</a> {mailboxCorrection?.email}
        </p>
      </section>
    );
  }
  if (!mailbox || kind === 'STAFF' || status !== 'ACTIVE') return null;

  function propose(shown: string) {
    const input = { accountId: account.id, mailbox: shown, ...typed };
    act.run(() =>
      attempt(ProposeCorrectionMutation, { input }, () => {
        setTyped(undefined);
        setDone(true);
        announce(words.proposedDone);
        onChanged();
      }),
    );
  }

  const field = (name: keyof typeof NOTHING) => ({
    name,
    value: typed[name],
    onInput: (value: string) => setTyped({ ...typed, [name]: value }),
    trouble: act.trouble,
  });
  return (
    <section class="desk-box" aria-labelledby="propose">
      <h2 id="propose">{words.propose}</h2>
      <p class="small">{words.proposeText}</p>
      {act.trouble && <Trouble trouble={act.trouble} />}
      <form
        class="flow"
        onSubmit={(event) => {
          event.preventDefault();
          if (!act.busy) propose(mailbox);
        }}
      >
        <TextInput label={words.email} type="email" {...field('email')} />
        <TextInput label={words.reason} lines={2} maxLength={400} {...field('reason')} />
        <TextInput label={words.evidence} maxLength={400} {...field('evidence')} />
        <button type="submit" class="button second">
          {words.propose}
        </button>
      </form>
    </section>
  );
}
