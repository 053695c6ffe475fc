/** The rows of the queue as they are asked for, kept right by what the stream tells. */
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { askAnew, type NoAnswer, type Refusal, readingOf } from '../../api/client';
import { useSession } from '../../api/session';
import { type QueueFilter, type QueueRow, ReviewQueueQuery } from '../api/queue';
import { type Heard, useHeard, useLiveQueue } from '../frame/live';

export type Trouble = { readonly refusal: Refusal } | { readonly noAnswer: NoAnswer };

export interface QueueRows {
  /** Undefined until they have come. */
  readonly rows: readonly QueueRow[] | undefined;
  readonly trouble: Trouble | undefined;
  readonly hasMore: boolean;
  readonly more: () => void;
  readonly again: () => void;
}

// What comes together is asked for together.
const SETTLE_MS = 400;

export function useQueue(filter: QueueFilter, onNew: (row: QueueRow) => void): QueueRows {
  const { tellHead } = useLiveQueue();
  const { refresh } = useSession();
  const [rows, setRows] = useState<readonly QueueRow[]>();
  const [after, setAfter] = useState<string | null>(null);
  const [trouble, setTrouble] = useState<Trouble>();
  const key = JSON.stringify(filter);
  const turn = useRef(0);
  const answered = useRef(0);
  const settling = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);

  const ask = useCallback(
    async (from: string | null) => {
      turn.current += 1;
      const mine = turn.current;
      const variables = { filter: JSON.parse(key) as QueueFilter, after: from };
      const result = await askAnew(ReviewQueueQuery, variables);
      // Another filter was chosen meanwhile.
      if (mine !== turn.current) return;
      answered.current = mine;
      // Nobody of the staff is signed in here any more.
      if (result.data?.staff === null) return refresh();
      const reading = readingOf(result.data?.staff?.reviewQueue, result.error);
      if (!reading || !('value' in reading)) return setTrouble(reading);
      const { edges, pageInfo, head } = reading.value;
      const found = edges.map(({ node }) => node);
      setTrouble(undefined);
      setRows((before) => (from === null ? found : [...without(before ?? [], found), ...found]));
      setAfter(pageInfo.hasNextPage ? (pageInfo.endCursor ?? null) : null);
      tellHead(head);
    },
    [key],
  );

  useEffect(() => {
    setRows(undefined);
    void ask(null);
    return () => clearTimeout(settling.current);
  }, [ask]);

  useHeard((heard) => {
    // An answer that is on its way may be older than what is heard.
    const isAsking = answered.current !== turn.current;
    if (heard && key === '{}' && !isAsking) {
      return setRows((before) => before && put(before, heard, onNew));
    }
    clearTimeout(settling.current);
    settling.current = setTimeout(() => void ask(null), SETTLE_MS);
  });

  return {
    rows,
    trouble,
    hasMore: after !== null,
    more: () => void ask(after),
    again: () => void ask(null),
  };
}

/** Put a case that has changed where it belongs: among those that wait, or nowhere. */
export function put(
  rows: readonly QueueRow[],
  heard: NonNullable<Heard>,
  onNew: (row: QueueRow) => void,
): readonly QueueRow[] {
  const row = heard.case;
  if (!row) return rows;
  const waits = row.forPerson && row.application.status === 'UNDER_REVIEW';
  if (!waits) return rows.filter(({ id }) => id !== row.id);
  const place = rows.findIndex(({ id }) => id === row.id);
  if (place >= 0) return rows.with(place, row);
  if (heard.kind !== null) onNew(row);
  const before = (one: QueueRow) => (one.waitingSince ?? '') <= (row.waitingSince ?? '');
  const at = rows.findLastIndex(before) + 1;
  return rows.toSpliced(at, 0, row);
}

/** What changed its place between two pages would stand there twice. */
function without(rows: readonly QueueRow[], found: readonly QueueRow[]): readonly QueueRow[] {
  const ids = new Set(found.map(({ id }) => id));
  return rows.filter(({ id }) => !ids.has(id));
}
