/** What an applicant can do while she waits: have the mail sent again, or withdraw. */
import { useState } from 'preact/hooks';
import type { Application } from '../api/application';
import { send } from '../api/client';
import { WithdrawApplicationMutation } from '../api/documents';
import { ResendMailMutation } from '../api/links';
import { Button } from '../view/Button';
import { Notice } from '../view/Notice';
import { Trouble, type TroubleState } from '../view/Trouble';
import { useWords } from '../words';

export function ResendMail({ application }: { application: Application }) {
  const { status } = useWords();
  return (
    <details open={application.status === 'REJECTED'}>
      <summary>{status.resendHeading}</summary>
      <div class="flow">
        <p>{status.resendText}</p>
        <Resend
          input={{ applicationId: application.id }}
          label={status.resend}
          sent={status.resent}
        />
      </div>
    </details>
  );
}

/** Ask for the mail again, by the application or by the old link's token. */
export function Resend({
  input,
  label,
  sent,
}: {
  input: { applicationId: string } | { token: string };
  label: string;
  sent: string;
}) {
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<TroubleState>();
  const [done, setDone] = useState(false);

  async function resend() {
    setBusy(true);
    setTrouble(undefined);
    setDone(false);
    const reply = await send(ResendMailMutation, { input });
    setBusy(false);
    if ('noAnswer' in reply) return setTrouble(reply);
    const answer = reply.data.resendMail;
    switch (answer.__typename) {
      case 'ResendMailSuccess':
        return setDone(true);
      default:
        return setTrouble({ refusal: answer });
    }
  }

  return (
    <>
      {trouble && <Trouble trouble={trouble} />}
      {done && <Notice kind="good" title={sent} takesFocus />}
      <Button kind="second" busy={busy} onPress={resend}>
        {label}
      </Button>
    </>
  );
}

export function Withdraw({
  application,
  onWithdrawn,
}: {
  application: Application;
  onWithdrawn: (application: Application) => void;
}) {
  const { status } = useWords();
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<TroubleState>();

  async function withdraw() {
    setBusy(true);
    setTrouble(undefined);
    const reply = await send(WithdrawApplicationMutation, { input: { id: application.id } });
    setBusy(false);
    if ('noAnswer' in reply) return setTrouble(reply);
    const answer = reply.data.withdrawApplication;
    switch (answer.__typename) {
      case 'WithdrawApplicationSuccess':
        return onWithdrawn(answer.application);
      default:
        return setTrouble({ refusal: answer });
    }
  }

  return (
    <details>
      <summary>{status.withdrawHeading}</summary>
      <div class="flow">
        {trouble && <Trouble trouble={trouble} />}
        <p>{status.withdrawText}</p>
        <Button kind="grave" busy={busy} onPress={withdraw}>
          {status.withdraw}
        </Button>
      </div>
    </details>
  );
}
