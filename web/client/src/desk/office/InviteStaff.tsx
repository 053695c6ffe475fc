/** A new colleague is invited: by name and ID digits, as the card states them. */
import { Trouble } from '../../view/Trouble';
import { CreateStaffMutation } from '../api/people';
import { useAnnounce } from '../frame/announce';
import { attempt } from '../frame/useAct';
import { TextInput } from '../view/Text';
import { useDeskWords } from '../words';
import { useForm } from './useForm';

const ROLES = ['SUPPORT', 'REVIEWER', 'ADMIN'] as const;
const NOTHING = { name: '', lastFour: '', mailbox: '', reason: '', role: 'REVIEWER' };

export function InviteStaff({ onDone }: { onDone: (said: string) => void }) {
  const { people: words, shell } = useDeskWords();
  const announce = useAnnounce();
  const form = useForm('invite', NOTHING);
  const { typed, act } = form;

  function send() {
    const role = ROLES.find((one) => one === typed.role) ?? 'REVIEWER';
    act.run(() =>
      attempt(CreateStaffMutation, { input: { ...typed, role } }, ({ account }) => {
        const said = words.invited(account.controlNumber);
        form.clear();
        announce(said);
        onDone(said);
      }),
    );
  }

  return (
    <section class="desk-box" aria-labelledby="invite">
      <h2 id="invite">{words.invite}</h2>
      <p class="small">{words.inviteText}</p>
      {act.trouble && <Trouble trouble={act.trouble} />}
      <form class="desk-form" onSubmit={form.onSubmit(send)}>
        <TextInput label={words.name} hint={words.nameHint} {...form.field('name')} />
        <TextInput label={words.lastFour} maxLength={4} {...form.field('lastFour')} />
        <TextInput label={words.mailbox} type="email" {...form.field('mailbox')} />
        <label class="stack">
          {words.role}
          <select
            value={typed.role}
            onChange={({ currentTarget: { value } }) => form.setTyped({ ...typed, role: value })}
          >
            {ROLES.map((role) => (
              <option key={role} value={role}>
                {shell.roles[role]}
              </option>
            ))}
          </select>
        </label>
        <TextInput label={words.reason} lines={2} maxLength={400} {...form.field('reason')} />
        <button type="submit" class="button">
          {words.sendInvitation}
        </button>
      </form>
    </section>
  );
}
