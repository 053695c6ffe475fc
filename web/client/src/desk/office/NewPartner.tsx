/** A partner is created with its first token. */
import { useState } from 'preact/hooks';
import { Trouble } from '../../view/Trouble';
import { CreatePartnerMutation, type Scope } from '../api/partners';
import { useAnnounce } from '../frame/announce';
import { attempt } from '../frame/useAct';
import { TextInput } from '../view/Text';
import { useDeskWords } from '../words';
import type { Done } from './OnePartner';
import { Scopes } from './Scopes';
import { useForm } from './useForm';

const NOTHING = { name: '', handoffUrl: '', expiresAt: '' };

export function NewPartner({ onDone }: { onDone: Done }) {
  const { partners: words } = useDeskWords();
  const announce = useAnnounce();
  const form = useForm('new partner', NOTHING);
  const [scopes, setScopes] = useState<readonly Scope[]>([]);
  const { act, typed } = form;

  function send() {
    const { name } = typed;
    const input = {
      name,
      scopes: [...scopes],
      handoffUrl: typed.handoffUrl || null,
      expiresAt: `${typed.expiresAt}T23:59:59+08:00`,
    };
    act.run(() =>
      attempt(CreatePartnerMutation, { input }, ({ token }) => {
        form.clear();
        setScopes([]);
        announce(words.made(name));
        onDone(words.made(name), { name, token });
      }),
    );
  }

  return (
    <section class="desk-box" aria-labelledby="new-partner">
      <h2 id="new-partner">{words.create}</h2>
      {act.trouble && <Trouble trouble={act.trouble} />}
      <form class="desk-form" onSubmit={form.onSubmit(send)}>
        <TextInput label={words.name} maxLength={80} {...form.field('name')} />
        <Scopes chosen={scopes} onChange={setScopes} />
        <TextInput
          label={words.handoffUrl}
          hint={words.handoffHint}
          {...form.field('handoffUrl')}
        />
        <TextInput
          label={words.expiresOn}
          hint={words.expiresHint}
          type="date"
          {...form.field('expiresAt')}
        />
        <button type="submit" class="button" disabled={!typed.expiresAt || scopes.length === 0}>
          {words.create}
        </button>
      </form>
    </section>
  );
}
