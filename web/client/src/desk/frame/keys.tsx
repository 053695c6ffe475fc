/** Single keys for who works the whole day here; each does what a button on the page does too. */
import { type ComponentChildren, createContext } from 'preact';
import { useContext, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { useDeskWords } from '../words';
import { Dialog } from './Dialog';

/** A key, what it does in words, and what it does. */
export interface Key {
  readonly key: string;
  readonly does: string;
  readonly act: () => void;
}

interface Keys {
  readonly register: (keys: () => readonly Key[]) => () => void;
  readonly show: () => void;
}

const KeysContext = createContext<Keys>({ register: () => () => undefined, show: () => undefined });
// A choice about this browser, of nobody in particular.
const OFF = 'desk-keys-off';
const TYPED_IN =
  'input:not([type="checkbox"], [type="radio"]), textarea, select, [contenteditable]';

export function KeysProvider({ children }: { children: ComponentChildren }) {
  const sources = useRef(new Set<() => readonly Key[]>());
  const [isShown, setShown] = useState(false);
  const [isOff, setOff] = useState(() => localStorage.getItem(OFF) !== null);
  const keys = useMemo<Keys>(
    () => ({
      register: (source) => {
        sources.current.add(source);
        return () => sources.current.delete(source);
      },
      show: () => setShown(true),
    }),
    [],
  );
  const all = () => [...sources.current].flatMap((source) => source());

  useEffect(() => {
    function pressed(event: KeyboardEvent) {
      const isElsewhere =
        event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat;
      const target = event.target as Element | null;
      if (isElsewhere || event.defaultPrevented || target?.closest(TYPED_IN)) return;
      // Enter on a link or a button is that link's or button's.
      if (event.key === 'Enter' && target?.closest('a, button, summary')) return;
      if (document.querySelector('dialog[open]')) return;
      const found = event.key === '?' ? { act: keys.show } : isOff ? undefined : wanted(event.key);
      if (!found) return;
      event.preventDefault();
      found.act();
    }
    const wanted = (name: string) => all().find(({ key }) => key === name);
    addEventListener('keydown', pressed);
    return () => removeEventListener('keydown', pressed);
  }, [keys, isOff]);

  function choose(on: boolean) {
    if (on) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, '1');
    setOff(!on);
  }

  return (
    <KeysContext.Provider value={keys}>
      {children}
      {isShown && (
        <KeysDialog keys={all()} isOn={!isOff} onChoose={choose} onClose={() => setShown(false)} />
      )}
    </KeysContext.Provider>
  );
}

/** Have these keys while the component is shown. */
export function useKeys(keys: readonly Key[]) {
  const { register } = useContext(KeysContext);
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => register(() => latest.current), [register]);
}

export function useShowKeys(): () => void {
  return useContext(KeysContext).show;
}

function KeysDialog({
  keys,
  isOn,
  onChoose,
  onClose,
}: {
  keys: readonly Key[];
  isOn: boolean;
  onChoose: (on: boolean) => void;
  onClose: () => void;
}) {
  const words = useDeskWords();
  return (
    <Dialog title={words.keys.title} onClose={onClose}>
      <table class="keys">
        <thead>
          <tr>
            <th scope="col">{words.keys.key}</th>
            <th scope="col">{words.keys.does}</th>
          </tr>
        </thead>
        <tbody>
          {[...keys, { key: '?', does: words.keys.help }].map(({ key, does }) => (
            <tr key={key}>
              <td>
                <kbd>{key}</kbd>
              </td>
              <td>{does}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <label class="check">
        <input
          type="checkbox"
          checked={isOn}
          onChange={(event) => onChoose(event.currentTarget.checked)}
        />
        {words.keys.isOn}
      </label>
      <p class="soft small">{words.keys.hint}</p>
      <button type="button" class="button second" onClick={onClose}>
        {words.shell.close}
      </button>
    </Dialog>
  );
}
