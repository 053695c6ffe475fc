/** The queue as it changes, for the whole desk: every page has the count, and hears of each change. */
import { type ComponentChildren, createContext } from 'preact';
import { useContext, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { useSession } from '../../api/session';
import type { LiveState } from '../../api/stream';
import { Tabs } from '../../api/tabs';
import type { QueueChange, QueueHead } from '../api/queue';
import { makeQueueLine, QUEUE } from '../api/queueLine';

/**
 * A change of a case; undefined where some were missed, and everything is to be asked for anew.
 *
 * Its kind is null where only the present state is told.
 */
export type Heard = QueueChange | undefined;

interface LiveQueue {
  /** Undefined until the service has told it. */
  readonly head: QueueHead | undefined;
  readonly state: LiveState;
  readonly tellHead: (head: QueueHead) => void;
  readonly listen: (listener: (heard: Heard) => void) => () => void;
}

const NOBODY: LiveQueue = {
  head: undefined,
  state: 'CONNECTING',
  tellHead: () => undefined,
  listen: () => () => undefined,
};

const LiveContext = createContext<LiveQueue>(NOBODY);

export function LiveProvider({ children }: { children: ComponentChildren }) {
  const { holder, refresh } = useSession();
  const [head, setHead] = useState<QueueHead>();
  const [state, setState] = useState<LiveState>('CONNECTING');
  const listeners = useRef(new Set<(heard: Heard) => void>());
  const role = holder?.account.role;
  // The help line sees no queue.
  const session = holder && role && role !== 'SUPPORT' ? holder.sessionId : undefined;

  useEffect(() => {
    if (session === undefined) return undefined;
    const tell = (heard: Heard) => {
      for (const listener of listeners.current) listener(heard);
    };
    const end = follow({
      session,
      onHead: setHead,
      onHeard: tell,
      onState: setState,
      onGone: refresh,
    });
    return () => {
      end();
      setHead(undefined);
    };
  }, [session]);

  const live = useMemo<LiveQueue>(
    () => ({
      head,
      state,
      tellHead: setHead,
      listen: (listener) => {
        listeners.current.add(listener);
        return () => listeners.current.delete(listener);
      },
    }),
    [head, state],
  );
  return <LiveContext.Provider value={live}>{children}</LiveContext.Provider>;
}

export function useLiveQueue(): LiveQueue {
  return useContext(LiveContext);
}

/** Do something at each change of a case, with what the component knows at that time. */
export function useHeard(listener: (heard: Heard) => void) {
  const { listen } = useLiveQueue();
  const latest = useRef(listener);
  latest.current = listener;
  useEffect(() => listen((heard) => latest.current(heard)), []);
}

interface Follower {
  readonly session: string;
  readonly onHead: (head: QueueHead) => void;
  readonly onHeard: (heard: Heard) => void;
  readonly onState: (state: LiveState) => void;
  /** The session has ended, or may not see the queue. */
  readonly onGone: () => void;
}

/** Follow the queue with the desk's other windows, also while nobody looks: the title has the count. */
function follow({ session, onHead, onHeard, onState, onGone }: Follower): () => void {
  const tabs = new Tabs({ name: 'desk', session, makeLine: makeQueueLine });
  let hasBegun = false;
  return tabs.follow(QUEUE, {
    whileHidden: true,
    onState,
    onGone,
    onMissed: () => onHeard(undefined),
    onChange: (change) => {
      // What is told first is how the queue is: the last change may be one of an hour ago.
      const kind = hasBegun ? change.kind : null;
      hasBegun = true;
      onHead(change.head);
      if (change.case) onHeard({ ...change, kind });
    },
  });
}
