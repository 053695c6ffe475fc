/** Before the service ends what nobody has touched for long, whoever is here is asked whether to stay. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { lastAskedAt } from '../api/client';
import { useSession } from '../api/session';
import { useHolderWords } from '../words';
import { Button } from './Button';
import { Notice } from './Notice';

// So long before the end (WCAG 2.2.1 asks for 20 seconds at least).
export const WARNED_MS = 2 * 60_000;
const LOOK_MS = 5_000;

export default function IdleWarning({ idleMinutes }: { idleMinutes: number }) {
  const { idle } = useHolderWords();
  const { refresh } = useSession();
  const [endsSoon, setEndsSoon] = useState(false);
  const before = useRef<Element | null>(null);

  useEffect(() => {
    const timer = setInterval(() => {
      const left = lastAskedAt() + idleMinutes * 60_000 - Date.now();
      setEndsSoon(left <= WARNED_MS && left > 0);
    }, LOOK_MS);
    return () => clearInterval(timer);
  }, [idleMinutes]);

  if (!endsSoon) return null;
  before.current ??= document.activeElement;
  return (
    <div class="idle">
      <Notice kind="warn" title={idle.title(WARNED_MS / 60_000)} takesFocus>
        <p>{idle.text}</p>
        <Button
          onPress={() => {
            setEndsSoon(false);
            refresh();
            // Back to where she was.
            if (before.current instanceof HTMLElement) before.current.focus();
            before.current = null;
          }}
        >
          {idle.stay}
        </Button>
      </Notice>
    </div>
  );
}
