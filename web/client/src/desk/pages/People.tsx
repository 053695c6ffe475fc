/** 同仁: who is of the staff, whose card awaits confirmation, and invitations. */
import { useState } from 'preact/hooks';
import { type AccountRow, AccountsQuery } from '../api/accounts';
import { AwaitingQuery } from '../api/people';
import { DeskPage } from '../frame/DeskPage';
import { AwaitingCard } from '../office/AwaitingCard';
import { InviteAgain } from '../office/InviteAgain';
import { InviteStaff } from '../office/InviteStaff';
import { ShownList } from '../view/Shown';
import { useList } from '../view/useReading';
import { When } from '../view/When';
import { useDeskWords } from '../words';
import { accountAddress } from './address';

const STAFF = { filter: { kind: ['STAFF' as const] } };

export default function People() {
  const { people: words } = useDeskWords();
  const [said, setSaid] = useState<string>();
  const awaiting = useList(AwaitingQuery, {}, (staff) => staff.awaitingConfirmation);
  const accounts = useList(AccountsQuery, STAFF, (staff) => staff.accounts);

  function done(text: string) {
    setSaid(text);
    awaiting.again();
    accounts.again();
  }

  return (
    <DeskPage title={words.title}>
      {said && <p class="said good">{said}</p>}
      <section class="desk-box" aria-labelledby="awaiting">
        <h2 id="awaiting">{words.awaiting}</h2>
        <p class="small">{words.awaitingText}</p>
        <ShownList list={awaiting} empty={words.noneAwaiting}>
          {(rows) =>
            rows.map((row) => (
              <AwaitingCard key={row.certificate.id} awaiting={row} onDone={done} />
            ))
          }
        </ShownList>
      </section>
      <section class="desk-box" aria-labelledby="staff">
        <h2 id="staff">{words.list}</h2>
        <ShownList list={accounts} empty={words.list}>
          {(rows) => <Table rows={rows} onDone={done} />}
        </ShownList>
      </section>
      <InviteStaff onDone={done} />
    </DeskPage>
  );
}

function Table({ rows, onDone }: { rows: readonly AccountRow[]; onDone: (said: string) => void }) {
  const { people: words, accounts, shell } = useDeskWords();
  const [again, setAgain] = useState<string>();
  return (
    <table class="desk-table">
      <caption class="unseen">{words.list}</caption>
      <thead>
        <tr>
          <th scope="col">{accounts.number}</th>
          <th scope="col">{accounts.name}</th>
          <th scope="col">{words.role}</th>
          <th scope="col">{accounts.status}</th>
          <th scope="col">{accounts.opened}</th>
          <th scope="col">{words.invitation}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.id}>
            <th scope="row" class="num">
              <a href={accountAddress(row.controlNumber)}>{row.controlNumber}</a>
            </th>
            <td data-label={accounts.name}>{row.name}</td>
            <td data-label={words.role}>{row.role && shell.roles[row.role]}</td>
            <td data-label={accounts.status}>
              <span class={row.status === 'ACTIVE' ? 'badge good' : 'badge late'}>
                {accounts.statuses[row.status]}
              </span>
            </td>
            <td data-label={accounts.opened}>
              <When at={row.openedAt} />
            </td>
            <td data-label={words.invitation}>
              {row.status === 'ACTIVE' && (
                <button type="button" class="plain" onClick={() => setAgain(row.id)}>
                  {words.again}
                </button>
              )}
              {again === row.id && (
                <InviteAgain account={row} onDone={onDone} onClose={() => setAgain(undefined)} />
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
