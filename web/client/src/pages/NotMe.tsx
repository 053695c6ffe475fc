/** 「這不是我們做的」: the link of a letter that told of a change; the button halts further changes. */

import { ChangeLinkQuery, ReportChangeMutation } from '../api/changeLink';
import { readingOf, send } from '../api/client';
import { useQuery } from '../api/useQuery';
import { Loading } from '../view/Loading';
import { useHolderWords, useLanguage } from '../words';
import { formatTime } from '../words/dates';
import { useAnew } from '../words/useAnew';
import { MailedAct, NoMailedAct } from './MailedAct';

export default function NotMe() {
  const { notMe } = useHolderWords();
  const { language } = useLanguage();
  const token = location.hash.slice(1);
  const [{ data, error }, again] = useQuery({
    query: ChangeLinkQuery,
    variables: { token },
    pause: token === '',
  });
  const found = readingOf(data?.changeLink, error);
  useAnew(found !== undefined && 'refusal' in found, again);
  if (token === '') return <NoMailedAct words={notMe} />;
  if (!found) return <Loading title={notMe.title} />;
  if (!('value' in found)) return <NoMailedAct words={notMe} {...found} onAgain={again} />;
  const answer = found.value;

  async function report() {
    const reply = await send(ReportChangeMutation, { input: { token } });
    if ('noAnswer' in reply) return reply;
    const result = reply.data.reportChange;
    return result.__typename === 'ReportChangeSuccess' ? undefined : { refusal: result };
  }

  const { previousHolderName } = answer;
  return (
    <MailedAct
      words={notMe}
      isGrave
      act={report}
      rows={[
        { name: notMe.what, value: notMe.kinds[answer.kind] },
        { name: notMe.at, value: formatTime(answer.at, language) },
        { name: notMe.company, value: answer.companyName ?? answer.controlNumber },
        { name: notMe.holder, value: answer.holderName },
        ...(previousHolderName ? [{ name: notMe.previous, value: previousHolderName }] : []),
        { name: notMe.by, value: answer.actorName },
      ]}
    />
  );
}
