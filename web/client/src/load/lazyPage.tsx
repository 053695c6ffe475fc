/** A page whose module is fetched when it is first wanted; one that cannot be fetched says so, and is tried again. */
import type { ComponentType } from 'preact';
import { useCallback, useEffect, useLayoutEffect, useState } from 'preact/hooks';
import { lazy } from 'preact-iso';
import { NotLoaded } from './NotLoaded';
import { reloadOnce } from './release';

// A network that has just come back may lose its first packets.
const TRIES_AFTER_MS = [0, 1_000, 4_000, 10_000];

export function lazyPage(load: () => Promise<ComponentType>): ComponentType {
  let Current: ComponentType = lazy(attempt);
  let isHere = false;

  async function attempt() {
    try {
      return { default: await load() };
    } catch {
      await reloadOnce();
      return { default: Missing };
    }
  }

  /** In place of the page, until it is here; who leaves and comes back has it tried again. */
  function Missing() {
    const [Loaded, setLoaded] = useState<ComponentType>();
    const [busy, setBusy] = useState(false);
    const again = useCallback(async () => {
      setBusy(true);
      try {
        const page = await load();
        Current = page;
        isHere = true;
        setLoaded(() => page);
      } catch {
        await reloadOnce();
      }
      setBusy(false);
    }, []);
    useEffect(
      () => () => {
        if (!isHere) Current = lazy(attempt);
      },
      [],
    );
    useAnotherTry(again, Loaded === undefined);
    return Loaded ? <Loaded /> : <NotLoaded busy={busy} onAgain={again} />;
  }

  return function LazyPage(props) {
    return <Current {...props} />;
  };
}

/** A link to this very page is pressed, or the network is back: tried without asking. */
function useAnotherTry(again: () => void, isMissing: boolean) {
  // It listens before the page can be seen, so that no network comes back unheard.
  useLayoutEffect(() => {
    if (!isMissing) return undefined;
    let timers: number[] = [];
    function back() {
      timers.forEach(clearTimeout);
      timers = TRIES_AFTER_MS.map((ms) => window.setTimeout(again, ms));
    }
    function pressed(event: MouseEvent) {
      const link = event.composedPath().find((each) => each instanceof HTMLAnchorElement);
      if (link instanceof HTMLAnchorElement && link.href === location.href) again();
    }
    addEventListener('click', pressed);
    addEventListener('online', back);
    return () => {
      timers.forEach(clearTimeout);
      removeEventListener('click', pressed);
      removeEventListener('online', back);
    };
  }, [again, isMissing]);
}
