/** The look over all answers of form 1/2, from where they are sent. */

import { useState } from 'preact/hooks';
import type { Application, Company } from '../api/application';
import { send } from '../api/client';
import { AmendApplicationMutation, ApplyMutation } from '../api/documents';
import { isMoved } from '../api/moved';
import { useSession } from '../api/session';
import { COMPANY_KEYS, groupOf } from '../forms/company';
import { forgetTyped, keepNow } from '../forms/keeper';
import { fromServer, type Problem } from '../forms/problems';
import { addressOfStep, FIRST } from '../forms/steps';
import { Button } from '../view/Button';
import { ErrorSummary } from '../view/ErrorSummary';
import { Moved } from '../view/Moved';
import { Notes } from '../view/Notes';
import { Page } from '../view/Page';
import { SummaryList } from '../view/SummaryList';
import { Trouble, type TroubleState } from '../view/Trouble';
import { useWords } from '../words';

export function CheckAnswers({
  values,
  requestKey,
  privacyNotice,
  amended,
  problems,
  onProblems,
  onLost,
  onDone,
}: {
  values: Company;
  requestKey: string | undefined;
  /** The version of the notice that was confirmed. */
  privacyNotice: string | undefined;
  amended: Application | undefined;
  /** What the service found that belongs to no question. */
  problems: readonly Problem[];
  onProblems: (problems: readonly Problem[]) => void;
  onLost: () => void;
  onDone: (application: Application) => void;
}) {
  const words = useWords();
  const session = useSession();
  const [trouble, setTrouble] = useState<TroubleState>();
  const [busy, setBusy] = useState(false);

  async function submit() {
    setBusy(true);
    setTrouble(undefined);
    session.dismiss();
    // A newcomer's session begins with the first of what she sends: one after the other.
    await keepNow();
    const answer = amended
      ? await amend({ id: amended.id, ...values })
      : await apply({
          ...values,
          requestKey: requestKey ?? crypto.randomUUID(),
          ...(privacyNotice === undefined ? {} : { privacyNotice }),
        });
    setBusy(false);
    if ('noAnswer' in answer) return setTrouble(answer);
    switch (answer.__typename) {
      case 'ApplySuccess':
      case 'AmendApplicationSuccess':
        forgetTyped();
        return onDone(answer.application);
      case 'InvalidInput':
        return onProblems(fromServer(answer.problems, COMPANY_KEYS));
      default:
        if (isMoved(answer)) return session.showAnew(answer);
        if (answer.code === 'APPLICATION_NOT_FOUND') {
          // What was amended is gone; once the session is read anew, sending makes a new application.
          onLost();
          session.refresh();
        }
        return setTrouble({ refusal: answer });
    }
  }

  const { exact, allRequired, mailGoesTo } = words.notices;
  return (
    <Page
      title={words.check.title}
      step={1}
      aside={<Notes items={[exact, allRequired, mailGoesTo]} />}
    >
      <ErrorSummary problems={problems} />
      <Moved />
      {trouble && <Trouble trouble={trouble} />}
      <p>{words.check.lead}</p>
      <SummaryList
        rows={COMPANY_KEYS.map((key) => ({
          name: words.company[key].label,
          value: values[key],
          action: (
            <a href={`${addressOfStep(groupOf(key) ?? FIRST)}#${key}`}>
              {words.check.change}
              <span class="unseen">{words.company[key].label}</span>
            </a>
          ),
        }))}
      />
      <div class="actions">
        <Button busy={busy} onPress={submit}>
          {busy ? words.check.sending : words.check.send}
        </Button>
      </div>
    </Page>
  );
}

async function apply(input: Company & { requestKey: string; privacyNotice?: string }) {
  const reply = await send(ApplyMutation, { input });
  return 'data' in reply ? reply.data.apply : reply;
}

async function amend(input: Company & { id: string }) {
  const reply = await send(AmendApplicationMutation, { input });
  return 'data' in reply ? reply.data.amendApplication : reply;
}
