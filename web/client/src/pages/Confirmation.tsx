/** 請定期確認使用者憑證: all cards of the account by name, and the press that confirms just these. */
import { useState } from 'preact/hooks';
import type { Account } from '../api/account';
import { type AllCards, ConfirmCertificatesMutation } from '../api/cards';
import { send } from '../api/client';
import { isMoved } from '../api/moved';
import { useRuled, useSession } from '../api/session';
import { Button } from '../view/Button';
import { Notice } from '../view/Notice';
import { Trouble, type TroubleState } from '../view/Trouble';
import { useHolderWords, useLanguage } from '../words';
import { formatTime } from '../words/dates';
import { CHANGES } from './OfCard';

// A longer list stands on several pages: what is confirmed is then named here.
const SHORT = 10;

export function Confirmation({
  account,
  cards,
  onConfirmed,
}: {
  account: Account;
  /** What is confirmed; undefined until it is known. */
  cards: AllCards | undefined;
  onConfirmed: () => void;
}) {
  const { cards: copy } = useHolderWords();
  const { dismiss, showAnew } = useSession();
  const ruled = useRuled();
  const { language } = useLanguage();
  const [busy, setBusy] = useState(false);
  const [done, setDone] = useState(false);
  const [trouble, setTrouble] = useState<TroubleState>();
  const { controlNumber, confirmationDue: isDue, certificatesConfirmedAt: confirmedAt } = account;

  async function confirm(certificateIds: string[]) {
    setBusy(true);
    setTrouble(undefined);
    dismiss();
    const input = { controlNumber, certificateIds };
    const reply = await send(ConfirmCertificatesMutation, { input }, CHANGES);
    setBusy(false);
    if ('noAnswer' in reply) return setTrouble(reply);
    const answer = reply.data.confirmCertificates;
    if (answer.__typename === 'ConfirmCertificatesSuccess') {
      setDone(true);
      return onConfirmed();
    }
    return isMoved(answer) ? showAnew(answer) : setTrouble({ refusal: answer });
  }

  if (done) return <Notice kind="good" title={copy.confirmed} takesFocus />;
  const nodes = cards?.edges.map(({ node }) => node);
  return (
    <>
      {trouble && <Trouble trouble={trouble} />}
      <Notice kind={isDue ? 'warn' : 'info'} title={copy.confirmTitle}>
        <p>{isDue ? ruled(copy.confirmDue) : copy.confirmText}</p>
        {confirmedAt && <p class="small">{copy.confirmedAt(formatTime(confirmedAt, language))}</p>}
        {nodes && (
          <details open={nodes.length > SHORT}>
            <summary>{copy.confirmThese(controlNumber, nodes.length)}</summary>
            <ul>
              {nodes.map(({ id, holderName, label, cardNumber }) => (
                <li key={id}>
                  {label ? copy.named(holderName, label) : holderName}{' '}
                  <span class="whole">{cardNumber}</span>
                </li>
              ))}
            </ul>
          </details>
        )}
        {cards?.pageInfo.hasNextPage && <p>{copy.confirmTooMany}</p>}
        {nodes && !cards?.pageInfo.hasNextPage && (
          <Button
            kind={isDue ? 'first' : 'second'}
            busy={busy}
            onPress={() => confirm(nodes.map(({ id }) => id))}
          >
            {copy.confirm}
          </Button>
        )}
      </Notice>
    </>
  );
}
