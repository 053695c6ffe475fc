/** Form 1/2: the company's data, a few questions a page, then a look over the answers, then they are sent. */

import { useEffect, useMemo, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import type { Application, Company } from '../api/application';
import { useSession } from '../api/session';
import { companySchema, filledIn, groupOf } from '../forms/company';
import { useDraft } from '../forms/draft';
import { GROUPS } from '../forms/fields';
import { check, type Problem, problemsIn } from '../forms/problems';
import { addressOfStep, FIRST, firstWith, reached, stepOf } from '../forms/steps';
import { useRecheck } from '../forms/useRecheck';
import { Loading } from '../view/Loading';
import { useWords } from '../words';
import { CheckAnswers } from './CheckAnswers';
import { CompanyQuestions } from './CompanyQuestions';
import { OpenCase } from './OpenCase';

/** What this tab fills in: a new application, or one that stands already and is changed here. */
interface ApplyDraft {
  readonly values?: Company;
  /** Makes sending it twice one application. */
  readonly requestKey: string;
  /** The application that stands; a new one has none. */
  readonly caseNumber?: string;
}

const NO_PROBLEMS: readonly Problem[] = [];
const ENDED: readonly Application['status'][] = ['ACTIVATED', 'WITHDRAWN', 'EXPIRED'];

export default function Apply() {
  const words = useWords();
  const session = useSession();
  const { query, route } = useLocation();
  const [draft, keep] = useDraft<ApplyDraft>('apply');
  const open = openIn(session.application);
  // Once it is known who is here, a form that somebody types into stays, whatever is asked anew.
  const isKnown = !session.loading || session.service !== undefined;
  const [isLeaving, setLeaving] = useState(false);
  const begins = beginning();
  useEffect(() => {
    if (!begins) return;
    keep(begins);
    route(addressOfStep(FIRST), true);
  }, [begins !== undefined]);

  if (!isKnown || begins || isLeaving) return <Loading title={words.apply.titles[FIRST]} />;
  const amended =
    open?.status === 'DRAFT' && draft?.caseNumber === open.caseNumber ? open : undefined;
  const isNew = draft !== undefined && draft.caseNumber === undefined;
  const isBegun = query.step !== undefined && (amended !== undefined || isNew);
  if (open && !isBegun) return <OpenCase application={open} />;
  return <Form amended={amended} draft={draft} keep={keep} onDone={leave} />;

  /** What the address asks to begin with: another application, or a change of the one that stands. */
  function beginning(): ApplyDraft | undefined {
    if (!isKnown) return undefined;
    const wanted = query.change !== undefined && open?.status === 'DRAFT' ? open : undefined;
    if (!wanted && query.another === undefined) return undefined;
    // What was typed for it already is still here.
    return draft && draft.caseNumber === wanted?.caseNumber ? draft : fresh(wanted);
  }

  function leave(application: Application) {
    setLeaving(true);
    keep(fresh(application));
    route('/bind');
  }
}

function Form({
  amended,
  draft,
  keep,
  onDone,
}: {
  /** The draft whose data these are; without one, they are those of a new application. */
  amended: Application | undefined;
  draft: ApplyDraft | undefined;
  keep: (draft: ApplyDraft | undefined) => void;
  onDone: (application: Application) => void;
}) {
  const words = useWords();
  const { query, route } = useLocation();
  const [problems, setProblems] = useState(NO_PROBLEMS);
  const values = filledIn(draft?.values ?? amended?.company ?? {});
  const checked = check(companySchema(words), values);

  const asked = stepOf(query.step);
  const step = reached(asked, problemsIn(checked));
  useEffect(() => {
    if (step === asked && query.step !== undefined) return;
    // Whoever asks for a later page than there are answers for is at the first that wants some.
    if (draft?.values && step !== asked) setProblems(findHere());
    route(addressOfStep(step), true);
  }, [step, query.step]);

  const group = step === 'check' ? FIRST : step;
  // A list that was made anew would take the focus away from whoever types.
  const shown = useMemo(
    () => problems.filter(({ field }) => groupOf(field) === (step === 'check' ? undefined : step)),
    [problems, step],
  );
  const findHere = () => problemsIn(checked).filter(({ field }) => groupOf(field) === step);
  useRecheck(problems, findHere, setProblems);

  if (step === 'check' && 'values' in checked) {
    return (
      <CheckAnswers
        values={checked.values}
        requestKey={draft?.requestKey}
        amended={amended}
        problems={shown}
        onProblems={(found) => {
          setProblems(found);
          const wanting = firstWith(found);
          if (wanting) route(addressOfStep(wanting));
        }}
        // What the service does not know any more is still here.
        onLost={() => keep({ ...fresh(), values })}
        onDone={onDone}
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
      isAmended={amended !== undefined}
      // Changed data is another request: its key is made anew.
      onChange={(next) => keep({ ...fresh(amended), values: next })}
      onSubmit={goOn}
    />
  );

  function goOn() {
    const found = findHere();
    if (found.length > 0) return setProblems(found);
    const left = problems.filter(({ field }) => ![group, undefined].includes(groupOf(field)));
    setProblems(left);
    // The key must outlive a reload of the page that sends.
    if (!draft) keep({ ...fresh(amended), values });
    route(addressOfStep(firstWith([...problemsIn(checked), ...left]) ?? 'check'));
  }

  function addressBefore(): string | undefined {
    const before = GROUPS[GROUPS.indexOf(group) - 1];
    return before && addressOfStep(before);
  }
}

function openIn(application: Application | undefined): Application | undefined {
  return application && !ENDED.includes(application.status) ? application : undefined;
}

function fresh(stands?: Application): ApplyDraft {
  const requestKey = crypto.randomUUID();
  return stands ? { requestKey, caseNumber: stands.caseNumber } : { requestKey };
}
