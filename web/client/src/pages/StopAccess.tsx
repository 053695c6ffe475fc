/** 「這不是我們申請的」: the link of a notice that somebody asked for access; the button stops the request. */

import { readingOf, send } from '../api/client';
import { AccessRequestLinkQuery, StopAccessRequestMutation } from '../api/members';
import { useQuery } from '../api/useQuery';
import { Loading } from '../view/Loading';
import { useHolderWords, useLanguage } from '../words';
import { formatTime } from '../words/dates';
import { useAnew } from '../words/useAnew';
import { MailedAct, NoMailedAct } from './MailedAct';

export default function StopAccess() {
  const { stopAccess, home } = useHolderWords();
  const { language } = useLanguage();
  const token = location.hash.slice(1);
  const [{ data, error }, again] = useQuery({
    query: AccessRequestLinkQuery,
    variables: { token },
    pause: token === '',
  });
  const found = readingOf(data?.accessRequestLink, error);
  useAnew(found !== undefined && 'refusal' in found, again);
  if (token === '') return <NoMailedAct words={stopAccess} />;
  if (!found) return <Loading title={stopAccess.title} />;
  if (!('value' in found)) return <NoMailedAct words={stopAccess} {...found} onAgain={again} />;
  const answer = found.value;

  async function stop() {
    const reply = await send(StopAccessRequestMutation, { input: { token } });
    if ('noAnswer' in reply) return reply;
    const result = reply.data.stopAccessRequest;
    return result.__typename === 'StopAccessRequestSuccess' ? undefined : { refusal: result };
  }

  return (
    <MailedAct
      words={stopAccess}
      isGrave
      act={stop}
      rows={[
        { name: home.controlNumber, value: answer.controlNumber },
        { name: home.name, value: answer.companyName ?? home.noName },
        { name: stopAccess.askedAt, value: formatTime(answer.askedAt, language) },
        { name: stopAccess.effectiveAt, value: formatTime(answer.effectiveAt, language) },
      ]}
    />
  );
}
