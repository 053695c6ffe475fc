/** The mailed link of this page: its token stands in the address's fragment, which no log and no Referer has. */
import { useQuery } from '@urql/preact';
import { type NoAnswer, type Refusal, whyNoAnswer } from '../api/client';
import { type Link, LinkQuery } from '../api/links';
import { useAnew } from '../words/useAnew';

export type LinkState =
  | { readonly state: 'MISSING' | 'LOADING' }
  | { readonly state: 'NO_ANSWER'; readonly noAnswer: NoAnswer; readonly again: () => void }
  | { readonly state: 'REFUSED'; readonly refusal: Refusal; readonly token: string }
  | { readonly state: 'GOOD'; readonly link: Link; readonly token: string };

// Continuing with the card gives this browser a session: the link is then asked for again.
const QUERY_CONTEXT = { additionalTypenames: ['Application'] };

export function useLink(): LinkState {
  const token = location.hash.slice(1);
  const [{ data, error }, execute] = useQuery({
    query: LinkQuery,
    variables: { token },
    pause: token === '',
    context: QUERY_CONTEXT,
  });
  const again = () => execute({ ...QUERY_CONTEXT, requestPolicy: 'network-only' });
  useAnew(data !== undefined && data.link.__typename !== 'Link', again);
  if (token === '') return { state: 'MISSING' };
  if (!data && error) {
    return { state: 'NO_ANSWER', noAnswer: whyNoAnswer(error), again };
  }
  if (!data) return { state: 'LOADING' };
  if (data.link.__typename === 'Link') return { state: 'GOOD', link: data.link, token };
  return { state: 'REFUSED', refusal: data.link, token };
}
