/** 自然人憑證帳號綁定: an account from before asks for the link to its first card; whether there is one is not told. */
import { useState } from 'preact/hooks';
import { send } from '../api/client';
import { RequestSignInLinkMutation } from '../api/firstCard';
import { useRuled } from '../api/session';
import { useDraft } from '../forms/draft';
import { fromServer, type Problem, problemOf } from '../forms/problems';
import { Button } from '../view/Button';
import { ErrorSummary } from '../view/ErrorSummary';
import { InputField } from '../view/Field';
import { useHelp } from '../view/help';
import { Notice } from '../view/Notice';
import { Page } from '../view/Page';
import { Text } from '../view/Text';
import { Trouble, type TroubleState } from '../view/Trouble';
import { useHolderWords, useWords } from '../words';

const NO_PROBLEMS: readonly Problem[] = [];
const FIELD = 'controlNumber';

export default function Existing() {
  const words = useWords();
  const { existing } = useHolderWords();
  const help = useHelp();
  const ruled = useRuled();
  const [draft, keep] = useDraft<string>('existing');
  const [problems, setProblems] = useState(NO_PROBLEMS);
  const [trouble, setTrouble] = useState<TroubleState>();
  const [askedFor, setAskedFor] = useState<string>();
  const [busy, setBusy] = useState(false);

  async function submit(event: Event) {
    event.preventDefault();
    const controlNumber = (draft ?? '').normalize('NFKC').trim().toUpperCase();
    setAskedFor(undefined);
    setTrouble(undefined);
    if (controlNumber === '') {
      const { label } = words.company.controlNumber;
      return setProblems([{ field: FIELD, message: words.problems.empty(label) }]);
    }
    setProblems(NO_PROBLEMS);
    if (busy) return;
    setBusy(true);
    const reply = await send(RequestSignInLinkMutation, { input: { controlNumber } });
    setBusy(false);
    if ('noAnswer' in reply) return setTrouble(reply);
    const answer = reply.data.requestSignInLink;
    switch (answer.__typename) {
      case 'RequestSignInLinkSuccess':
        return setAskedFor(controlNumber);
      case 'InvalidInput':
        return setProblems(fromServer(answer.problems, [FIELD]));
    }
  }

  return (
    <Page title={existing.title} hasErrors={problems.length > 0}>
      <ErrorSummary problems={problems} />
      {trouble && <Trouble trouble={trouble} />}
      {askedFor && (
        <Notice kind="good" title={existing.asked(askedFor)} takesFocus>
          <p>{existing.askedText}</p>
          <p>{ruled(existing.lockedOut)}</p>
          <p>
            <Text>{existing.noMail(help)}</Text>
          </p>
        </Notice>
      )}
      <p class="lead">{existing.lead}</p>
      <form noValidate onSubmit={submit}>
        <InputField
          id={FIELD}
          label={words.company.controlNumber.label}
          hint={existing.hint}
          value={draft ?? ''}
          problem={problemOf(problems, FIELD)}
          width="short"
          autocomplete="off"
          onInput={keep}
        />
        <div class="actions">
          <Button type="submit" busy={busy}>
            {busy ? existing.sending : existing.send}
          </Button>
        </div>
      </form>
      <ul>
        <li>{existing.mailbox}</li>
        <li>{ruled(existing.lockedOut)}</li>
        <li>
          {existing.hasCard} <a href="/sign-in">{words.remedies.SIGN_IN}</a>
        </li>
        <li>
          {existing.noAccount} <a href="/apply">{words.remedies.APPLY}</a>
        </li>
      </ul>
    </Page>
  );
}
