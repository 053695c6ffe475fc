/** Form 2/2: bind the card. The signature and the PIN live in memory only. */

import { useRef, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import type { Application } from '../api/application';
import { send as sendMutation } from '../api/client';
import { BindCertificateMutation } from '../api/documents';
import type { UserErrorCode } from '../api/graphql';
import { type Session, useSession } from '../api/session';
import { BindingForm } from '../card/BindingForm';
import { BindNotices } from '../card/BindNotices';
import { PhoneNotice } from '../card/PhoneNotice';
import type { SignedChallenge } from '../card/useCard';
import type { HolderContact } from '../forms/holder';
import { forgetTyped } from '../forms/keeper';
import type { Problem } from '../forms/problems';
import { Loading } from '../view/Loading';
import { Moved } from '../view/Moved';
import { Notice } from '../view/Notice';
import { Page } from '../view/Page';
import { SummaryList } from '../view/SummaryList';
import { Trouble } from '../view/Trouble';
import { useWords } from '../words';

const NO_PROBLEMS: readonly Problem[] = [];
/** After these the application is not where, or what, this page believes it to be. */
const MOVED: readonly UserErrorCode[] = [
  'SESSION_MISSING',
  'APPLICATION_NOT_FOUND',
  'APPLICATION_MOVED',
];

export default function Bind() {
  const words = useWords();
  const session = useSession();
  const { application, outdated } = useShownApplication(session);
  if (session.loading || outdated) return <Loading title={words.bind.title} step={2} />;
  if (application?.status === 'DRAFT') {
    // What was signed for another version cannot be sent for this one.
    return <BindCard key={`${application.id}.${application.version}`} application={application} />;
  }
  return (
    <Page title={words.bind.title} step={2}>
      {session.noAnswer && (
        <Trouble trouble={{ noAnswer: session.noAnswer }} onAgain={session.refresh} />
      )}
      <Moved />
      {application ? (
        <Notice>
          <p>{words.bind.closed}</p>
          <a href="/status">{words.apply.seeStatus}</a>
        </Notice>
      ) : (
        <Notice kind="warn">
          <p>{words.bind.notYet}</p>
          <a href="/apply">{words.shell.apply}</a>
        </Notice>
      )}
    </Page>
  );
}

/**
 * The application that this page showed first, as it is known now: what another window of this browser
 * begins meanwhile does not take its place, unless this page turned out not to be true.
 */
function useShownApplication({ application, moved, stale }: Session) {
  const shown = useRef<Application | undefined>(undefined);
  const isOther = application && shown.current && application.id !== shown.current.id;
  // Right after applying, what is known may be the application of before.
  const outdated = stale && !shown.current;
  if (!outdated && (!isOther || moved)) shown.current = application;
  return { application: shown.current, outdated };
}

function BindCard({ application }: { application: Application }) {
  const { bind } = useWords();
  const { route } = useLocation();
  const session = useSession();
  const [problems, setProblems] = useState(NO_PROBLEMS);
  const { company, version } = application;

  async function send({ challengeId, signature }: SignedChallenge, contact: HolderContact) {
    const { phone, email } = contact;
    const input = {
      applicationId: application.id,
      version,
      controlNumber: company.controlNumber,
      challengeId,
      signature,
      phone,
      email,
    };
    const reply = await sendMutation(BindCertificateMutation, { input });
    if ('noAnswer' in reply) return reply;
    const answer = reply.data.bindCertificate;
    switch (answer.__typename) {
      case 'BindCertificateSuccess':
        forgetTyped();
        route('/status');
        return undefined;
      default:
        if (!MOVED.includes(answer.code)) return { refusal: answer };
        session.showAnew(answer);
        return undefined;
    }
  }

  return (
    <Page title={bind.title} step={2} hasErrors={problems.length > 0} aside={<BindNotices />}>
      <Moved />
      <PhoneNotice mayTransfer />
      <SummaryList
        rows={[
          { name: bind.accountId, value: company.controlNumber },
          { name: bind.companyName, value: company.companyName },
        ]}
      />
      <BindingForm
        purpose="BIND"
        shown={{ subject: application.id, version, controlNumber: company.controlNumber }}
        draftKey={`holder.${application.caseNumber}`}
        keptFor={application.caseNumber}
        cardHeading={bind.cardHeading}
        onProblems={setProblems}
        act={send}
      />
    </Page>
  );
}
