/** Whether a tab is there to be looked at: not hidden for long, frozen, or kept for going back. */

export interface Presence {
  /** Nobody has looked for a while, or nothing can run here: let go of what costs. */
  readonly onAway: () => void;
  /** Looked at again, with how long it was hidden. */
  readonly onBack: (hiddenMs: number) => void;
  /** Whether it stays as it is however long it is hidden. */
  readonly staysHidden: () => boolean;
}

const HIDDEN_MS = 60_000;

/** Start watching; the returned function ends it. */
export function watchPresence({ onAway, onBack, staysHidden }: Presence): () => void {
  let hiddenSince: number | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function look() {
    clearTimeout(timer);
    if (document.visibilityState === 'hidden') {
      hiddenSince ??= Date.now();
      timer = setTimeout(() => staysHidden() || onAway(), HIDDEN_MS);
    } else {
      const hiddenMs = Date.now() - (hiddenSince ?? Date.now());
      hiddenSince = undefined;
      onBack(hiddenMs);
    }
  }

  function wake() {
    look();
    if (staysHidden()) onBack(0);
  }

  // An open channel or lock would also keep a page out of the cache for going back.
  const listened: readonly [EventTarget, string, () => void][] = [
    [document, 'visibilitychange', look],
    [document, 'freeze', onAway],
    [document, 'resume', wake],
    [window, 'pagehide', onAway],
    [window, 'pageshow', look],
  ];
  for (const [target, event, act] of listened) target.addEventListener(event, act);
  look();
  return () => {
    clearTimeout(timer);
    for (const [target, event, act] of listened) target.removeEventListener(event, act);
  };
}
