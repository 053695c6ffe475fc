/** 待審案件: the cases that wait for a person, longest first, changing by themselves. */

import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { LiveLine } from '../../view/LiveLine';
import { Trouble } from '../../view/Trouble';
import type { QueueFilter } from '../api/queue';
import { DoneNotice } from '../case/DoneNotice';
import { useAnnounce } from '../frame/announce';
import { DeskPage } from '../frame/DeskPage';
import { useKeys } from '../frame/keys';
import { useLiveQueue } from '../frame/live';
import { useTyped } from '../typed';
import { ageOf, useNow } from '../view/age';
import { useDeskWords } from '../words';
import { addressOf } from './address';
import { QueueFilters, SEARCH_ID } from './QueueFilters';
import { QueueTable } from './QueueTable';
import { useQueue } from './useQueue';

export default function Queue() {
  const words = useDeskWords();
  const { queue } = words;
  const { route } = useLocation();
  const announce = useAnnounce();
  const { state } = useLiveQueue();
  const [filter, setFilter] = useTyped<QueueFilter>('filter', {});
  const { rows, trouble, hasMore, more, again } = useQueue(filter, (row) =>
    announce(queue.newCase(row.application.company.companyName)),
  );
  const [chosen, setChosen] = useState<string>();
  const shown = rows ?? [];
  const place = shown.findIndex(({ id }) => id === chosen);
  const row = shown[place] ?? shown[0];

  function move(to: number) {
    const next = shown[Math.min(Math.max(to, 0), shown.length - 1)];
    if (!next) return;
    setChosen(next.id);
    document.getElementById(`row-${next.id}`)?.focus();
  }
  const open = (act = '') => row && route(addressOf(row) + act);

  useKeys([
    { key: 'j', does: queue.keys.next, act: () => move(place + 1) },
    { key: 'k', does: queue.keys.previous, act: () => move(place - 1) },
    { key: 'Enter', does: queue.keys.open, act: () => open() },
    { key: 'a', does: queue.keys.approve, act: () => open('?do=approve') },
    { key: 'r', does: queue.keys.reject, act: () => open('?do=reject') },
    {
      key: '/',
      does: queue.keys.search,
      act: () => document.getElementById(SEARCH_ID)?.focus(),
    },
  ]);

  return (
    <DeskPage title={queue.title} beside={<Head />}>
      <DoneNotice />
      <QueueFilters filter={filter} onChange={setFilter} />
      {trouble && <Trouble trouble={trouble} onAgain={again} />}
      {!rows && !trouble && <p role="status">{words.shell.loading}</p>}
      {rows && rows.length > 0 && <QueueTable rows={rows} chosen={chosen} onChoose={setChosen} />}
      {rows?.length === 0 && (
        <p class="desk-empty">{Object.keys(filter).length > 0 ? queue.emptyFound : queue.empty}</p>
      )}
      <div class="desk-foot">
        {hasMore && (
          <button type="button" class="button second" onClick={more}>
            {words.shell.more}
          </button>
        )}
        <LiveLine live={state} texts={queue.live} />
      </div>
    </DeskPage>
  );
}

/** The whole queue in figures, whatever is filtered. */
function Head() {
  const { queue } = useDeskWords();
  const { head } = useLiveQueue();
  const now = useNow();
  if (!head) return null;
  return (
    <ul class="desk-figures">
      <li>{queue.head.waiting(head.waiting)}</li>
      {head.putOff > 0 && <li>{queue.head.putOff(head.putOff)}</li>}
      {head.oldestWaiting && <li>{queue.head.oldest(ageOf(head.oldestWaiting, now, queue))}</li>}
      <li class={head.sameDayAtRisk ? 'late' : 'in-time'}>
        {head.sameDayAtRisk ? queue.head.atRisk : queue.head.inTime}
      </li>
    </ul>
  );
}
