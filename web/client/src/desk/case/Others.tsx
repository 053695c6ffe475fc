/** What else there is of the control number: its account, and its other cases. */
import { useQuery } from '../../api/useQuery';
import { useLanguage } from '../../words';
import { formatDay } from '../../words/dates';
import { OfNumberQuery, type ReviewCase } from '../api/case';
import { addressOf } from '../pages/address';
import { shortTime } from '../view/clock';
import { useDeskWords } from '../words';

export function Others({ reviewCase: { application } }: { reviewCase: ReviewCase }) {
  const { review, queue } = useDeskWords();
  const { others } = review;
  const { language } = useLanguage();
  const { controlNumber } = application.company;
  const [{ data }] = useQuery({ query: OfNumberQuery, variables: { controlNumber } });
  const account = data?.staff?.account;
  const found = data?.staff?.reviewQueue?.edges.map(({ node }) => node) ?? [];
  const cases = found.filter((one) => one.application.id !== application.id);
  return (
    <section class="desk-box" aria-labelledby="others">
      <h2 id="others">{others.heading}</h2>
      <dl class="pairs">
        <dt>{others.account}</dt>
        <dd>
          {account ? (
            <>
              <span class="badge">{others.statuses[account.status]}</span> {account.name}{' '}
              <span class="soft small">
                {others.openedAt(formatDay(account.openedAt, language))}
              </span>
              {account.frozenSince && <span class="badge late">{others.frozen}</span>}
            </>
          ) : (
            <span class="soft">{data ? others.noAccount : ''}</span>
          )}
        </dd>
        <dt>{others.cases}</dt>
        <dd>
          {cases.length === 0 && <span class="soft">{data ? others.noCases : ''}</span>}
          {cases.length > 0 && (
            <ul class="bare">
              {cases.map((one) => (
                <li key={one.id}>
                  <a class="num" href={addressOf(one)}>
                    {one.application.caseNumber}
                  </a>{' '}
                  <span class="badge">{queue.statuses[one.application.status]}</span>{' '}
                  <span class="soft small">
                    {one.waitingSince && shortTime(one.waitingSince, language)}
                  </span>
                </li>
              ))}
            </ul>
          )}
        </dd>
      </dl>
    </section>
  );
}
