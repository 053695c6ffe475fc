/** What is typed survives a reload, the back button and a lost session. Never the PIN, never a signature. */
import { useCallback, useState } from 'preact/hooks';

/** State kept in this tab's session storage under `key`; undefined forgets it. */
export function useDraft<Value>(
  key: string,
): readonly [Value | undefined, (value: Value | undefined) => void] {
  const [value, setValue] = useState<Value | undefined>(() => readDraft<Value>(key));
  const keep = useCallback(
    (next: Value | undefined) => {
      writeDraft(key, next);
      setValue(next);
    },
    [key],
  );
  return [value, keep];
}

export function readDraft<Value>(key: string): Value | undefined {
  try {
    const kept = sessionStorage.getItem(key);
    return kept === null ? undefined : (JSON.parse(kept) as Value);
  } catch {
    return undefined;
  }
}

export function writeDraft(key: string, value: unknown) {
  try {
    if (value === undefined) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, JSON.stringify(value));
  } catch {
    // Storage may be full or switched off; the page itself still holds what was typed.
  }
}

/** Forget all that is kept in this tab, as on a computer that others use. */
export function forgetDrafts() {
  try {
    sessionStorage.clear();
  } catch {
    // Storage may be switched off; then nothing was kept.
  }
}
