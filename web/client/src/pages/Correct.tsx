/** The rejection mail's link: what differs, look-alikes named, and the form to correct and send again. */

import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import type { Application } from '../api/application';
import { send } from '../api/client';
import { AmendApplicationMutation } from '../api/documents';
import type { FieldResult, Link } from '../api/links';
import { ContinueStep } from '../card/ContinueStep';
import { CompanyFields } from '../forms/CompanyFields';
import { COMPANY_KEYS, type CompanyKey, companySchema, KEY_OF } from '../forms/company';
import { keepNow } from '../forms/keeper';
import { check, fromServer, type Problem, problemsIn } from '../forms/problems';
import { useKeptCompany } from '../forms/useKeptCompany';
import { useRecheck } from '../forms/useRecheck';
import { Button } from '../view/Button';
import { ErrorSummary } from '../view/ErrorSummary';
import { Notes } from '../view/Notes';
import { Notice } from '../view/Notice';
import { Page } from '../view/Page';
import { SummaryList } from '../view/SummaryList';
import { Trouble, type TroubleState } from '../view/Trouble';
import { useLanguage, useWords, type Words } from '../words';
import { formatTime } from '../words/dates';
import { DraftNotices } from './DraftNotices';
import { DraftTools } from './DraftTools';
import { LinkPage } from './LinkPage';

const NO_PROBLEMS: readonly Problem[] = [];

export default function Correct() {
  const { correct } = useWords();
  return (
    <LinkPage title={correct.title} purpose="CORRECT">
      {(link, token) => <CorrectLink link={link} token={token} />}
    </LinkPage>
  );
}

function CorrectLink({ link, token }: { link: Link; token: string }) {
  const words = useWords();
  const { language } = useLanguage();
  const { correct, status } = words;
  const [problems, setProblems] = useState(NO_PROBLEMS);
  const found = link.results.filter((result) => result.outcome !== 'MATCHES');
  const { exact, tableC, mailGoesTo } = words.notices;
  const aside = <Notes items={[exact, tableC, mailGoesTo]} />;
  return (
    <Page title={correct.title} step={3} hasErrors={problems.length > 0} aside={aside}>
      <ErrorSummary problems={problems} />
      <p class="lead">{found.length > 0 ? correct.lead : whyTurnedDown(link, words)}</p>
      {link.note && (
        <Notice kind="warn" title={correct.noteHeading}>
          <p class="written">{link.note}</p>
        </Notice>
      )}
      <SummaryList
        rows={[
          { name: status.caseNumber, value: link.caseNumber },
          { name: status.controlNumber, value: link.controlNumber },
          ...(link.companyName ? [{ name: status.company, value: link.companyName }] : []),
          { name: words.activate.until, value: formatTime(link.expiresAt, language) },
        ]}
      />
      {found.length > 0 && (
        <>
          <h2>{correct.resultsHeading}</h2>
          <ul>
            {found.map((result) => (
              <li key={result.field}>
                <strong>{words.company[KEY_OF[result.field]].label}</strong>
                {correct.between}
                {describe(result, words)}
              </li>
            ))}
          </ul>
        </>
      )}
      {link.application ? (
        <CorrectForm
          application={link.application}
          about={link.about}
          token={token}
          results={found}
          marked={link.marked}
          problems={problems}
          onProblems={setProblems}
        />
      ) : link.about === 'DATA_CHANGE' ? (
        <Notice kind="warn" title={correct.signInFirst}>
          <p>{correct.signInFirstText}</p>
          <a class="button" href="/sign-in">
            {words.remedies.SIGN_IN}
          </a>
        </Notice>
      ) : (
        <>
          <Notice title={correct.cardFirst}>
            <p>{correct.cardFirstText}</p>
          </Notice>
          <ContinueStep button={correct.cardButton} onContinued={() => undefined} />
        </>
      )}
    </Page>
  );
}

/** Without an outcome to show: a person turned it down, or nothing may be told. */
function whyTurnedDown({ note, marked }: Link, { correct }: Words): string {
  return note || marked.length > 0 ? correct.byPerson : correct.nothingCompared;
}

/** The outcome in words: never what the registry holds, but what kind of slip it looks like. */
function describe({ outcome, lookAlikes }: FieldResult, { correct }: Words): string {
  if (lookAlikes.length === 0) return correct.outcome[outcome];
  return lookAlikes.map((kind) => correct.lookAlike[kind]).join(correct.stop);
}

/** Beside the field, where what was compared may have been corrected meanwhile. */
function tag(result: FieldResult, words: Words): string {
  const { correct } = words;
  const said = correct.asFilled(correct.outcome[result.outcome]);
  return result.lookAlikes.length === 0 ? said : said + correct.between + describe(result, words);
}

function CorrectForm({
  application,
  about,
  token,
  results,
  marked,
  problems,
  onProblems,
}: {
  application: Application;
  about: Link['about'];
  token: string;
  results: readonly FieldResult[];
  /** The fields that a reviewer turned it down for. */
  marked: Link['marked'];
  problems: readonly Problem[];
  onProblems: (problems: readonly Problem[]) => void;
}) {
  const words = useWords();
  const { correct } = words;
  const { route } = useLocation();
  const { caseNumber } = application;
  const draft = useKeptCompany(`correct.${caseNumber}`, { caseNumber }, application.company);
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<TroubleState>();
  const { values } = draft;

  const find = () => problemsIn(check(companySchema(words), values));
  useRecheck(problems, find, onProblems);

  async function submit(event: Event) {
    event.preventDefault();
    const checked = check(companySchema(words), values);
    onProblems('problems' in checked ? checked.problems : NO_PROBLEMS);
    if ('problems' in checked || busy) return;
    setBusy(true);
    setTrouble(undefined);
    await keepNow();
    const input = { id: application.id, token, ...checked.values };
    const reply = await send(AmendApplicationMutation, { input });
    setBusy(false);
    if ('noAnswer' in reply) return setTrouble(reply);
    const answer = reply.data.amendApplication;
    switch (answer.__typename) {
      case 'AmendApplicationSuccess':
        draft.onSent();
        return route('/status', true);
      case 'InvalidInput':
        return onProblems(fromServer(answer.problems, COMPANY_KEYS));
      default:
        return setTrouble({ refusal: answer });
    }
  }

  const noteOf = (key: CompanyKey) => {
    const result = results.find((each) => KEY_OF[each.field] === key);
    if (result) return <span class="note">{tag(result, words)}</span>;
    const isMarked = marked.some((field) => KEY_OF[field] === key);
    return isMarked && <span class="note">{correct.marked}</span>;
  };
  return (
    <>
      <form noValidate onSubmit={submit}>
        {trouble && <Trouble trouble={trouble} />}
        <h2>{correct.formHeading}</h2>
        <DraftNotices {...draft} />
        <CompanyFields
          values={values}
          problems={problems}
          onChange={draft.type}
          numberIsFixed={
            about === 'DATA_CHANGE' ? words.apply.numberIsFixed : correct.numberIsFixed
          }
          noteOf={noteOf}
        />
        <div class="actions">
          <Button type="submit" busy={busy}>
            {busy ? correct.sending : correct.send}
          </Button>
        </div>
      </form>
      <DraftTools onDiscarded={draft.onDiscarded} />
    </>
  );
}
