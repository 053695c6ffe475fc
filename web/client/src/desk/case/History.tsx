/** What has happened to a case, newest first, and who did it. */
import { useLanguage } from '../../words';
import type { ReviewCase } from '../api/case';
import { shortTime } from '../view/clock';
import { useDeskWords } from '../words';

export function History({ reviewCase }: { reviewCase: ReviewCase }) {
  const { history: words } = useDeskWords().review;
  const { language } = useLanguage();
  const names: Readonly<Record<string, string>> = words.kinds;
  const events = reviewCase.journal?.edges.map(({ node }) => node) ?? [];
  return (
    <section class="desk-box" aria-labelledby="history">
      <h2 id="history">{words.heading}</h2>
      <ol class="bare events">
        {events.map(({ seq, at, kind, actor, actorName }) => (
          <li key={seq}>
            <time class="soft num" dateTime={at}>
              {shortTime(at, language)}
            </time>
            <span>{(kind && names[kind]) ?? kind}</span>
            <span class="soft">
              {actorName ?? (actor.startsWith('session:') ? words.applicant : words.service)}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
