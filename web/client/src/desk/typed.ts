/** What staff type survives a proof, a reload and a lost line; it lives in this tab, until signed out. */
import { useState } from 'preact/hooks';
import { readDraft, writeDraft } from '../forms/draft';

const PREFIX = 'desk ';

/** State that is kept under a name, such as that of a case and a form; undefined forgets it. */
export function useTyped<Value>(
  name: string,
  first: Value,
): readonly [Value, (value: Value | undefined) => void] {
  const key = PREFIX + name;
  const [held, setHeld] = useState(() => ({ key, value: readDraft<Value>(key) }));
  // The page goes on to another thing of the same kind: what was typed there is its own.
  const value = held.key === key ? held.value : readDraft<Value>(key);
  return [
    value ?? first,
    (next) => {
      writeDraft(key, next);
      setHeld({ key, value: next });
    },
  ];
}

/** Forget all that was typed at the desk in this tab. */
export function forgetTyped() {
  for (const key of Object.keys(sessionStorage)) {
    if (key.startsWith(PREFIX)) sessionStorage.removeItem(key);
  }
}

/** Return whether something was typed under a name. */
export function hasTyped(name: string): boolean {
  return readDraft(PREFIX + name) !== undefined;
}

/** Keep, or with undefined forget, what was typed under a name, from outside of its form. */
export function writeTyped(name: string, value: unknown) {
  writeDraft(PREFIX + name, value);
}
