/** The link by which the registered mailbox confirms that a reissued card is a member's; the button does it. */

import { readingOf, send } from '../api/client';
import { ConfirmIdentityJoinMutation, IdentityJoinLinkQuery } from '../api/members';
import { useQuery } from '../api/useQuery';
import { Loading } from '../view/Loading';
import { useHolderWords, useLanguage } from '../words';
import { formatTime } from '../words/dates';
import { useAnew } from '../words/useAnew';
import { MailedAct, NoMailedAct } from './MailedAct';

export default function ConfirmMember() {
  const { confirmMember, home } = useHolderWords();
  const { language } = useLanguage();
  const token = location.hash.slice(1);
  const [{ data, error }, again] = useQuery({
    query: IdentityJoinLinkQuery,
    variables: { token },
    pause: token === '',
  });
  const found = readingOf(data?.identityJoinLink, error);
  useAnew(found !== undefined && 'refusal' in found, again);
  if (token === '') return <NoMailedAct words={confirmMember} />;
  if (!found) return <Loading title={confirmMember.title} />;
  if (!('value' in found)) return <NoMailedAct words={confirmMember} {...found} onAgain={again} />;
  const answer = found.value;

  async function confirm() {
    const reply = await send(ConfirmIdentityJoinMutation, { input: { token } });
    if ('noAnswer' in reply) return reply;
    const result = reply.data.confirmIdentityJoin;
    return result.__typename === 'ConfirmIdentityJoinSuccess' ? undefined : { refusal: result };
  }

  return (
    <MailedAct
      words={confirmMember}
      act={confirm}
      rows={[
        { name: home.controlNumber, value: answer.controlNumber },
        { name: home.name, value: answer.companyName ?? home.noName },
        { name: confirmMember.holder, value: answer.holderName },
        { name: confirmMember.lastFour, value: answer.lastFour ?? home.noName },
        { name: confirmMember.askedAt, value: formatTime(answer.askedAt, language) },
      ]}
    />
  );
}
