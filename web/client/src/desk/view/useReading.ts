/** Something that staff read: asked for anew on demand, and kept while a new answer is awaited. */

import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { askAnew, type Reading, readingOf } from '../../api/client';
import type { Operation } from '../../api/graphql';
import { useSession } from '../../api/session';

interface OfStaff {
  readonly staff: object | null;
}

export interface Read<Value> {
  readonly reading: Reading<Value>;
  readonly again: () => void;
}

/** Ask a query under `staff`; without variables nothing is asked. */
export function useReading<Data extends OfStaff, Variables, Value>(
  query: Operation<Data, Variables>,
  variables: Variables | undefined,
  pick: (staff: NonNullable<Data['staff']>) => Value | null | undefined,
): Read<Value> {
  const { refresh } = useSession();
  const key = variables && JSON.stringify(variables);
  const [held, setHeld] = useState<{ readonly key: string; readonly reading: Reading<Value> }>();
  const turn = useRef(0);

  const again = useCallback(async () => {
    turn.current += 1;
    const mine = turn.current;
    if (key === undefined) return;
    const asked = JSON.parse(key) as Variables;
    const { data, error } = await askAnew(query, asked);
    if (mine !== turn.current) return;
    // Nobody of the staff is signed in here any more.
    if (data?.staff === null) return refresh();
    const staff = data?.staff as NonNullable<Data['staff']> | undefined;
    setHeld({ key, reading: readingOf(staff && pick(staff), error) });
  }, [key]);

  useEffect(() => void again(), [again]);
  return { reading: held?.key === key ? held?.reading : undefined, again: () => void again() };
}

interface Connection<Node> {
  readonly edges: readonly { readonly node: Node }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

interface Paged {
  first?: number | null | undefined;
  after?: string | null | undefined;
}

export interface Listed<Node> {
  readonly reading: Reading<readonly Node[]>;
  readonly hasMore: boolean;
  readonly more: () => void;
  readonly again: () => void;
}

const PAGE = 50;

/** Ask for a list under `staff`, a page at a time. */
export function useList<Data extends OfStaff, Variables extends Paged, Node>(
  query: Operation<Data, Variables>,
  filter: Omit<Variables, keyof Paged>,
  pick: (staff: NonNullable<Data['staff']>) => Connection<Node> | null | undefined,
): Listed<Node> {
  const key = JSON.stringify(filter);
  const [before, setBefore] = useState<{ readonly key: string; readonly rows: readonly Node[] }>();
  const [after, setAfter] = useState<string | null>(null);
  const variables = { ...filter, first: PAGE, after } as unknown as Variables;
  const { reading, again } = useReading(
    query as unknown as Operation<Data, Variables>,
    variables,
    pick,
  );
  useEffect(() => setAfter(null), [key]);
  const page = reading && 'value' in reading ? reading.value : undefined;
  const earlier = before?.key === key && after !== null ? before.rows : [];
  const rows = page && [...earlier, ...page.edges.map(({ node }) => node)];
  return {
    reading: rows ? { value: rows } : earlier.length > 0 ? { value: earlier } : leftOf(reading),
    hasMore: page?.pageInfo.hasNextPage ?? false,
    more: () => {
      if (!page || !rows) return;
      setBefore({ key, rows });
      setAfter(page.pageInfo.endCursor);
    },
    again: () => (after === null ? again() : setAfter(null)),
  };
}

function leftOf<Value>(reading: Reading<unknown>): Reading<Value> {
  return reading && !('value' in reading) ? reading : undefined;
}
