/** Form 1/2: the company's data, then a look over the answers, then they are sent. */

import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import type { Application, Company } from '../api/application';
import { send } from '../api/client';
import { AmendApplicationMutation, ApplyMutation } from '../api/documents';
import { useSession } from '../api/session';
import { PhoneNotice } from '../card/PhoneNotice';
import { CompanyFields } from '../forms/CompanyFields';
import { COMPANY_KEYS, companySchema, EMPTY_COMPANY } from '../forms/company';
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
  const words = useWords();
  const { application } = session;
  const amended = application?.status === 'DRAFT' ? application : undefined;
  const values = draft?.values ?? amended?.company ?? EMPTY_COMPANY;

  const find = () => problemsIn(check(companySchema(words), values));
  useRecheck(problems, find, setProblems);

  if (session.loading) return <Loading title={words.apply.title} />;
  if (application && isUnderWay(application) && query.another === undefined) {
    return <OpenCase application={application} />;
  }

  // Changed data is another request: its key is made anew.
  const change = (next: Company) => keep({ values: next, requestKey: crypto.randomUUID() });
  const another = query.another === undefined ? '' : '&another';

  if (query.step === 'check' && 'values' in check(companySchema(words), values)) {
    return (
      <CheckAnswers
        values={values}
        requestKey={draft?.requestKey}
        amended={amended}
        formAddress={another ? '/apply?another' : '/apply'}
        onProblems={(found) => {
          setProblems(found);
          route(another ? '/apply?another' : '/apply');
        }}
        onDone={() => {
          keep(undefined);
          route('/bind');
        }}
      />
    );
  }
  return (
    <CompanyForm
      values={values}
      problems={problems}
      onChange={change}
      onSubmit={() => {
        const checked = check(companySchema(words), values);
        setProblems('problems' in checked ? checked.problems : NO_PROBLEMS);
        if ('problems' in checked) return;
        change(checked.values);
        route(`/apply?step=check${another}`);
      }}
    />
  );
}

function isUnderWay({ status }: Application): boolean {
  return status === 'UNDER_REVIEW' || status === 'APPROVED' || status === 'REJECTED';
}

function CompanyForm({
  values,
  problems,
  onChange,
  onSubmit,
}: {
  values: Company;
  problems: readonly Problem[];
  onChange: (values: Company) => void;
  onSubmit: () => void;
}) {
  const { apply, notices } = useWords();
  const aside = <Notes items={[notices.mailGoesTo, notices.vendors]} />;
  return (
    <Page title={apply.title} step={1} hasErrors={problems.length > 0} aside={aside}>
      <ErrorSummary problems={problems} />
      <PhoneNotice />
      <Notice>
        <p>{notices.exact}</p>
        <p>{notices.tableC}</p>
        <p>{notices.allRequired}</p>
      </Notice>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          onSubmit();
        }}
      >
        <CompanyFields values={values} problems={problems} onChange={onChange} />
        <div class="actions">
          <Button type="submit">{apply.next}</Button>
        </div>
      </form>
    </Page>
  );
}

function CheckAnswers({
  values,
  requestKey,
  amended,
  formAddress,
  onProblems,
  onDone,
}: {
  values: Company;
  requestKey: string | undefined;
  amended: Application | undefined;
  formAddress: string;
  onProblems: (problems: readonly Problem[]) => void;
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
      {trouble && <Trouble trouble={trouble} />}
      <p>{words.check.lead}</p>
      <SummaryList
        rows={COMPANY_KEYS.map((key) => ({
          name: words.company[key].label,
          value: values[key],
          action: (
            <a href={formAddress}>
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
    <Page title={apply.title} step={1}>
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
