/** One case as it is now: asked for anew when it changes, while what is typed stays. */
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { askAnew, type Reading, readingOf } from '../../api/client';
import { useSession } from '../../api/session';
import { CaseQuery, type ReviewCase } from '../api/case';
import { useHeard } from '../frame/live';

export interface CaseState {
  readonly reading: Reading<ReviewCase>;
  readonly loading: boolean;
  readonly again: () => Promise<void>;
}

/** `onMoved` is told when somebody else has changed the case that is shown. */
export function useCase(id: string, onMoved: () => void): CaseState {
  const { refresh } = useSession();
  const [held, setHeld] = useState<{
    readonly id: string;
    readonly reading: Reading<ReviewCase>;
  }>();
  const [loading, setLoading] = useState(true);
  const turn = useRef(0);

  const again = useCallback(async () => {
    turn.current += 1;
    const mine = turn.current;
    setLoading(true);
    const { data, error } = await askAnew(CaseQuery, { id });
    if (mine !== turn.current) return;
    setLoading(false);
    // Nobody of the staff is signed in here any more.
    if (data?.staff === null) return refresh();
    const reading = readingOf(data?.staff?.reviewCase, error);
    // A lost line takes nothing away that is on the page.
    setHeld((before) => {
      const keeps = reading && 'noAnswer' in reading && before?.id === id;
      return keeps && before?.reading && 'value' in before.reading ? before : { id, reading };
    });
  }, [id]);

  useEffect(() => void again(), [again]);

  const reading = held?.id === id ? held.reading : undefined;
  const shown = reading && 'value' in reading ? reading.value : undefined;
  useHeard((heard) => {
    if (heard && heard.case?.application.id !== id) return;
    if (heard?.case && shown && heard.case.version !== shown.version) onMoved();
    void again();
  });

  return { reading, loading, again };
}
