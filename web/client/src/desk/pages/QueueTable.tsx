/** The queue as a table where there is room, and as cards on a narrow screen. */
import { useLanguage } from '../../words';
import type { QueueRow } from '../api/queue';
import { ageOf, isToday, useNow } from '../view/age';
import { clock } from '../view/clock';
import { useFieldNames } from '../view/useFieldNames';
import { useDeskWords } from '../words';
import { addressOf } from './address';

export function QueueTable({
  rows,
  chosen,
  onChoose,
}: {
  rows: readonly QueueRow[];
  chosen: string | undefined;
  onChoose: (id: string) => void;
}) {
  const { queue } = useDeskWords();
  const now = useNow();
  const { columns } = queue;
  return (
    <table class="desk-table queue">
      <caption class="unseen">{queue.title}</caption>
      <thead>
        <tr>
          <th scope="col">{columns.age}</th>
          <th scope="col">{columns.company}</th>
          <th scope="col">{columns.differs}</th>
          <th scope="col">{columns.caseNumber}</th>
          <th scope="col">{columns.claimed}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Row
            key={row.id}
            row={row}
            now={now}
            isChosen={row.id === chosen}
            onChoose={() => onChoose(row.id)}
          />
        ))}
      </tbody>
    </table>
  );
}

function Row({
  row,
  now,
  isChosen,
  onChoose,
}: {
  row: QueueRow;
  now: number;
  isChosen: boolean;
  onChoose: () => void;
}) {
  const { queue } = useDeskWords();
  const { columns } = queue;
  const { application, waitingSince } = row;
  const { company, status } = application;
  const waits = status === 'UNDER_REVIEW';
  return (
    <tr data-chosen={isChosen || undefined}>
      <td class="age" data-label={columns.age}>
        {waits && waitingSince ? (
          <>
            <span class="num">{ageOf(waitingSince, now, queue)}</span>
            {!isToday(waitingSince, now) && <span class="badge late">{queue.earlier}</span>}
          </>
        ) : (
          <span class="badge">{queue.statuses[status]}</span>
        )}
      </td>
      <th scope="row" class="company">
        <a id={`row-${row.id}`} href={addressOf(row)} onFocus={onChoose}>
          {company.companyName}
        </a>
        <span class="num soft">{company.controlNumber}</span>
        {application.purpose === 'DATA_CHANGE' && <span class="badge">{queue.dataChange}</span>}
      </th>
      <td data-label={columns.differs}>
        <Differences row={row} />
      </td>
      <td data-label={columns.caseNumber} class="num">
        {application.caseNumber}
      </td>
      <td data-label={columns.claimed} class="claim">
        <Claim row={row} />
      </td>
    </tr>
  );
}

function Differences({ row }: { row: QueueRow }) {
  const { queue } = useDeskWords();
  const names = useFieldNames();
  const { results, putOffBecause } = row;
  if (results.length === 0) {
    return <>{putOffBecause === null ? queue.nothingFound : queue.notCompared}</>;
  }
  const named = (outcome: string) =>
    results
      .filter((result) => result.outcome === outcome)
      .map(({ field }) => names[field])
      .join(queue.stop);
  const differ = named('DIFFERS');
  const missing = named('NOT_ON_FILE');
  const isAlike = results.some(({ lookAlikes }) => lookAlikes.length > 0);
  if (!differ && !missing) return <>{queue.allMatch}</>;
  return (
    <>
      {differ && <span class="differs">{queue.differ(differ)}</span>}
      {isAlike && <span class="badge alike">{queue.lookAlike}</span>}
      {missing && <span>{queue.notOnFile(missing)}</span>}
    </>
  );
}

function Claim({ row: { claimedBy, claimedByViewer, claimedUntil } }: { row: QueueRow }) {
  const { queue } = useDeskWords();
  const { language } = useLanguage();
  if (!claimedBy || !claimedUntil) return <span class="soft">{queue.free}</span>;
  return (
    <>
      <span class={claimedByViewer ? 'mine' : ''}>{claimedByViewer ? queue.mine : claimedBy}</span>{' '}
      <span class="soft small">{queue.until(clock(claimedUntil, language))}</span>
    </>
  );
}
