/** Whether what is typed is kept, and the ways to have it erased: the draft alone, or all of this browser. */
import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { SignOutMutation } from '../api/account';
import { send } from '../api/client';
import { OF_VIEWER, useRuled, useSession } from '../api/session';
import { forgetDrafts } from '../forms/draft';
import { discardKept, forgetTyped, useKeeping } from '../forms/keeper';
import { Button } from '../view/Button';
import { Trouble, type TroubleState } from '../view/Trouble';
import { useLanguage, useWords } from '../words';
import { formatTime } from '../words/dates';

export function DraftTools({ onDiscarded }: { onDiscarded: () => void }) {
  const { draft } = useWords();
  const { language } = useLanguage();
  const ruled = useRuled();
  const { route } = useLocation();
  const { holder, leave } = useSession();
  const keeping = useKeeping();
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<TroubleState>();

  async function discard() {
    setBusy(true);
    setTrouble(undefined);
    const isDone = await discardKept();
    setBusy(false);
    if (isDone) onDiscarded();
    else setTrouble({ noAnswer: { kind: 'UNREACHABLE' } });
  }

  async function clearAll() {
    setBusy(true);
    setTrouble(undefined);
    forgetTyped();
    // With the session the service erases what it keeps for it.
    const reply = await send(SignOutMutation, { input: {} }, { changes: OF_VIEWER });
    setBusy(false);
    if ('noAnswer' in reply) return setTrouble(reply);
    forgetDrafts();
    leave();
    route('/?cleared', true);
  }

  return (
    <section class="flow draft" aria-label={draft.label}>
      <p class="small soft" role="status">
        {keeping.state === 'KEPT'
          ? draft.KEPT(formatTime(keeping.at, language))
          : draft[keeping.state]}
      </p>
      <details>
        <summary>{draft.heading}</summary>
        <div class="flow">
          {trouble && <Trouble trouble={trouble} />}
          <p>{holder ? draft.textSignedIn : ruled(draft.text)}</p>
          <div class="actions">
            <Button kind="grave" busy={busy} onPress={discard}>
              {draft.discard}
            </Button>
          </div>
          <p>{draft.sharedText}</p>
          <div class="actions">
            <Button kind="grave" busy={busy} onPress={clearAll}>
              {draft.shared}
            </Button>
          </div>
        </div>
      </details>
    </section>
  );
}
