/** Form 2/2: bind the card. The signature and the PIN live in memory only. */

import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import type { Application } from '../api/application';
import { send as sendMutation } from '../api/client';
import { BindCertificateMutation } from '../api/documents';
import type { UserErrorCode } from '../api/graphql';
import { useSession } from '../api/session';
import { BindingForm } from '../card/BindingForm';
import { PhoneNotice } from '../card/PhoneNotice';
import type { SignedChallenge } from '../card/useCard';
import type { HolderContact } from '../forms/holder';
import type { Problem } from '../forms/problems';
import { LINKS } from '../links';
import { Loading } from '../view/Loading';
import { Notice } from '../view/Notice';
import { Outside } from '../view/Outside';
import { Page } from '../view/Page';
import { SummaryList } from '../view/SummaryList';
import { Text } from '../view/Text';
import { Trouble } from '../view/Trouble';
import { useWords } from '../words';

const NO_PROBLEMS: readonly Problem[] = [];
/** After these the application is not where this page believes it to be. */
const MOVED: readonly UserErrorCode[] = [
  'SESSION_MISSING',
  'APPLICATION_NOT_FOUND',
  'APPLICATION_MOVED',
];

export default function Bind() {
  const words = useWords();
  const session = useSession();
  const { application } = session;
  if (session.loading) return <Loading title={words.bind.title} step={2} />;
  if (application?.status === 'DRAFT') return <BindCard application={application} />;
  return (
    <Page title={words.bind.title} step={2}>
      {session.noAnswer && (
        <Trouble trouble={{ noAnswer: session.noAnswer }} onAgain={session.refresh} />
      )}
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

function BindCard({ application }: { application: Application }) {
  const { bind } = useWords();
  const { route } = useLocation();
  const session = useSession();
  const [problems, setProblems] = useState(NO_PROBLEMS);

  async function send({ challengeId, signature }: SignedChallenge, contact: HolderContact) {
    const { phone, email } = contact;
    const input = { applicationId: application.id, challengeId, signature, phone, email };
    const reply = await sendMutation(BindCertificateMutation, { input });
    if ('noAnswer' in reply) return reply;
    const answer = reply.data.bindCertificate;
    switch (answer.__typename) {
      case 'BindCertificateSuccess':
        route('/status');
        return undefined;
      default:
        if (!MOVED.includes(answer.code)) return { refusal: answer };
        session.refresh();
        return { refusal: answer, signature: 'KEPT' as const };
    }
  }

  const { company } = application;
  return (
    <Page title={bind.title} step={2} hasErrors={problems.length > 0} aside={<BindNotices />}>
      <PhoneNotice />
      <SummaryList
        rows={[
          { name: bind.accountId, value: company.controlNumber },
          { name: bind.companyName, value: company.companyName },
        ]}
      />
      <BindingForm
        purpose="BIND"
        subject={application.id}
        draftKey={`holder.${application.caseNumber}`}
        cardHeading={bind.cardHeading}
        onProblems={setProblems}
        act={send}
      />
    </Page>
  );
}

function BindNotices() {
  const { notices, card } = useWords();
  return (
    <>
      <h2>{notices.heading}</h2>
      <ul>
        <li>{notices.exact}</li>
        <li>{notices.mailGoesTo}</li>
        <li>
          <Text>{notices.pinLocks}</Text> <Outside href={LINKS.unlock}>{card.unlock}</Outside>
        </li>
        <li>
          {notices.component} <Outside href={LINKS.component}>{card.install}</Outside>
        </li>
        <li>{notices.moreCards}</li>
        <li>{notices.onePlace}</li>
      </ul>
    </>
  );
}
