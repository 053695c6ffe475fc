/** A colleague whose cards have all ended is invited again. */
import { Trouble } from '../../view/Trouble';
import type { AccountRow } from '../api/accounts';
import { InviteAgainMutation } from '../api/people';
import { useAnnounce } from '../frame/announce';
import { Dialog } from '../frame/Dialog';
import { attempt } from '../frame/useAct';
import { TextInput } from '../view/Text';
import { useDeskWords } from '../words';
import { useForm } from './useForm';

export function InviteAgain({
  account,
  onDone,
  onClose,
}: {
  account: AccountRow;
  onDone: (said: string) => void;
  onClose: () => void;
}) {
  const { people: words, shell } = useDeskWords();
  const announce = useAnnounce();
  const form = useForm(`again ${account.id}`, { name: account.name ?? '', lastFour: '' });
  const { act, typed } = form;

  function send() {
    const input = { accountId: account.id, ...typed };
    act.run(() =>
      attempt(InviteAgainMutation, { input }, () => {
        const said = words.invited(account.controlNumber);
        form.clear();
        announce(said);
        onDone(said);
        onClose();
      }),
    );
  }

  return (
    <Dialog title={words.againOf(account.controlNumber)} onClose={onClose}>
      <p class="small">{words.againText}</p>
      {act.trouble && <Trouble trouble={act.trouble} />}
      <form class="desk-form" onSubmit={form.onSubmit(send)}>
        <TextInput label={words.name} hint={words.nameHint} {...form.field('name')} />
        <TextInput label={words.lastFour} maxLength={4} {...form.field('lastFour')} />
        <div class="actions">
          <button type="submit" class="button">
            {words.sendInvitation}
          </button>
          <button type="button" class="button second" onClick={onClose}>
            {shell.cancel}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
