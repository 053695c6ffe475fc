/** From the telephone to the desk: a short code that takes there what was begun here. */
import { useState } from 'preact/hooks';
import { send } from '../api/client';
import { useRuled } from '../api/session';
import { CreateTransferCodeMutation } from '../api/unsent';
import { keepNow } from '../forms/keeper';
import { Button } from '../view/Button';
import { Notice } from '../view/Notice';
import { Trouble, type TroubleState } from '../view/Trouble';
import { useLanguage, useWords } from '../words';
import { formatTime } from '../words/dates';

interface Code {
  readonly transferCode: string;
  readonly expiresAt: string;
}

export function TransferCode() {
  const { transfer } = useWords();
  const { language } = useLanguage();
  const ruled = useRuled();
  const [busy, setBusy] = useState(false);
  const [made, setMade] = useState<Code>();
  const [trouble, setTrouble] = useState<TroubleState>();

  async function create() {
    setBusy(true);
    setTrouble(undefined);
    setMade(undefined);
    await keepNow();
    const reply = await send(CreateTransferCodeMutation, { input: {} });
    setBusy(false);
    if ('noAnswer' in reply) return setTrouble(reply);
    const answer = reply.data.createTransferCode;
    if (answer.__typename === 'CreateTransferCodeSuccess') return setMade(answer);
    return setTrouble({ refusal: answer });
  }

  return (
    <>
      <h3>{transfer.heading}</h3>
      <p>{ruled(transfer.text)}</p>
      {trouble && <Trouble trouble={trouble} />}
      {made && (
        <Notice key={made.transferCode} kind="good" title={transfer.code} takesFocus>
          <p class="code">{`${made.transferCode.slice(0, 4)}-${made.transferCode.slice(4)}`}</p>
          <p>{transfer.where(`${location.host}/continue`)}</p>
          <p class="small">{transfer.until(formatTime(made.expiresAt, language))}</p>
        </Notice>
      )}
      <Button kind="second" busy={busy} onPress={create}>
        {transfer.create}
      </Button>
    </>
  );
}
