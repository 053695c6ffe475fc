/** The bar above the editors: who is signed in, the way back, the language. */
import { useEffect, useState } from 'react';
import { ask } from './fetcher';
import { useSpoken } from './language';
import query from './viewer.graphql?raw';
import type { Language, Words } from './words';

const PORTAL = '/';
const SIGN_IN = '/sign-in';

interface Viewer {
  readonly kind: string;
  readonly expiresAt: string;
}

// Undefined while nothing is known yet; null is nobody.
type Seen = Viewer | null | undefined | 'UNKNOWN';

export function Bar() {
  const { language, words, change } = useSpoken();
  const viewer = useViewer();
  return (
    <header className="bar">
      <h1>{words.title}</h1>
      <p role="status">{said(viewer, words, language)}</p>
      <nav>
        {viewer === null && <a href={SIGN_IN}>{words.signIn}</a>}
        <a href={PORTAL}>{words.toPortal}</a>
        <button type="button" lang={language === 'en' ? 'zh-Hant-TW' : 'en'} onClick={change}>
          {words.otherLanguage}
        </button>
      </nav>
    </header>
  );
}

/** Ask who is signed in, and again whenever the person comes back to this tab. */
function useViewer(): Seen {
  const [viewer, setViewer] = useState<Seen>();
  useEffect(() => {
    const look = () => {
      if (document.visibilityState === 'visible') lookUp().then(setViewer);
    };
    look();
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, []);
  return viewer;
}

async function lookUp(): Promise<Seen> {
  try {
    const { data } = await ask({ query }, {});
    return data ? (data.viewer as Viewer | null) : 'UNKNOWN';
  } catch {
    return 'UNKNOWN';
  }
}

function said(viewer: Seen, words: Words, language: Language): string {
  if (viewer === undefined) return '';
  if (viewer === null) return words.nobody;
  if (viewer === 'UNKNOWN') return words.unknown;
  const form = new Intl.DateTimeFormat(language, { dateStyle: 'short', timeStyle: 'short' });
  return words.signedIn(viewer.kind, form.format(new Date(viewer.expiresAt)));
}
