/** 常用語句: what is often said in a rejection, and what this officer has kept for the rest of the day. */
import { useAnnounce } from '../frame/announce';
import { useTyped } from '../typed';
import { useDeskWords } from '../words';

const MOST_OWN = 12;

export function Phrases({ note, onAdd }: { note: string; onAdd: (phrase: string) => void }) {
  const { reject } = useDeskWords().review;
  const announce = useAnnounce();
  // Free text may name somebody: it stays in this tab, and is gone with the session.
  const [own, setOwn] = useTyped<readonly string[]>('phrases', []);
  const said = note.trim();
  const fixed = Object.entries(reject.phrase);
  const isNew = said !== '' && !own.includes(said) && !fixed.some(([, each]) => each === said);

  function keep() {
    setOwn([...own, said].slice(-MOST_OWN));
    announce(reject.kept);
  }

  return (
    <>
      <fieldset class="phrases">
        <legend>{reject.phrases}</legend>
        {fixed.map(([name, phrase]) => (
          <button key={name} type="button" class="phrase" onClick={() => onAdd(phrase)}>
            {phrase}
          </button>
        ))}
      </fieldset>
      {own.length > 0 && (
        <fieldset class="phrases">
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
                onClick={() => setOwn(own.filter((each) => each !== phrase))}
              >
                {reject.forget}
              </button>
            </span>
          ))}
        </fieldset>
      )}
      {isNew && (
        <button type="button" class="plain" onClick={keep}>
          {reject.keep}
        </button>
      )}
    </>
  );
}
