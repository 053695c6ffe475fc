/** One partner: its tokens, a new token, its name, scopes and address, and its end. */
import { useState } from 'preact/hooks';
import { Trouble } from '../../view/Trouble';
import {
  type DeskPartner,
  RevokePartnerMutation,
  RotateTokenMutation,
  type Scope,
  UpdatePartnerMutation,
} from '../api/partners';
import { useAnnounce } from '../frame/announce';
import { attempt, useAct } from '../frame/useAct';
import { TextInput } from '../view/Text';
import { When } from '../view/When';
import { useDeskWords } from '../words';
import { Scopes } from './Scopes';
import { useForm } from './useForm';

export interface NewToken {
  readonly name: string;
  readonly token: string;
}

export type Done = (said: string, token?: NewToken) => void;

export function OnePartner({ partner, onDone }: { partner: DeskPartner; onDone: Done }) {
  const { partners: words } = useDeskWords();
  const { name, scopes, handoffUrl, createdAt, revokedAt, tokens } = partner;
  const id = `partner-${partner.id}`;
  return (
    <section class="desk-box" aria-labelledby={id}>
      <h2 id={id}>
        {name} {revokedAt && <span class="badge late">{words.revoked}</span>}
      </h2>
      <dl class="pairs">
        <dt>{words.scopes}</dt>
        <dd>{(scopes ?? []).map((scope) => words.scopeNames[scope]).join(words.stop)}</dd>
        <dt>{words.handoffUrl}</dt>
        <dd>{handoffUrl ?? '—'}</dd>
        <dt>{words.created}</dt>
        <dd>
          <When at={createdAt} />
        </dd>
      </dl>
      <h3>{words.tokens}</h3>
      <ul class="bare">
        {tokens?.edges.map(({ node }) => (
          <li key={node.id}>
            <span class="num">{node.prefix}…</span>{' '}
            {node.revokedAt && <span class="badge late">{words.revoked}</span>}
            <br />
            <span class="small soft">
              {words.expires} <When at={node.expiresAt} />
              {' · '}
              {words.used} <When at={node.lastUsedAt} />
            </span>
          </li>
        ))}
      </ul>
      {!revokedAt && <Acts partner={partner} onDone={onDone} />}
    </section>
  );
}

function Acts({ partner, onDone }: { partner: DeskPartner; onDone: Done }) {
  const { partners: words } = useDeskWords();
  const announce = useAnnounce();
  const act = useAct();
  const { id, name } = partner;
  const [sure, setSure] = useState('');

  function done(said: string, token?: NewToken) {
    announce(said);
    onDone(said, token);
  }
  const rotate = () =>
    act.run(() =>
      attempt(RotateTokenMutation, { input: { id } }, ({ token }) =>
        done(words.rotated(name), { name, token }),
      ),
    );
  const revoke = () =>
    act.run(() => attempt(RevokePartnerMutation, { input: { id } }, () => done(words.ended(name))));

  return (
    <>
      {act.trouble && <Trouble trouble={act.trouble} />}
      <div>
        <button
          type="button"
          class="button second"
          aria-disabled={act.busy || undefined}
          onClick={() => !act.busy && rotate()}
        >
          {words.rotate}
        </button>
        <p class="small soft">{words.rotateText}</p>
      </div>
      <Edit partner={partner} onDone={done} />
      <details>
        <summary>{words.revoke}</summary>
        <form
          class="flow"
          onSubmit={(event) => {
            event.preventDefault();
            if (!act.busy) revoke();
          }}
        >
          <p class="small">{words.revokeText}</p>
          <TextInput label={words.sure(name)} name="sure" value={sure} onInput={setSure} />
          <button type="submit" class="button grave" disabled={sure.trim() !== name}>
            {words.revoke}
          </button>
        </form>
      </details>
    </>
  );
}

function Edit({ partner, onDone }: { partner: DeskPartner; onDone: Done }) {
  const { partners: words } = useDeskWords();
  const { id, name, version, handoffUrl } = partner;
  const form = useForm(`partner ${id} ${version}`, { name, handoffUrl: handoffUrl ?? '' });
  const [scopes, setScopes] = useState<readonly Scope[]>(partner.scopes ?? []);
  const { act, typed } = form;

  function send() {
    const input = {
      id,
      version: version ?? '',
      name: typed.name,
      scopes: [...scopes],
      handoffUrl: typed.handoffUrl || null,
    };
    act.run(() =>
      attempt(UpdatePartnerMutation, { input }, () => {
        form.clear();
        onDone(words.updated(typed.name));
      }),
    );
  }

  return (
    <details>
      <summary>{words.edit}</summary>
      <form class="flow" onSubmit={form.onSubmit(send)}>
        {act.trouble && <Trouble trouble={act.trouble} />}
        <p class="small">{words.editText}</p>
        <TextInput label={words.name} maxLength={80} {...form.field('name')} />
        <Scopes chosen={scopes} onChange={setScopes} />
        <TextInput
          label={words.handoffUrl}
          hint={words.handoffHint}
          {...form.field('handoffUrl')}
        />
        <button type="submit" class="button second">
          {words.save}
        </button>
      </form>
    </details>
  );
}
