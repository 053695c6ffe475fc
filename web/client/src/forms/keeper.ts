/** What is typed is kept by the service, a moment after the last key: a closed tab loses nothing. */
import { useEffect, useState } from 'preact/hooks';
import { send } from '../api/client';
import { DiscardFormMutation, SaveFormMutation, type Typed } from '../api/unsent';

/** Nothing typed yet, not there yet, kept since then, or not to be kept now. */
export type Keeping =
  | { readonly state: 'IDLE' | 'WAITING' | 'FAILED' }
  | { readonly state: 'KEPT'; readonly at: string };

export const PAUSE_MS = 1_000;

const IDLE: Keeping = { state: 'IDLE' };

let waiting: Typed | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;
// One after the other: the first of a newcomer begins the session that the others go on with.
let queue: Promise<void> = Promise.resolve();
let keeping: Keeping = IDLE;
const listeners = new Set<(keeping: Keeping) => void>();

/** Keep what is typed; of what follows at once only the last is sent. */
export function keepTyped(typed: Typed) {
  waiting = typed;
  clearTimeout(timer);
  timer = setTimeout(() => void keepNow(), PAUSE_MS);
  tell({ state: 'WAITING' });
}

/** Send at once what still waits; resolves when all that was typed has been answered. */
export function keepNow(): Promise<void> {
  clearTimeout(timer);
  const typed = waiting;
  waiting = undefined;
  if (typed) queue = queue.then(() => keep(typed));
  return queue;
}

/** What was typed is sent, or is not to be kept: nothing that waits is sent any more. */
export function forgetTyped() {
  clearTimeout(timer);
  waiting = undefined;
  tell(IDLE);
}

/** Erase what the service keeps; whether that was answered. */
export async function discardKept(): Promise<boolean> {
  forgetTyped();
  await queue;
  const reply = await send(DiscardFormMutation, { input: {} }, { changes: ['UnsentForm'] });
  return 'data' in reply;
}

async function keep(typed: Typed) {
  const reply = await send(SaveFormMutation, { input: typed });
  const answer = 'data' in reply ? reply.data.saveForm : undefined;
  if (waiting) return;
  if (answer?.__typename === 'SaveFormSuccess') tell({ state: 'KEPT', at: answer.savedAt });
  else tell({ state: 'FAILED' });
}

function tell(now: Keeping) {
  keeping = now;
  for (const listener of listeners) listener(now);
}

/** How far what is typed has been kept, for the page that shows it. */
export function useKeeping(): Keeping {
  const [now, setNow] = useState(keeping);
  useEffect(() => {
    listeners.add(setNow);
    setNow(keeping);
    return () => {
      listeners.delete(setNow);
    };
  }, []);
  return now;
}

/** Who leaves the page while something waits has it sent on the way. */
function leaving() {
  if (document.visibilityState === 'hidden') void keepNow();
}
document.addEventListener('visibilitychange', leaving);
