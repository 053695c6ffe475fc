/** The bar above the editors: who is signed in, the way back, the language. */
import { useEffect, useState } from 'react';
import { ask } from './fetcher';
import { useSpoken } from './language';
import query from './viewer.graphql?raw';
import type { Language, Words } from './words';

const PORTAL = '/';
const SIGN_IN = '/sign-in';
const DESK = '/staff';
// A page of the desk, in a tab of its own: what was typed here stays.
const PROVE = '/staff/prove';
const TICK_MS = 30_000;

interface Viewer {
  readonly kind: string;
  readonly expiresAt: string;
  /** Until when the card's proof holds, in milliseconds; undefined without one. */
  readonly provenUntil: number | undefined;
}

// Undefined while nothing is known yet; null is nobody.
type Seen = Viewer | null | undefined | 'UNKNOWN';

export function Bar() {
  const { language, words, change } = useSpoken();
  const viewer = useViewer();
  const [now, setNow] = useState(Date.now);
  // Asking would count as being there, so only the clock moves on.
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    <header className="bar">
      <h1>{words.title}</h1>
      <p role="status">{said(viewer, words, language)}</p>
      <nav>
        {viewer === null && <a href={SIGN_IN}>{words.signIn}</a>}
        {isStaff(viewer) && (
          <>
            <span>{proofOf(viewer, words, now)}</span>
            <a href={PROVE} target="_blank" rel="noreferrer">
              {words.prove}
            </a>
            <a href={DESK}>{words.toDesk}</a>
          </>
        )}
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

interface Answer {
  readonly viewer: {
    readonly kind: string;
    readonly expiresAt: string;
    readonly provenAt: string | null;
  } | null;
  readonly service: { readonly rules: { readonly proofMinutes: number } };
}

function viewerOf({ viewer, service }: Answer): Viewer | null {
  if (!viewer) return null;
  const { kind, expiresAt, provenAt } = viewer;
  const life = service.rules.proofMinutes * 60_000;
  return { kind, expiresAt, provenUntil: provenAt ? Date.parse(provenAt) + life : undefined };
}

function isStaff(viewer: Seen): viewer is Viewer {
  return typeof viewer === 'object' && viewer?.kind === 'STAFF';
}

function proofOf({ provenUntil = 0 }: Viewer, words: Words, now: number): string {
  const minutes = Math.ceil((provenUntil - now) / 60_000);
  return minutes > 0 ? words.proof(minutes) : words.noProof;
}

async function lookUp(): Promise<Seen> {
  try {
    const { data } = await ask({ query }, {});
    return data ? viewerOf(data as unknown as Answer) : 'UNKNOWN';
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
