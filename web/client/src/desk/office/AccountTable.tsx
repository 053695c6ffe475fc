/** A table of accounts: number, name, what a page adds, status, when opened. */
import type { ComponentChildren } from 'preact';
import type { AccountRow } from '../api/accounts';
import { accountAddress } from '../pages/address';
import { When } from '../view/When';
import { useDeskWords } from '../words';

interface Column {
  readonly name: string;
  readonly of: (row: AccountRow) => ComponentChildren;
}

export function AccountTable({
  caption,
  rows,
  about,
  last,
}: {
  caption: string;
  rows: readonly AccountRow[];
  /** What the account is, between its name and its status. */
  about: Column;
  last?: Column;
}) {
  const { accounts: words } = useDeskWords();
  return (
    <table class="desk-table">
      <caption class="unseen">{caption}</caption>
      <thead>
        <tr>
          <th scope="col">{words.number}</th>
          <th scope="col">{words.name}</th>
          <th scope="col">{about.name}</th>
          <th scope="col">{words.status}</th>
          <th scope="col">{words.opened}</th>
          {last && <th scope="col">{last.name}</th>}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.id}>
            <th scope="row" class="num">
              <a href={accountAddress(row.controlNumber)}>{row.controlNumber}</a>
            </th>
            <td data-label={words.name}>{row.name}</td>
            <td data-label={about.name}>{about.of(row)}</td>
            <td data-label={words.status}>
              <span class={row.status === 'ACTIVE' ? 'badge good' : 'badge late'}>
                {words.statuses[row.status]}
              </span>
              {row.frozenSince && <span class="badge alike">{words.frozen}</span>}
            </td>
            <td data-label={words.opened}>
              <When at={row.openedAt} />
            </td>
            {last && <td data-label={last.name}>{last.of(row)}</td>}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
