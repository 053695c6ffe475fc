/** 基本資料管理: what was approved of the company, and a change of it, which is reviewed like an application. */

import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import type { Company as CompanyData } from '../api/application';
import { send, whyNoAnswer } from '../api/client';
import {
  type ApprovedCompany,
  CompanyQuery,
  type DataChange,
  RequestDataChangeMutation,
} from '../api/company';
import { useQuery } from '../api/useQuery';
import { useProof } from '../card/ProofStep';
import { CompanyFields } from '../forms/CompanyFields';
import { COMPANY_KEYS, companySchema } from '../forms/company';
import { keepNow } from '../forms/keeper';
import { check, fromServer, type Problem, problemsIn } from '../forms/problems';
import { useKeptCompany } from '../forms/useKeptCompany';
import { useRecheck } from '../forms/useRecheck';
import { Button } from '../view/Button';
import { ErrorSummary } from '../view/ErrorSummary';
import { Loading } from '../view/Loading';
import { Moved } from '../view/Moved';
import { Notes } from '../view/Notes';
import { Notice } from '../view/Notice';
import { Page } from '../view/Page';
import { SummaryList } from '../view/SummaryList';
import { Trouble, type TroubleState } from '../view/Trouble';
import { useHolderWords, useLanguage, useWords } from '../words';
import { formatTime } from '../words/dates';
import { DraftNotices } from './DraftNotices';
import { DraftTools } from './DraftTools';
import { HolderPage } from './HolderPage';

const ABOUT = ['Application', 'Account'];
const NO_PROBLEMS: readonly Problem[] = [];
const OPEN: readonly DataChange['status'][] = ['UNDER_REVIEW', 'REJECTED', 'APPROVED', 'DRAFT'];

export default function Company() {
  const { company } = useHolderWords();
  return <HolderPage title={company.title}>{() => <CompanyPage />}</HolderPage>;
}

function CompanyPage() {
  const { company: copy } = useHolderWords();
  const { query } = useLocation();
  const [{ data, error }, again] = useQuery({
    query: CompanyQuery,
    anew: true,
    about: ABOUT,
  });
  const account = data?.viewer?.account;
  if (!account && !error) return <Loading title={copy.title} />;
  if (!account) {
    return (
      <Page title={copy.title}>
        <Trouble trouble={{ noAnswer: whyNoAnswer(error) }} onAgain={again} />
      </Page>
    );
  }
  const { company, dataChange } = account;
  const open = dataChange && OPEN.includes(dataChange.status) ? dataChange : undefined;
  if (query.change !== undefined && company && !open) return <ChangeForm company={company} />;
  return <Approved company={company} change={dataChange} isOpen={open !== undefined} />;
}

function Approved({
  company,
  change,
  isOpen,
}: {
  company: ApprovedCompany | null;
  change: DataChange | null;
  isOpen: boolean;
}) {
  const words = useWords();
  const { company: copy } = useHolderWords();
  const { language } = useLanguage();
  return (
    <Page title={copy.title}>
      {change && (
        <Notice
          kind={change.status === 'REJECTED' ? 'warn' : 'info'}
          title={copy.changeIs(copy.changeNames[change.status], change.caseNumber)}
        >
          <p>{copy.changeTexts[change.status]}</p>
          {change.submittedAt && (
            <p class="small">{copy.sentAt(formatTime(change.submittedAt, language))}</p>
          )}
        </Notice>
      )}
      {company ? (
        <>
          <p class="lead">{copy.lead}</p>
          <SummaryList
            rows={COMPANY_KEYS.map((key) => ({
              name: words.company[key].label,
              value: company[key] ?? copy.unknown,
            }))}
          />
          {!isOpen && (
            <a class="button" href="/company?change">
              {copy.change}
            </a>
          )}
        </>
      ) : (
        <p>{copy.none}</p>
      )}
    </Page>
  );
}

function ChangeForm({ company }: { company: ApprovedCompany }) {
  const words = useWords();
  const { company: copy } = useHolderWords();
  const { route } = useLocation();
  const proof = useProof();
  const [problems, setProblems] = useState(NO_PROBLEMS);
  const [trouble, setTrouble] = useState<TroubleState>();
  const [busy, setBusy] = useState(false);
  const draft = useKeptCompany('company.change', { purpose: 'DATA_CHANGE' }, company);
  const { values } = draft;

  const find = () => problemsIn(check(companySchema(words), values));
  useRecheck(problems, find, setProblems);

  async function request(input: CompanyData) {
    setBusy(true);
    setTrouble(undefined);
    await keepNow();
    const reply = await send(RequestDataChangeMutation, { input }, { changes: ['Account'] });
    setBusy(false);
    if ('noAnswer' in reply) return setTrouble(reply);
    const answer = reply.data.requestDataChange;
    switch (answer.__typename) {
      case 'RequestDataChangeSuccess':
        draft.onSent();
        return route('/company', true);
      case 'InvalidInput':
        return setProblems(fromServer(answer.problems, COMPANY_KEYS));
      default:
        if (answer.code === 'CARD_PROOF_NEEDED') return proof.ask(() => request(input));
        return setTrouble({ refusal: answer });
    }
  }

  function submit(event: Event) {
    event.preventDefault();
    const checked = check(companySchema(words), values);
    setProblems('problems' in checked ? checked.problems : NO_PROBLEMS);
    if ('values' in checked && !busy) void request(checked.values);
  }

  const { tableC, exact } = words.notices;
  return (
    <Page
      title={copy.changeTitle}
      hasErrors={problems.length > 0}
      hasAnswer={draft.wasDiscarded}
      aside={<Notes items={[exact, tableC, copy.untilThen]} />}
    >
      <Moved />
      <ErrorSummary problems={problems} />
      {trouble && <Trouble trouble={trouble} />}
      <p class="lead">{copy.changeLead}</p>
      <DraftNotices {...draft} />
      {proof.step}
      <form noValidate hidden={proof.step !== undefined} onSubmit={submit}>
        <CompanyFields values={values} problems={problems} onChange={draft.type} />
        <div class="actions">
          <Button type="submit" busy={busy}>
            {busy ? copy.sending : copy.send}
          </Button>
          <a href="/company">{copy.back}</a>
        </div>
      </form>
      {!proof.step && <DraftTools onDiscarded={draft.onDiscarded} />}
    </Page>
  );
}
