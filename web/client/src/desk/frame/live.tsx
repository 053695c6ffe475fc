/** The queue's stream, one for the whole desk: every page has the count, and hears of each change. */
import { type ComponentChildren, createContext } from 'preact';
import { useContext, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { useSession } from '../../api/session';
import { type LiveState, makeStream } from '../../api/stream';
import { type QueueChange, QueueChangedSubscription, type QueueHead } from '../api/queue';

/** A change of a case; undefined where some were missed, and everything is to be asked for anew. */
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
    const end = follow({ onHead: setHead, onHeard: tell, onState: setState, onGone: refresh });
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
  readonly onHead: (head: QueueHead) => void;
  readonly onHeard: (heard: Heard) => void;
  readonly onState: (state: LiveState) => void;
  /** The session has ended, or may not see the queue. */
  readonly onGone: () => void;
}

/** Follow the queue, also while nobody looks: the tab's title has the count. */
function follow({ onHead, onHeard, onState, onGone }: Follower): () => void {
  let cursor: string | undefined;
  const stream = makeStream({
    document: QueueChangedSubscription,
    variables: {
      get after() {
        return cursor;
      },
    },
    onState,
    onData: (data) => {
      const message = data?.reviewQueueChanged;
      switch (message?.__typename) {
        case 'ReviewQueueChanged':
          cursor = message.cursor;
          onHead(message.head);
          if (message.case) onHeard(message);
          onState('LIVE');
          return 'GO_ON';
        case 'ResyncRequired':
          cursor = undefined;
          onHeard(undefined);
          return 'LATER';
        case undefined:
          return 'LATER';
        default:
          onGone();
          return 'END';
      }
    },
  });
  const restart = () => stream.start();
  const lost = () => onState('LOST');
  addEventListener('online', restart);
  addEventListener('offline', lost);
  stream.start();
  return () => {
    removeEventListener('online', restart);
    removeEventListener('offline', lost);
    stream.stop();
  };
}
