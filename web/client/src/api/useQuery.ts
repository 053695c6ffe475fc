/** A query that a page shows: its answer as it stands, drawn anew whenever that changes. */
import { useCallback, useEffect, useReducer } from 'preact/hooks';
import { client } from './client';
import type { Operation } from './graphql';
import type { Known } from './kept';

interface Asked<Data, Variables> {
  readonly query: Operation<Data, Variables>;
  readonly variables?: Variables;
  /** Nothing is asked for now. */
  readonly pause?: boolean;
  /** The answer changes with these types too, which it may have none of. */
  readonly about?: readonly string[];
  /** Ask also where an answer is kept, which is shown until the new one is here. */
  readonly anew?: boolean;
}

const PAUSED = { data: undefined, error: undefined, fetching: false, stale: false };
const NO_TYPES: readonly string[] = [];

/** What is known, and how to ask for it anew. */
export function useQuery<Data, Variables>({
  query,
  variables = {} as Variables,
  pause = false,
  about = NO_TYPES,
  anew = false,
}: Asked<Data, Variables>): readonly [Known<Data>, () => void] {
  const [, draw] = useReducer((count: number) => count + 1, 0);
  const kept = pause ? undefined : client.kept(query, variables);
  kept?.add(about);
  useEffect(() => kept?.watch(() => draw(undefined), anew), [kept]);
  const again = useCallback(() => void kept?.ask(), [kept]);
  return [kept?.known ?? PAUSED, again];
}
