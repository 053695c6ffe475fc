/** The mailed link of this page: its token stands in the address's fragment, which no log and no Referer has. */

import { type NoAnswer, type Refusal, readingOf } from '../api/client';
import { type Link, LinkQuery } from '../api/links';
import { useQuery } from '../api/useQuery';
import { useAnew } from '../words/useAnew';

export type LinkState =
  | { readonly state: 'MISSING' | 'LOADING' }
  | { readonly state: 'NO_ANSWER'; readonly noAnswer: NoAnswer; readonly again: () => void }
  | { readonly state: 'REFUSED'; readonly refusal: Refusal; readonly token: string }
  | { readonly state: 'GOOD'; readonly link: Link; readonly token: string };

// Continuing with the card gives this browser a session: the link is then asked for again.
const ABOUT = ['Application'];

export function useLink(): LinkState {
  const token = location.hash.slice(1);
  const [{ data, error }, again] = useQuery({
    query: LinkQuery,
    variables: { token },
    pause: token === '',
    about: ABOUT,
  });
  const found = readingOf(data?.link, error);
  useAnew(found !== undefined && 'refusal' in found, again);
  if (token === '') return { state: 'MISSING' };
  if (!found) return { state: 'LOADING' };
  if ('value' in found) return { state: 'GOOD', link: found.value, token };
  if ('refusal' in found) return { state: 'REFUSED', refusal: found.refusal, token };
  return { state: 'NO_ANSWER', noAnswer: found.noAnswer, again };
}
