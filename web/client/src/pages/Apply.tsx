/** Form 1/2: the company's data, a few questions a page, then a look over the answers, then they are sent. */

import { useEffect, useMemo, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import type { Application, Company } from '../api/application';
import { useSession } from '../api/session';
import { companySchema, filledIn, groupOf } from '../forms/company';
import { useDraft } from '../forms/draft';
import { GROUPS } from '../forms/fields';
import { check, type Problem, problemsIn } from '../forms/problems';
import { addressOfStep, FIRST, firstWith, reached, type Step, stepOf } from '../forms/steps';
import { useRecheck } from '../forms/useRecheck';
import { Loading } from '../view/Loading';
import { Notice } from '../view/Notice';
import { Page } from '../view/Page';
import { useWords } from '../words';
import { CheckAnswers } from './CheckAnswers';
import { CompanyQuestions } from './CompanyQuestions';

/** What is typed, and the key that makes sending it twice one application. */
interface ApplyDraft {
  readonly values: Company;
  readonly requestKey: string;
}

const NO_PROBLEMS: readonly Problem[] = [];

export default function Apply() {
  const session = useSession();
  const { query, route } = useLocation();
  const [draft, keep] = useDraft<ApplyDraft>('apply');
  const [problems, setProblems] = useState(NO_PROBLEMS);
  const [isLeaving, setLeaving] = useState(false);
  const words = useWords();
  const { application } = session;
  const amended = application?.status === 'DRAFT' ? application : undefined;
  const values = filledIn(draft?.values ?? amended?.company ?? {});
  const checked = check(companySchema(words), values);

  const addressOf = (step: Step) => addressOfStep(step, { another: query.another !== undefined });
  const asked = stepOf(query.step);
  const step = reached(asked, problemsIn(checked));
  // Once it is known who is here, a form that somebody types into stays, whatever is asked anew.
  const isKnown = !session.loading || session.service !== undefined;
  useEffect(() => {
    if (!isKnown || isLeaving || step === asked) return;
    // Whoever asks for a later page than there are answers for is at the first that wants some.
    if (draft) setProblems(findHere());
    route(addressOf(step), true);
  }, [isKnown, step, asked]);

  const group = step === 'check' ? FIRST : step;
  // A list that was made anew would take the focus away from whoever types.
  const shown = useMemo(
    () => problems.filter(({ field }) => groupOf(field) === (step === 'check' ? undefined : step)),
    [problems, step],
  );
  const findHere = () => problemsIn(checked).filter(({ field }) => groupOf(field) === step);
  useRecheck(problems, findHere, setProblems);

  if (!isKnown || isLeaving) return <Loading title={words.apply.titles[FIRST]} />;
  if (application && isUnderWay(application) && query.another === undefined) {
    return <OpenCase application={application} />;
  }
  if (step === 'check' && 'values' in checked) {
    return (
      <CheckAnswers
        values={checked.values}
        requestKey={draft?.requestKey}
        amended={amended}
        addressOf={addressOf}
        problems={shown}
        onProblems={(found) => {
          setProblems(found);
          const wanting = firstWith(found);
          if (wanting) route(addressOf(wanting));
        }}
        // What the service does not know any more is still here.
        onLost={() => keep({ values, requestKey: crypto.randomUUID() })}
        onDone={() => {
          setLeaving(true);
          keep(undefined);
          route('/bind');
        }}
      />
    );
  }

  return (
    <CompanyQuestions
      key={group}
      group={group}
      values={values}
      problems={shown}
      before={addressBefore()}
      // Changed data is another request: its key is made anew.
      onChange={(next) => keep({ values: next, requestKey: crypto.randomUUID() })}
      onSubmit={goOn}
    />
  );

  function goOn() {
    const found = findHere();
    if (found.length > 0) return setProblems(found);
    const left = problems.filter(({ field }) => ![group, undefined].includes(groupOf(field)));
    setProblems(left);
    // The key must outlive a reload of the page that sends.
    if (!draft) keep({ values, requestKey: crypto.randomUUID() });
    route(addressOf(firstWith([...problemsIn(checked), ...left]) ?? 'check'));
  }

  function addressBefore(): string | undefined {
    const before = GROUPS[GROUPS.indexOf(group) - 1];
    return before && addressOf(before);
  }
}

function isUnderWay({ status }: Application): boolean {
  return status === 'UNDER_REVIEW' || status === 'APPROVED' || status === 'REJECTED';
}

function OpenCase({ application }: { application: Application }) {
  const { apply } = useWords();
  return (
    <Page title={apply.titles[FIRST]} step={1}>
      <Notice title={apply.openCase(application.caseNumber)}>
        <p>{apply.openCaseText}</p>
      </Notice>
      <div class="actions">
        <a class="button" href="/status">
          {apply.seeStatus}
        </a>
        <a href="/apply?another">{apply.another}</a>
      </div>
    </Page>
  );
}
