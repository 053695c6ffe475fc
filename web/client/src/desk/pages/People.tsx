/** 同仁: who is of the staff, whose card awaits confirmation, and invitations. */
import { useState } from 'preact/hooks';
import { type AccountRow, AccountsQuery } from '../api/accounts';
import { AwaitingQuery } from '../api/people';
import { DeskPage } from '../frame/DeskPage';
import { AccountTable } from '../office/AccountTable';
import { AwaitingCard } from '../office/AwaitingCard';
import { InviteAgain } from '../office/InviteAgain';
import { InviteStaff } from '../office/InviteStaff';
import { ShownList } from '../view/Shown';
import { useList } from '../view/useReading';
import { useDeskWords } from '../words';

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
  const { people: words, shell } = useDeskWords();
  const [again, setAgain] = useState<string>();
  const invitation = (row: AccountRow) => (
    <>
      {row.status === 'ACTIVE' && (
        <button type="button" class="plain" onClick={() => setAgain(row.id)}>
          {words.again}
        </button>
      )}
      {again === row.id && (
        <InviteAgain account={row} onDone={onDone} onClose={() => setAgain(undefined)} />
      )}
    </>
  );
  return (
    <AccountTable
      caption={words.list}
      rows={rows}
      about={{ name: words.role, of: ({ role }) => role && shell.roles[role] }}
      last={{ name: words.invitation, of: invitation }}
    />
  );
}
