/** 「停止更正」: the link of a letter about the correction of a mailbox; the button stops it. */

import { readingOf, send } from '../api/client';
import { MailboxCorrectionLinkQuery, StopMailboxCorrectionMutation } from '../api/mailbox';
import { useQuery } from '../api/useQuery';
import { Loading } from '../view/Loading';
import { useHolderWords, useLanguage } from '../words';
import { formatTime } from '../words/dates';
import { useAnew } from '../words/useAnew';
import { MailedAct, NoMailedAct } from './MailedAct';

export default function StopMailbox() {
  const { stopMailbox, home } = useHolderWords();
  const { language } = useLanguage();
  const token = location.hash.slice(1);
  const [{ data, error }, again] = useQuery({
    query: MailboxCorrectionLinkQuery,
    variables: { token },
    pause: token === '',
  });
  const found = readingOf(data?.mailboxCorrectionLink, error);
  useAnew(found !== undefined && 'refusal' in found, again);
  if (token === '') return <NoMailedAct words={stopMailbox} />;
  if (!found) return <Loading title={stopMailbox.title} />;
  if (!('value' in found)) return <NoMailedAct words={stopMailbox} {...found} onAgain={again} />;
  const answer = found.value;

  async function stop() {
    const reply = await send(StopMailboxCorrectionMutation, { input: { token } });
    if ('noAnswer' in reply) return reply;
    const result = reply.data.stopMailboxCorrection;
    return result.__typename === 'StopMailboxCorrectionSuccess' ? undefined : { refusal: result };
  }

  const effective = answer.effectiveAt ? formatTime(answer.effectiveAt, language) : '';
  return (
    <MailedAct
      words={stopMailbox}
      isGrave
      act={stop}
      rows={[
        { name: home.controlNumber, value: answer.controlNumber },
        { name: home.name, value: answer.companyName ?? home.noName },
        { name: stopMailbox.effectiveAt, value: effective },
      ]}
    />
  );
}
