/** The letters of a case, and what became of each. */
import { useLanguage } from '../../words';
import type { ReviewCase } from '../api/case';
import { shortTime } from '../view/clock';
import { useDeskWords } from '../words';

export function Letters({ reviewCase }: { reviewCase: ReviewCase }) {
  const { letters: words } = useDeskWords().review;
  const { language } = useLanguage();
  const names: Readonly<Record<string, string>> = words.kinds;
  return (
    <section class="desk-box" aria-labelledby="letters">
      <h2 id="letters">{words.heading}</h2>
      {reviewCase.letters.length === 0 && <p class="soft">{words.none}</p>}
      {reviewCase.letters.length > 0 && (
        <ul class="bare">
          {reviewCase.letters.map(({ kind, recipient, state, queuedAt, sentAt }) => (
            <li key={queuedAt}>
              <strong>{names[kind] ?? kind}</strong>{' '}
              <span class={state === 'GIVEN_UP' ? 'badge late' : 'badge'}>
                {words.states[state]}
              </span>
              <br />
              {recipient}{' '}
              <time class="soft small" dateTime={sentAt ?? queuedAt}>
                {shortTime(sentAt ?? queuedAt, language)}
              </time>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
