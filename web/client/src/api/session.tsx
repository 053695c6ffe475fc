/** Who this browser is to the service, and the service's own facts, for every page. */
import { useQuery } from '@urql/preact';
import type { ResultOf } from 'gql.tada';
import { type ComponentChildren, createContext } from 'preact';
import { useContext, useMemo } from 'preact/hooks';
import { type Application, SessionQuery } from './application';
import { type NoAnswer, whyNoAnswer } from './client';

type SessionData = ResultOf<typeof SessionQuery>;
export type Service = SessionData['service'];

export interface Session {
  /** Asked for, and no application known yet. */
  readonly loading: boolean;
  /** What stands here is being asked for anew. */
  readonly stale: boolean;
  readonly noAnswer: NoAnswer | undefined;
  readonly service: Service | undefined;
  readonly application: Application | undefined;
  /** Until when this browser is known without the card; undefined where it is not. */
  readonly expiresAt: string | undefined;
  readonly refresh: () => void;
}

const SessionContext = createContext<Session | undefined>(undefined);

// A mutation that answers with an application asks the viewer again, even where there was none before.
const QUERY_CONTEXT = { additionalTypenames: ['Application'] };

export function SessionProvider({ children }: { children: ComponentChildren }) {
  const [result, execute] = useQuery({ query: SessionQuery, context: QUERY_CONTEXT });
  const { data, error, fetching, stale } = result;
  const session = useMemo<Session>(
    () => ({
      loading: (fetching || stale) && !data?.viewer?.application,
      stale,
      noAnswer: error && !data ? whyNoAnswer(error) : undefined,
      service: data?.service,
      application: data?.viewer?.application ?? undefined,
      expiresAt: data?.viewer?.expiresAt,
      refresh: () => execute({ ...QUERY_CONTEXT, requestPolicy: 'network-only' }),
    }),
    [data, error, fetching, stale, execute],
  );
  return <SessionContext.Provider value={session}>{children}</SessionContext.Provider>;
}

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error('useSession outside SessionProvider');
  return session;
}
