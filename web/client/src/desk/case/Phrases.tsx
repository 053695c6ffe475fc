/** 常用語句: what is often said in a rejection, and what this officer's account has saved. */
import { useRef } from 'preact/hooks';
import { useQuery } from '../../api/useQuery';
import { Trouble } from '../../view/Trouble';
import { ForgetPhraseMutation, OF_PHRASES, PhrasesQuery, SavePhraseMutation } from '../api/phrases';
import { useAnnounce } from '../frame/announce';
import { type Attempt, attempt, useAct } from '../frame/useAct';
import { useDeskWords } from '../words';

const NONE: readonly string[] = [];
const CHANGES = { changes: OF_PHRASES };

export function Phrases({ note, onAdd }: { note: string; onAdd: (phrase: string) => void }) {
  const { reject } = useDeskWords().review;
  const announce = useAnnounce();
  const { busy, trouble, run } = useAct();
  // Another window of this officer may have saved one meanwhile.
  const [{ data }] = useQuery({ query: PhrasesQuery, about: OF_PHRASES, anew: true });
  const own = data?.viewer?.phrases ?? NONE;
  const group = useRef<HTMLFieldSetElement>(null);
  const said = note.trim();
  const fixed = Object.entries(reject.phrase);
  const isNew = said !== '' && !own.includes(said) && !fixed.some(([, each]) => each === said);

  function change(told: string, act: (onSuccess: () => void) => ReturnType<Attempt>) {
    if (busy) return;
    run(() =>
      act(() => {
        announce(told);
        // The button that was pressed goes, and would take the focus along.
        group.current?.focus();
      }),
    );
  }
  const save = () =>
    change(reject.kept, (onSuccess) =>
      attempt(SavePhraseMutation, { input: { text: said } }, onSuccess, CHANGES),
    );
  const forget = (text: string) =>
    change(reject.forgotten, (onSuccess) =>
      attempt(ForgetPhraseMutation, { input: { text } }, onSuccess, CHANGES),
    );

  return (
    <>
      <fieldset class="phrases" ref={group} tabIndex={-1}>
        <legend>{reject.phrases}</legend>
        {fixed.map(([name, phrase]) => (
          <button key={name} type="button" class="phrase" onClick={() => onAdd(phrase)}>
            {phrase}
          </button>
        ))}
      </fieldset>
      {own.length > 0 && (
        <fieldset class="phrases own">
          <legend>{reject.own}</legend>
          {own.map((phrase) => (
            <span key={phrase} class="own-phrase">
              <button type="button" class="phrase" onClick={() => onAdd(phrase)}>
                {phrase}
              </button>
              <button
                type="button"
                class="plain"
                aria-label={reject.forgetOf(phrase)}
                aria-disabled={busy || undefined}
                onClick={() => forget(phrase)}
              >
                {reject.forget}
              </button>
            </span>
          ))}
        </fieldset>
      )}
      {isNew && (
        <button type="button" class="plain" aria-disabled={busy || undefined} onClick={save}>
          {reject.keep}
        </button>
      )}
      {trouble && <Trouble trouble={trouble} />}
    </>
  );
}
