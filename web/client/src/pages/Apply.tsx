/** Form 1/2: the company's data, a few questions a page, then a look over the answers, then they are sent. */

import { useEffect, useMemo, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import type { Application, Company } from '../api/application';
import { send } from '../api/client';
import { AmendApplicationMutation, ApplyMutation } from '../api/documents';
import { useSession } from '../api/session';
import {
  COMPANY_GROUPS,
  COMPANY_KEYS,
  type CompanyGroup,
  companySchema,
  EMPTY_COMPANY,
  groupOf,
} from '../forms/company';
import { useDraft } from '../forms/draft';
import { check, fromServer, type Problem, problemsIn } from '../forms/problems';
import { useRecheck } from '../forms/useRecheck';
import { Button } from '../view/Button';
import { ErrorSummary } from '../view/ErrorSummary';
import { Loading } from '../view/Loading';
import { Notes } from '../view/Notes';
import { Notice } from '../view/Notice';
import { Page } from '../view/Page';
import { SummaryList } from '../view/SummaryList';
import { Trouble, type TroubleState } from '../view/Trouble';
import { useWords } from '../words';
import { CompanyQuestions } from './CompanyQuestions';

/** What is typed, and the key that makes sending it twice one application. */
interface ApplyDraft {
  readonly values: Company;
  readonly requestKey: string;
}

/** A page of questions, or the look over all answers behind the last. */
type Step = CompanyGroup | 'check';

const FIRST = COMPANY_GROUPS[0];
const STEPS: readonly Step[] = [...COMPANY_GROUPS, 'check'];
const NO_PROBLEMS: readonly Problem[] = [];

function stepOf(asked: string | undefined): Step {
  return STEPS.find((step) => step === asked) ?? FIRST;
}

function addressOfStep(step: Step, { another }: { another: boolean }): string {
  const query = [step === FIRST ? '' : `step=${step}`, another ? 'another' : ''].filter(Boolean);
  return query.length > 0 ? `/apply?${query.join('&')}` : '/apply';
}

/** The first page of questions that something is wrong with. */
function firstWith(problems: readonly Problem[]): CompanyGroup | undefined {
  return COMPANY_GROUPS.find((group) => problems.some(({ field }) => groupOf(field) === group));
}

/** How far one may go: no page is left out while the one before it wants answers. */
function reached(asked: Step, problems: readonly Problem[]): Step {
  const wanting = firstWith(problems) ?? 'check';
  return STEPS.indexOf(asked) > STEPS.indexOf(wanting) ? wanting : asked;
}

export default function Apply() {
  const session = useSession();
  const { query, route } = useLocation();
  const [draft, keep] = useDraft<ApplyDraft>('apply');
  const [problems, setProblems] = useState(NO_PROBLEMS);
  const [isLeaving, setLeaving] = useState(false);
  const words = useWords();
  const { application } = session;
  const amended = application?.status === 'DRAFT' ? application : undefined;
  const values = draft?.values ?? amended?.company ?? EMPTY_COMPANY;
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
    const before = COMPANY_GROUPS[COMPANY_GROUPS.indexOf(group) - 1];
    return before && addressOf(before);
  }
}

function isUnderWay({ status }: Application): boolean {
  return status === 'UNDER_REVIEW' || status === 'APPROVED' || status === 'REJECTED';
}

function CheckAnswers({
  values,
  requestKey,
  amended,
  addressOf,
  problems,
  onProblems,
  onLost,
  onDone,
}: {
  values: Company;
  requestKey: string | undefined;
  amended: Application | undefined;
  addressOf: (step: Step) => string;
  /** What the service found that belongs to no question. */
  problems: readonly Problem[];
  onProblems: (problems: readonly Problem[]) => void;
  onLost: () => void;
  onDone: () => void;
}) {
  const words = useWords();
  const session = useSession();
  const [trouble, setTrouble] = useState<TroubleState>();
  const [busy, setBusy] = useState(false);

  async function submit() {
    setBusy(true);
    setTrouble(undefined);
    const answer = amended
      ? await amend({ id: amended.id, ...values })
      : await apply({ ...values, requestKey: requestKey ?? crypto.randomUUID() });
    setBusy(false);
    if ('noAnswer' in answer) return setTrouble(answer);
    switch (answer.__typename) {
      case 'ApplySuccess':
      case 'AmendApplicationSuccess':
        return onDone();
      case 'InvalidInput':
        return onProblems(fromServer(answer.problems, COMPANY_KEYS));
      case 'ApplicationNotFound':
      case 'ApplicationMoved':
        // What was amended is gone; once the session is read anew, sending makes a new application.
        onLost();
        session.refresh();
        return setTrouble({ refusal: answer });
      default:
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
      {trouble && <Trouble trouble={trouble} />}
      <p>{words.check.lead}</p>
      <SummaryList
        rows={COMPANY_KEYS.map((key) => ({
          name: words.company[key].label,
          value: values[key],
          action: (
            <a href={`${addressOf(groupOf(key) ?? FIRST)}#${key}`}>
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

async function apply(input: Company & { requestKey: string }) {
  const reply = await send(ApplyMutation, { input });
  return 'data' in reply ? reply.data.apply : reply;
}

async function amend(input: Company & { id: string }) {
  const reply = await send(AmendApplicationMutation, { input });
  return 'data' in reply ? reply.data.amendApplication : reply;
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
