/** The scopes of a partner, to be ticked. */
import { SCOPES, type Scope } from '../api/partners';
import { useDeskWords } from '../words';

export function Scopes({
  chosen,
  onChange,
}: {
  chosen: readonly Scope[];
  onChange: (chosen: Scope[]) => void;
}) {
  const { partners: words } = useDeskWords();
  return (
    <fieldset class="ticks">
      <legend>{words.scopes}</legend>
      {SCOPES.map((scope) => (
        <label key={scope} class="check">
          <input
            type="checkbox"
            checked={chosen.includes(scope)}
            onChange={({ currentTarget: { checked } }) =>
              onChange(SCOPES.filter((one) => (one === scope ? checked : chosen.includes(one))))
            }
          />
          {words.scopeNames[scope]}
        </label>
      ))}
    </fieldset>
  );
}
