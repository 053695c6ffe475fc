/** 帳號: every account, searched by name, kind and status, or opened by its control number. */

import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { type AccountRow, AccountsQuery } from '../api/accounts';
import { DeskPage } from '../frame/DeskPage';
import { AccountTable } from '../office/AccountTable';
import { useTyped } from '../typed';
import { ShownList } from '../view/Shown';
import { useList } from '../view/useReading';
import { useDeskWords } from '../words';
import { accountAddress } from './address';

const KINDS = ['BUSINESS', 'VENDOR', 'STAFF'] as const;
const STATUSES = ['ACTIVE', 'SUSPENDED', 'CLOSED'] as const;

interface Wanted {
  readonly name?: string | undefined;
  readonly kind?: (typeof KINDS)[number] | undefined;
  readonly status?: (typeof STATUSES)[number] | undefined;
}

export default function Accounts() {
  const { accounts: words } = useDeskWords();
  const [wanted, setWanted] = useTyped<Wanted>('accounts', {});
  const { name, kind, status } = wanted;
  const filter = {
    name: name || null,
    kind: kind ? [kind] : null,
    status: status ? [status] : null,
  };
  const list = useList(AccountsQuery, { filter }, (staff) => staff.accounts);
  return (
    <DeskPage title={words.title}>
      <Search wanted={wanted} onChange={setWanted} />
      <ShownList list={list} empty={words.empty}>
        {(rows) => <Table rows={rows} />}
      </ShownList>
    </DeskPage>
  );
}

function Search({ wanted, onChange }: { wanted: Wanted; onChange: (wanted: Wanted) => void }) {
  const { accounts: words } = useDeskWords();
  const { route } = useLocation();
  const [name, setName] = useState(wanted.name ?? '');
  const [number, setNumber] = useState('');
  return (
    <search class="desk-filters">
      <form
        class="desk-filters"
        onSubmit={(event) => {
          event.preventDefault();
          if (number.trim()) route(accountAddress(number.trim().toUpperCase()));
        }}
      >
        <label>
          {words.number}
          <input
            type="text"
            autocomplete="off"
            spellcheck={false}
            size={12}
            value={number}
            onInput={(event) => setNumber(event.currentTarget.value)}
          />
        </label>
        <button type="submit" class="button">
          {words.open}
        </button>
      </form>
      <form
        class="desk-filters"
        onSubmit={(event) => {
          event.preventDefault();
          onChange({ ...wanted, name: name.trim() || undefined });
        }}
      >
        <label>
          {words.search}
          <input
            type="text"
            autocomplete="off"
            spellcheck={false}
            value={name}
            onInput={(event) => setName(event.currentTarget.value)}
          />
        </label>
        <label>
          {words.kind}
          <select
            value={wanted.kind ?? ''}
            onChange={({ currentTarget: { value } }) =>
              onChange({ ...wanted, kind: KINDS.find((one) => one === value) })
            }
          >
            <option value="">{words.all}</option>
            {KINDS.map((one) => (
              <option key={one} value={one}>
                {words.kinds[one]}
              </option>
            ))}
          </select>
        </label>
        <label>
          {words.status}
          <select
            value={wanted.status ?? ''}
            onChange={({ currentTarget: { value } }) =>
              onChange({ ...wanted, status: STATUSES.find((one) => one === value) })
            }
          >
            <option value="">{words.all}</option>
            {STATUSES.map((one) => (
              <option key={one} value={one}>
                {words.statuses[one]}
              </option>
            ))}
          </select>
        </label>
        <button type="submit" class="button">
          {words.find}
        </button>
      </form>
    </search>
  );
}

function Table({ rows }: { rows: readonly AccountRow[] }) {
  const { accounts: words, shell } = useDeskWords();
  const about = {
    name: words.kind,
    of: ({ kind, role }: AccountRow) => (
      <>
        {words.kinds[kind]}
        {role && ' '}
        {role && <span class="soft">{shell.roles[role]}</span>}
      </>
    ),
  };
  return <AccountTable caption={words.title} rows={rows} about={about} />;
}
