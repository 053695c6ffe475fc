/** 憑證異議: each disputed change with both versions, settled with a reason. */
import { Trouble } from '../../view/Trouble';
import { type Dispute, type DisputedCard, DisputesQuery, SettleMutation } from '../api/disputes';
import { attempt, useAct } from '../frame/useAct';
import { Matter, Matters } from '../office/Matters';
import { useTyped } from '../typed';
import { TextInput } from '../view/Text';
import { useList } from '../view/useReading';
import { When } from '../view/When';
import { useDeskWords } from '../words';

export default function Disputes() {
  const { disputes: words } = useDeskWords();
  const list = useList(DisputesQuery, {}, (staff) => staff.disputes);
  return (
    <Matters title={words.title} empty={words.empty} list={list}>
      {(row, done) => <One key={row.id} dispute={row} onDone={done} />}
    </Matters>
  );
}

function One({ dispute, onDone }: { dispute: Dispute; onDone: (said: string) => void }) {
  const { disputes: words } = useDeskWords();
  const act = useAct();
  const { id, kind, account } = dispute;
  const [note, setNote] = useTyped(`dispute ${id}`, '');

  function settle(outcome: 'UNDONE' | 'STANDS') {
    const said = outcome === 'UNDONE' ? words.undone : words.stood;
    act.run(() =>
      attempt(SettleMutation, { input: { id, outcome, note } }, () => {
        setNote(undefined);
        onDone(said);
      }),
    );
  }

  return (
    <Matter
      id={id}
      controlNumber={account.controlNumber}
      name={words.what(words.kinds[kind], account.name ?? '')}
    >
      <ul class="desk-figures">
        <li>
          {words.changed} <When at={dispute.at} />
        </li>
        <li>
          {words.by} {dispute.by.holderName}
        </li>
        <li>
          {words.reported} <When at={dispute.reportedAt} />
        </li>
      </ul>
      <Versions dispute={dispute} />
      {act.trouble && <Trouble trouble={act.trouble} />}
      <TextInput
        label={words.note}
        name="note"
        hint={words.noteHint}
        lines={2}
        maxLength={400}
        value={note}
        onInput={setNote}
        trouble={act.trouble}
      />
      <div class="actions">
        <button
          type="button"
          class="button"
          aria-disabled={act.busy || undefined}
          onClick={() => !act.busy && settle('UNDONE')}
        >
          {words.undo}
        </button>
        <button
          type="button"
          class="button second"
          aria-disabled={act.busy || undefined}
          onClick={() => !act.busy && settle('STANDS')}
        >
          {words.stands}
        </button>
      </div>
    </Matter>
  );
}

type Card = Pick<DisputedCard, 'holderName' | 'cardNumber' | 'phone' | 'email' | 'label'>;

/** The card as it was before the change, and as it is after it; null where there was none. */
export function versionsOf(dispute: Dispute): readonly [Card | null, Card | null] {
  const { kind, certificate, previous } = dispute;
  switch (kind) {
    case 'ADDED':
      return [null, certificate];
    case 'REMOVED':
      return [certificate, null];
    case 'REPLACED':
      return [previous, certificate];
    case 'EDITED': {
      const { formerPhone, formerEmail, formerLabel } = dispute;
      const before = {
        ...certificate,
        phone: formerPhone ?? certificate.phone,
        email: formerEmail ?? certificate.email,
        label: formerLabel ?? certificate.label,
      };
      return [before, certificate];
    }
  }
}

const ROWS = [
  ['holder', 'holderName'],
  ['card', 'cardNumber'],
  ['phone', 'phone'],
  ['email', 'email'],
  ['label', 'label'],
] as const;

function Versions({ dispute }: { dispute: Dispute }) {
  const { disputes: words } = useDeskWords();
  const [before, after] = versionsOf(dispute);
  return (
    <table class="desk-table compare">
      <thead>
        <tr>
          <td />
          <th scope="col">{words.before}</th>
          <th scope="col">{words.after}</th>
        </tr>
      </thead>
      <tbody>
        {ROWS.map(([name, key]) => {
          const [was, is] = [before?.[key], after?.[key]];
          return (
            <tr key={key} data-outcome={was === is ? 'MATCHES' : 'DIFFERS'}>
              <th scope="row">{words[name]}</th>
              <Version label={words.before} card={before} name={key} other={is} />
              <Version label={words.after} card={after} name={key} other={was} />
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function Version({
  label,
  card,
  name,
  other,
}: {
  label: string;
  card: Card | null;
  name: keyof Card;
  /** What the other version has there. */
  other: string | null | undefined;
}) {
  const { disputes: words } = useDeskWords();
  const value = card?.[name];
  // That there is no card is said once.
  const nothing = name === 'holderName' && !card ? words.nothing : words.none;
  return (
    <td data-label={label}>
      {value && value !== other ? <mark>{value}</mark> : (value ?? nothing)}
    </td>
  );
}
