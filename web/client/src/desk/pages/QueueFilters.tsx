/** What of the queue is listed: by number or name, by who has taken it, by look-alikes. */
import { useState } from 'preact/hooks';
import type { QueueFilter } from '../api/queue';
import { useDeskWords } from '../words';

export const SEARCH_ID = 'search';
const CLAIMED = ['BY_NOBODY', 'BY_ME'] as const;
const ALL = [
  'UNDER_REVIEW',
  'APPROVED',
  'REJECTED',
  'ACTIVATED',
  'WITHDRAWN',
  'EXPIRED',
] as const satisfies QueueFilter['status'];

export function QueueFilters({
  filter,
  onChange,
}: {
  filter: QueueFilter;
  onChange: (filter: QueueFilter | undefined) => void;
}) {
  const { filters } = useDeskWords().queue;
  const [typed, setTyped] = useState(filter.search ?? '');

  function change(part: QueueFilter) {
    const next = { ...filter, ...part };
    const said = Object.entries(next).filter(([, value]) => value !== null && value !== false);
    onChange(said.length > 0 ? Object.fromEntries(said) : undefined);
  }

  return (
    <search aria-label={filters.heading}>
      <form
        class="desk-filters"
        onSubmit={(event) => {
          event.preventDefault();
          change({ search: typed.trim() || null });
        }}
      >
        <div>
          <label for={SEARCH_ID}>{filters.search}</label>
          <input
            id={SEARCH_ID}
            type="search"
            autocomplete="off"
            spellcheck={false}
            value={typed}
            onInput={(event) => setTyped(event.currentTarget.value)}
          />
        </div>
        <button type="submit" class="button">
          {filters.find}
        </button>
        <div>
          <label for="queue-claimed">{filters.claimed}</label>
          <select
            id="queue-claimed"
            value={filter.claimed ?? ''}
            onChange={({ currentTarget: { value } }) =>
              change({ claimed: CLAIMED.find((one) => one === value) ?? null })
            }
          >
            <option value="">{filters.anybody}</option>
            {CLAIMED.map((one) => (
              <option key={one} value={one}>
                {filters[one]}
              </option>
            ))}
          </select>
        </div>
        <div>
          <label for="queue-status">{filters.status}</label>
          <select
            id="queue-status"
            value={filter.status ? 'ALL' : ''}
            onChange={({ currentTarget: { value } }) => change({ status: value ? [...ALL] : null })}
          >
            <option value="">{filters.waiting}</option>
            <option value="ALL">{filters.all}</option>
          </select>
        </div>
        <label class="check">
          <input
            type="checkbox"
            checked={filter.onlyLookAlikes ?? false}
            onChange={(event) => change({ onlyLookAlikes: event.currentTarget.checked })}
          />
          {filters.onlyLookAlikes}
        </label>
        {Object.keys(filter).length > 0 && (
          <button
            type="button"
            class="plain"
            onClick={() => {
              setTyped('');
              onChange(undefined);
            }}
          >
            {filters.clear}
          </button>
        )}
      </form>
    </search>
  );
}
