/** What has happened in this rehearsal: the last of each operation of the component. */
import { useRef, useState } from 'preact/hooks';
import { readCodes } from '../../card/codes';
import type { Operated } from '../../card/useCard';
import type { Watched } from './observe';

export interface Watching {
  readonly seen: Omit<Watched, 'userAgent' | 'slot' | 'ownWindow'>;
  /** Every operation of the component is told here. */
  readonly onOperated: (operated: Operated) => void;
  /** What is signed next is signed with a wrong PIN, because somebody asked for it. */
  readonly expectWrongPin: (expected: boolean) => void;
}

export function useWatched(): Watching {
  const [seen, setSeen] = useState<Watching['seen']>({});
  const wrongPin = useRef(false);

  function onOperated(operated: Operated) {
    if (operated.work === 'TRUSTING') return;
    const name = operated.work === 'DETECTING' ? 'listed' : placeOf(operated, wrongPin.current);
    setSeen((before) => ({ ...before, [name]: operated }));
  }

  return {
    seen,
    onOperated,
    expectWrongPin: (expected) => {
      wrongPin.current = expected;
    },
  };
}

/** A PIN that was wrong by mistake shows the same as one that was asked for. */
function placeOf({ answer }: Operated, expected: boolean): 'signed' | 'wrongPin' {
  const reply = 'reply' in answer ? answer.reply : undefined;
  const trouble = reply && readCodes(reply.ret_code, reply.last_error);
  return expected || trouble?.outcome === 'PIN_WRONG' ? 'wrongPin' : 'signed';
}
