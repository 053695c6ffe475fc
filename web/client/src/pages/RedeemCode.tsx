/** Type the code that the other device shows, and go on here with what was begun there. */
import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { send } from '../api/client';
import { OF_VIEWER, useSession } from '../api/session';
import { RedeemTransferCodeMutation } from '../api/unsent';
import { forgetDrafts } from '../forms/draft';
import { Button } from '../view/Button';
import { InputField } from '../view/Field';
import { Trouble, type TroubleState } from '../view/Trouble';
import { useWords } from '../words';

export function RedeemCode() {
  const { transfer } = useWords();
  const { refresh } = useSession();
  const { route } = useLocation();
  const [code, setCode] = useState('');
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<TroubleState>();

  async function redeem(event: Event) {
    event.preventDefault();
    setTrouble(undefined);
    setProblem(undefined);
    if (code.trim() === '') {
      setProblem(transfer.codeEmpty);
      document.getElementById('code')?.focus();
      return;
    }
    setBusy(true);
    const reply = await send(
      RedeemTransferCodeMutation,
      { input: { code } },
      { changes: [...OF_VIEWER, 'UnsentForm'] },
    );
    setBusy(false);
    if ('noAnswer' in reply) return setTrouble(reply);
    const answer = reply.data.redeemTransferCode;
    if (answer.__typename !== 'RedeemTransferCodeSuccess') return setTrouble({ refusal: answer });
    // What this tab had begun before is not what goes on here.
    forgetDrafts();
    refresh();
    route('/tasks');
  }

  return (
    <form noValidate onSubmit={redeem}>
      <h2>{transfer.redeemHeading}</h2>
      <p>{transfer.redeemText}</p>
      {trouble && <Trouble trouble={trouble} />}
      <InputField
        id="code"
        label={transfer.codeLabel}
        hint={transfer.codeHint}
        width="short"
        autocomplete="off"
        value={code}
        problem={problem}
        onInput={setCode}
      />
      <div class="actions">
        <Button type="submit" kind="second" busy={busy}>
          {transfer.redeem}
        </Button>
      </div>
    </form>
  );
}
