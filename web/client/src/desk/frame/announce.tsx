/** One live region for the whole desk: says what has happened, and never moves the focus. */
import { type ComponentChildren, createContext } from 'preact';
import { useContext, useMemo, useState } from 'preact/hooks';

type Announce = (text: string) => void;

const AnnounceContext = createContext<Announce>(() => undefined);

export function AnnounceProvider({ children }: { children: ComponentChildren }) {
  const [said, setSaid] = useState({ text: '', count: 0 });
  const announce = useMemo<Announce>(
    () => (text) => setSaid(({ count }) => ({ text, count: count + 1 })),
    [],
  );
  return (
    <AnnounceContext.Provider value={announce}>
      {children}
      <div class="unseen" role="status" id="announced">
        {/* The same sentence twice is said twice. */}
        <span key={said.count}>{said.text}</span>
      </div>
    </AnnounceContext.Provider>
  );
}

/** Return what speaks to a screen reader, without moving the focus. */
export function useAnnounce(): Announce {
  return useContext(AnnounceContext);
}
