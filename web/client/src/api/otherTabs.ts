/** Whose session this browser has is told from tab to tab, at once and whether they are looked at or not. */
import { useEffect, useRef } from 'preact/hooks';

const CHANNEL = 'session';

/**
 * Tell other tabs each answer to whose session it is, and ask again where theirs differs.
 *
 * `answer` is what the service answered last, `id` the session in it: null without one.
 */
export function useOtherTabs(answer: object | undefined, id: string | null, refresh: () => void) {
  const channel = useRef<BroadcastChannel | undefined>(undefined);
  const mine = useRef<string | null | undefined>(undefined);
  if (answer) mine.current = id;
  const ask = useRef(refresh);
  ask.current = refresh;

  useEffect(() => {
    if (!('BroadcastChannel' in globalThis)) return undefined;
    function open() {
      channel.current ??= new BroadcastChannel(CHANNEL);
      channel.current.onmessage = ({ data }: MessageEvent<string | null>) => {
        if (mine.current !== undefined && data !== mine.current) ask.current();
      };
    }
    // An open channel would keep the page out of the cache for going back.
    function close() {
      channel.current?.close();
      channel.current = undefined;
    }
    function back({ persisted }: PageTransitionEvent) {
      open();
      // Nothing was heard meanwhile.
      if (persisted) ask.current();
    }
    open();
    addEventListener('pagehide', close);
    addEventListener('pageshow', back);
    return () => {
      close();
      removeEventListener('pagehide', close);
      removeEventListener('pageshow', back);
    };
  }, []);

  useEffect(() => {
    if (answer) channel.current?.postMessage(id);
  }, [answer]);
}
