/** What was read, or that it is loading, or why it is not there. */
import type { ComponentChildren } from 'preact';
import type { Reading } from '../../api/client';
import { Trouble } from '../../view/Trouble';
import { useDeskWords } from '../words';
import type { Listed } from './useReading';

export function Shown<Value>({
  reading,
  onAgain,
  children,
}: {
  reading: Reading<Value>;
  onAgain: () => void;
  children: (value: Value) => ComponentChildren;
}) {
  const { shell } = useDeskWords();
  if (!reading) return <p role="status">{shell.loading}</p>;
  if (!('value' in reading)) return <Trouble trouble={reading} onAgain={onAgain} />;
  return <>{children(reading.value)}</>;
}

/** A list, with what is said where it is empty, and the way to its next page. */
export function ShownList<Node>({
  list,
  empty,
  children,
}: {
  list: Listed<Node>;
  empty: string;
  children: (rows: readonly Node[]) => ComponentChildren;
}) {
  const { shell } = useDeskWords();
  return (
    <Shown reading={list.reading} onAgain={list.again}>
      {(rows) => (
        <>
          {rows.length === 0 ? <p class="desk-empty">{empty}</p> : children(rows)}
          {list.hasMore && (
            <div class="desk-foot">
              <button type="button" class="button second" onClick={list.more}>
                {shell.more}
              </button>
            </div>
          )}
        </>
      )}
    </Shown>
  );
}
