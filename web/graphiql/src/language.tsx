/** Which language this browser has chosen: here or in the portal, else what it likes best. */
import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';
import { type Language, WORDS, type Words } from './words';

// The portal remembers its visitors' choice under the same name.
const KEY = 'language';

let current: Language = chosen();

function chosen(): Language {
  return remembered() ?? (/^zh\b/i.test(navigator.language) ? 'zh-Hant-TW' : 'en');
}

function remembered(): Language | undefined {
  try {
    const kept = localStorage.getItem(KEY);
    return kept === 'en' || kept === 'zh-Hant-TW' ? kept : undefined;
  } catch {
    return undefined;
  }
}

function remember(language: Language) {
  current = language;
  try {
    localStorage.setItem(KEY, language);
  } catch {
    // Storage may be switched off; the choice then lasts as long as the page.
  }
}

/** Tell the language outside of React, for what is sent to the service. */
export function currentLanguage(): Language {
  return current;
}

interface Spoken {
  readonly language: Language;
  readonly words: Words;
  readonly change: () => void;
}

const SpokenContext = createContext<Spoken | undefined>(undefined);

export function Speaking({ children }: { readonly children: ReactNode }) {
  const [language, setLanguage] = useState(current);
  const words = WORDS[language];

  useEffect(() => {
    document.documentElement.lang = language;
    document.title = words.title;
  }, [language, words]);

  function change() {
    const other = language === 'en' ? 'zh-Hant-TW' : 'en';
    remember(other);
    setLanguage(other);
  }

  return <SpokenContext value={{ language, words, change }}>{children}</SpokenContext>;
}

export function useSpoken(): Spoken {
  const spoken = useContext(SpokenContext);
  if (!spoken) throw new Error('outside of Speaking');
  return spoken;
}
