/** Who this browser is to the service, and the service's own facts, for every page. */

import type { ResultOf } from 'gql.tada';
import { type ComponentChildren, createContext } from 'preact';
import { useContext, useEffect, useMemo, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { readDraft, writeDraft } from '../forms/draft';
import type { Account, OwnCard } from './account';
import { type Application, SessionQuery } from './application';
import { lastAskedAt, type NoAnswer, type Refusal, SIGN_IN_NEEDED, whyNoAnswer } from './client';
import { forgetOpened } from './opened';
import { useOtherTabs } from './otherTabs';
import type { UnsentForm } from './unsent';
import { useQuery } from './useQuery';

type SessionData = ResultOf<typeof SessionQuery>;
type Viewer = NonNullable<SessionData['viewer']>;
export type Service = SessionData['service'];
export type ProductRules = Service['rules'];

/** A person who has signed in with a card, and the account that the card stands at. */
export interface Holder {
  /** The session, which no other has; it is no secret. */
  readonly sessionId: string;
  readonly kind: Viewer['kind'];
  readonly account: Account;
  readonly card: OwnCard;
  readonly expiresAt: string;
  readonly provenAt: string | null;
}

export interface Session {
  /** Asked for, and neither an application nor a holder known yet. */
  readonly loading: boolean;
  /** What stands here is being asked for anew. */
  readonly stale: boolean;
  readonly noAnswer: NoAnswer | undefined;
  readonly service: Service | undefined;
  readonly application: Application | undefined;
  readonly holder: Holder | undefined;
  /** What was typed here and not sent, as the service keeps it. */
  readonly unsentForm: UnsentForm | undefined;
  /** This browser's session, which no other has; undefined without one. */
  readonly id: string | undefined;
  /** What this browser's session may do; undefined without one. */
  readonly kind: Viewer['kind'] | undefined;
  /** Somebody had signed in here, and the service does not know her any more. */
  readonly ended: boolean;
  /** Until when this browser is known without the card; undefined where it is not. */
  readonly expiresAt: string | undefined;
  /** The account that this browser acts for, or whose first card it may bind. */
  readonly account: Account | undefined;
  readonly refresh: () => void;
  /** Why this page is shown anew: what was sent from it is not what stands now. */
  readonly moved: Refusal | undefined;
  /** Ask anew who is here and what stands, and say why on the page. */
  readonly showAnew: (refusal: Refusal) => void;
  /** Something is tried again: what was said of the last try is past. */
  readonly dismiss: () => void;
  /** Somebody leaves by her own will: nothing has ended that she should be told of. */
  readonly leave: () => void;
}

const SessionContext = createContext<Session | undefined>(undefined);

/** The typenames of all that the service tells one viewer only. */
export const OF_VIEWER = ['Viewer', 'Application', 'Account', 'Certificate', 'Session'] as const;
// A mutation that answers with one of these asks the viewer again, even where there was none before.
const ABOUT = ['Application', 'Account', 'Viewer'];
const SIGNED_IN = 'signed-in';
// The service ends what nobody has touched for a while; a little later it can be asked about.
const LATER_MS = 5_000;
const LOOK_MS = 20_000;

export function SessionProvider({ children }: { children: ComponentChildren }) {
  const [result, again] = useQuery({ query: SessionQuery, about: ABOUT });
  const [wasHere, setWasHere] = useState(() => readDraft<true>(SIGNED_IN) === true);
  // What was known of somebody who has just left is not shown until the service has answered anew.
  const [left, setLeft] = useState<SessionData>();
  const { url } = useLocation();
  const [moved, setMoved] = useState<{ refusal: Refusal; url: string }>();
  const { error, fetching, stale } = result;
  const data = result.data && (result.data === left ? withoutViewer(left) : result.data);
  const holder = useMemo(() => holderOf(data?.viewer), [result.data, left]);

  function remember(here: boolean) {
    writeDraft(SIGNED_IN, here || undefined);
    setWasHere(here);
  }
  // By the card and not by the object: the same holder, told anew, has not come again.
  useEffect(() => {
    if (!holder) return;
    remember(true);
    forgetOpened();
  }, [holder?.card.id]);

  const session = useMemo<Session>(() => {
    const known = data?.viewer?.application ?? holder;
    const refresh = () => again();
    return {
      loading: (fetching || stale) && !known,
      stale,
      noAnswer: error && !data ? whyNoAnswer(error) : undefined,
      service: data?.service,
      application: data?.viewer?.application ?? undefined,
      holder,
      unsentForm: data?.viewer?.unsentForm ?? undefined,
      id: data?.viewer?.sessionId,
      kind: data?.viewer?.kind,
      ended: wasHere && data !== undefined && !holder && !stale && !fetching,
      expiresAt: data?.viewer?.expiresAt,
      account: data?.viewer?.account ?? undefined,
      refresh,
      moved: moved?.url === url ? moved.refusal : undefined,
      showAnew: (refusal) => {
        setMoved({ refusal, url });
        refresh();
      },
      dismiss: () => setMoved(undefined),
      leave: () => {
        remember(false);
        setLeft(result.data);
      },
    };
  }, [result.data, left, holder, error, fetching, stale, again, wasHere, moved, url]);
  useEnd(session);
  useReturn(session);
  useOtherTabs(result.data, result.data?.viewer?.sessionId ?? null, session.refresh);
  return <SessionContext.Provider value={session}>{children}</SessionContext.Provider>;
}

// Less than this ago, what is known was told just now.
const FRESH_MS = 30_000;

/** Ask again when the person comes back to this tab: in another she may have signed in or out. */
function useReturn({ refresh }: Session) {
  useEffect(() => {
    function seen() {
      const isBack = document.visibilityState === 'visible';
      if (isBack && Date.now() - lastAskedAt() > FRESH_MS) refresh();
    }
    document.addEventListener('visibilitychange', seen);
    return () => document.removeEventListener('visibilitychange', seen);
  }, [refresh]);
}

/** Ask again once the session should have ended, so that the page says so before it is used. */
function useEnd({ holder, service, refresh }: Session) {
  const idleMinutes = service?.rules.idleMinutes;
  useEffect(() => {
    if (!holder || idleMinutes === undefined) return undefined;
    const idleMs = idleMinutes * 60_000 + LATER_MS;
    const timer = setInterval(() => {
      const now = Date.now();
      const over = now > new Date(holder.expiresAt).getTime();
      if (over || now - lastAskedAt() > idleMs) refresh();
    }, LOOK_MS);
    addEventListener(SIGN_IN_NEEDED, refresh);
    return () => {
      clearInterval(timer);
      removeEventListener(SIGN_IN_NEEDED, refresh);
    };
  }, [holder, idleMinutes, refresh]);
}

function withoutViewer(data: SessionData): SessionData {
  return { ...data, viewer: null };
}

function holderOf(viewer: SessionData['viewer'] | undefined): Holder | undefined {
  if (!viewer?.account || !viewer.certificate) return undefined;
  const { sessionId, kind, account, certificate: card, expiresAt, provenAt } = viewer;
  return { sessionId, kind, account, card, expiresAt, provenAt };
}

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error('useSession outside SessionProvider');
  return session;
}

/** A sentence with the product's numbers in it; empty until the service has said them. */
export function useRuled(): (sentence: (rules: ProductRules) => string) => string {
  const rules = useSession().service?.rules;
  return (sentence) => (rules ? sentence(rules) : '');
}
