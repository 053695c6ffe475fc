/** 憑證換發後無法辨識: the new card signs for a control number; the company confirms, and staff decide. */
import { useState } from 'preact/hooks';
import { send } from '../api/client';
import { RequestIdentityJoinMutation } from '../api/members';
import { ActStep } from '../card/ActStep';
import type { SignedChallenge } from '../card/useCard';
import { useDraft } from '../forms/draft';
import { fromServer, type Problem, problemOf } from '../forms/problems';
import { Button } from '../view/Button';
import { ErrorSummary } from '../view/ErrorSummary';
import { InputField } from '../view/Field';
import { useHelp } from '../view/help';
import { Notice } from '../view/Notice';
import { Page } from '../view/Page';
import { SummaryList } from '../view/SummaryList';
import { Text } from '../view/Text';
import { useHolderWords, useWords } from '../words';

const NO_PROBLEMS: readonly Problem[] = [];
const FIELD = 'controlNumber';

export default function Reissued() {
  const words = useWords();
  const { reissued } = useHolderWords();
  const help = useHelp();
  const [draft, keep] = useDraft<string>('reissued');
  const [number, setNumber] = useState<string>();
  const [problems, setProblems] = useState(NO_PROBLEMS);
  const [asked, setAsked] = useState(false);

  function choose(event: Event) {
    event.preventDefault();
    const typed = (draft ?? '').normalize('NFKC').trim().toUpperCase();
    if (typed === '') {
      const { label } = words.company.controlNumber;
      return setProblems([{ field: FIELD, message: words.problems.empty(label) }]);
    }
    setProblems(NO_PROBLEMS);
    return setNumber(typed);
  }

  async function request({ challengeId, signature }: SignedChallenge) {
    const input = { challengeId, signature, controlNumber: number ?? '' };
    const reply = await send(RequestIdentityJoinMutation, { input });
    if ('noAnswer' in reply) return reply;
    const answer = reply.data.requestIdentityJoin;
    switch (answer.__typename) {
      case 'RequestIdentityJoinSuccess':
        setAsked(true);
        return undefined;
      case 'InvalidInput':
        setNumber(undefined);
        setProblems(fromServer(answer.problems, [FIELD]));
        return undefined;
      default:
        return { refusal: answer };
    }
  }

  return (
    <Page title={reissued.title} hasErrors={problems.length > 0}>
      <ErrorSummary problems={problems} />
      {asked && (
        <Notice kind="good" title={reissued.asked} takesFocus>
          <p>{reissued.askedText}</p>
          <p>
            <Text>{reissued.help(help)}</Text>
          </p>
        </Notice>
      )}
      {!asked && <p class="lead">{reissued.lead}</p>}
      {!asked && number === undefined && (
        <form noValidate onSubmit={choose}>
          <InputField
            id={FIELD}
            label={words.company.controlNumber.label}
            hint={reissued.hint}
            value={draft ?? ''}
            problem={problemOf(problems, FIELD)}
            width="short"
            autocomplete="off"
            onInput={keep}
          />
          <div class="actions">
            <Button type="submit">{reissued.next}</Button>
          </div>
        </form>
      )}
      {!asked && number !== undefined && (
        <>
          <SummaryList rows={[{ name: words.company.controlNumber.label, value: number }]} />
          <ActStep
            purpose="JOIN"
            shown={{ controlNumber: number }}
            button={reissued.button}
            act={request}
          />
          <Button kind="second" onPress={() => setNumber(undefined)}>
            {reissued.other}
          </Button>
        </>
      )}
    </Page>
  );
}
