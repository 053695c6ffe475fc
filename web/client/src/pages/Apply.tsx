/** Form 1/2: the company's data, a few questions a page, then a look over the answers, then they are sent. */

import { useEffect, useMemo, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import type { Application, Company } from '../api/application';
import { useSession } from '../api/session';
import type { UnsentForm } from '../api/unsent';
import { companySchema, filledIn, groupOf, hasCompany } from '../forms/company';
import { useDraft } from '../forms/draft';
import { GROUPS } from '../forms/fields';
import { keepTyped } from '../forms/keeper';
import { check, type Problem, problemsIn } from '../forms/problems';
import { addressOfStep, FIRST, firstWith, reached, stepOf } from '../forms/steps';
import { useRecheck } from '../forms/useRecheck';
import { Loading } from '../view/Loading';
import { useWords } from '../words';
import { PRIVACY_NOTICE } from '../words/notice';
import { CheckAnswers } from './CheckAnswers';
import { CompanyQuestions } from './CompanyQuestions';
import { OpenCase } from './OpenCase';
import { PrivacyNotice } from './PrivacyNotice';

/** What this tab fills in: a new application, or one that stands already and is changed here. */
interface ApplyDraft {
  readonly values?: Company;
  /** Makes sending it twice one application. */
  readonly requestKey: string;
  /** The application that stands; a new one has none. */
  readonly caseNumber?: string;
  /** The version of the notice on personal data that was confirmed. */
  readonly privacyNotice?: string;
  /** When what the service had kept was brought back into this tab. */
  readonly broughtBack?: string;
}

const NO_PROBLEMS: readonly Problem[] = [];
const ENDED: readonly Application['status'][] = ['ACTIVATED', 'WITHDRAWN', 'EXPIRED'];

export default function Apply() {
  const words = useWords();
  const session = useSession();
  const { query, route } = useLocation();
  const [inTab, keep] = useDraft<ApplyDraft>('apply');
  const open = openIn(session.application);
  // Once it is known who is here, a form that somebody types into stays, whatever is asked anew.
  const isKnown = !session.loading || session.service !== undefined;
  const [isLeaving, setLeaving] = useState(false);
  // What this tab holds is newer than what the service keeps.
  const [discarded, setDiscarded] = useState(false);
  const keptByService = discarded ? undefined : session.unsentForm;
  const restored = useMemo(() => broughtBack(keptByService, undefined), [keptByService]);
  const draft = inTab ?? (open ? undefined : restored);
  const begins = beginning();
  useEffect(() => {
    // From here on it is this tab's, with one request key.
    if (!inTab && draft) keep(draft);
  }, [inTab, draft]);
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
  return (
    <Form
      amended={amended}
      draft={draft}
      keep={keep}
      onDiscarded={() => {
        setDiscarded(true);
        keep(amended ? fresh(amended) : confirmed(undefined));
        route(addressOfStep(FIRST), true);
      }}
      wasDiscarded={discarded}
      onDone={leave}
    />
  );

  /** What the address asks to begin with: another application, or a change of the one that stands. */
  function beginning(): ApplyDraft | undefined {
    if (!isKnown) return undefined;
    const wanted = query.change !== undefined && open?.status === 'DRAFT' ? open : undefined;
    if (!wanted && query.another === undefined) return undefined;
    // What was typed for it already is still here.
    if (draft && draft.caseNumber === wanted?.caseNumber) return draft;
    return broughtBack(keptByService, wanted) ?? fresh(wanted);
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
  wasDiscarded,
  onDiscarded,
  onDone,
}: {
  /** The draft whose data these are; without one, they are those of a new application. */
  amended: Application | undefined;
  draft: ApplyDraft | undefined;
  keep: (draft: ApplyDraft | undefined) => void;
  /** The draft was just erased: the form is empty because of that. */
  wasDiscarded: boolean;
  onDiscarded: () => void;
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

  if (!amended && draft?.privacyNotice !== PRIVACY_NOTICE) {
    return <PrivacyNotice onConfirmed={() => keep(confirmed(draft))} />;
  }
  if (step === 'check' && 'values' in checked) {
    return (
      <CheckAnswers
        values={checked.values}
        requestKey={draft?.requestKey}
        privacyNotice={draft?.privacyNotice}
        amended={amended}
        problems={shown}
        onProblems={(found) => {
          setProblems(found);
          const wanting = firstWith(found);
          if (wanting) route(addressOfStep(wanting));
        }}
        // What the service does not know any more is still here.
        onLost={() => keep({ ...confirmed(undefined), values })}
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
      broughtBack={draft?.broughtBack}
      wasDiscarded={wasDiscarded && !draft?.values}
      onDiscarded={onDiscarded}
      onChange={(next) => {
        // Changed data is another request: its key is made anew.
        keep({ ...fresh(amended), privacyNotice: PRIVACY_NOTICE, values: next });
        keepTyped({
          ...next,
          privacyNotice: PRIVACY_NOTICE,
          ...(amended ? { caseNumber: amended.caseNumber } : {}),
        });
      }}
      onSubmit={goOn}
    />
  );

  function goOn() {
    const found = findHere();
    if (found.length > 0) return setProblems(found);
    const left = problems.filter(({ field }) => ![group, undefined].includes(groupOf(field)));
    setProblems(left);
    // The key must outlive a reload of the page that sends.
    if (!draft?.values) keep({ ...fresh(amended), privacyNotice: PRIVACY_NOTICE, values });
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

/** The draft as it goes on once the notice is confirmed. */
function confirmed(draft: ApplyDraft | undefined): ApplyDraft {
  return { ...(draft ?? fresh()), privacyNotice: PRIVACY_NOTICE };
}

/** What the service keeps of this application, or of a new one; nothing, where it is of another. */
function broughtBack(
  kept: UnsentForm | undefined,
  stands: Application | undefined,
): ApplyDraft | undefined {
  if (kept?.purpose !== 'NEW_ACCOUNT') return undefined;
  if ((kept.caseNumber ?? undefined) !== stands?.caseNumber) return undefined;
  // Empty fields in place of an application's would look as if it had lost its data.
  if (stands && !hasCompany(kept)) return undefined;
  const { privacyNotice, savedAt } = kept;
  return { ...fresh(stands), values: filledIn(kept), privacyNotice, broughtBack: savedAt };
}
