/** Form 2/2: bind the card. The signature and the PIN live in memory only. */

import { useEffect, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import type { Application } from '../api/application';
import { send } from '../api/client';
import { BindCertificateMutation } from '../api/documents';
import { useSession } from '../api/session';
import { CardStep, PIN_ID } from '../card/CardStep';
import { CHALLENGE_LIFE_MS } from '../card/challenge';
import { PhoneNotice } from '../card/PhoneNotice';
import type { SignedChallenge } from '../card/useCard';
import { HolderForm } from '../forms/HolderForm';
import type { HolderContact } from '../forms/holder';
import { HOLDER_KEYS } from '../forms/holder';
import { fromServer, type Problem, problemOf } from '../forms/problems';
import { LINKS } from '../links';
import { ErrorSummary } from '../view/ErrorSummary';
import { Loading } from '../view/Loading';
import { Notice } from '../view/Notice';
import { Outside } from '../view/Outside';
import { Page } from '../view/Page';
import { SummaryList } from '../view/SummaryList';
import { Text } from '../view/Text';
import { Trouble, type TroubleState } from '../view/Trouble';
import { useWords } from '../words';

const NO_PROBLEMS: readonly Problem[] = [];

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
  const words = useWords();
  const { bind } = words;
  const { route } = useLocation();
  const session = useSession();
  const [signed, setSigned] = useState<SignedChallenge>();
  const [expired, setExpired] = useState(false);
  const [cardRound, setCardRound] = useState(0);
  const [trouble, setTrouble] = useState<TroubleState>();
  const [problems, setProblems] = useState(NO_PROBLEMS);
  const [busy, setBusy] = useState(false);

  useEffect(() => {
    if (!signed) return undefined;
    const left = signed.fetchedAt + CHALLENGE_LIFE_MS - Date.now();
    const timer = setTimeout(() => {
      dropSignature();
      setExpired(true);
    }, left);
    return () => clearTimeout(timer);
  }, [signed]);

  // A new card step fetches a new challenge.
  function dropSignature() {
    setSigned(undefined);
    setCardRound((round) => round + 1);
  }

  async function submit(contact: HolderContact) {
    if (!signed) return;
    setBusy(true);
    setTrouble(undefined);
    const { challengeId, signature } = signed;
    const input = { applicationId: application.id, challengeId, signature, ...contact };
    const reply = await send(BindCertificateMutation, { input });
    setBusy(false);
    if ('noAnswer' in reply) return setTrouble(reply);
    const answer = reply.data.bindCertificate;
    switch (answer.__typename) {
      case 'BindCertificateSuccess':
        return route('/status');
      case 'InvalidInput':
        return setProblems(fromServer(answer.problems, HOLDER_KEYS));
      case 'ChallengeExpired':
        dropSignature();
        return setExpired(true);
      case 'SessionMissing':
      case 'ApplicationNotFound':
      case 'ApplicationMoved':
        session.refresh();
        return setTrouble({ refusal: answer });
      default:
        // The challenge is spent before anything is verified: the card has to sign again.
        dropSignature();
        return setTrouble({ refusal: answer });
    }
  }

  const missing = signed ? NO_PROBLEMS : [{ field: PIN_ID, message: words.problems.cardFirst }];
  const { company } = application;
  return (
    <Page title={bind.title} step={2} hasErrors={problems.length > 0} aside={<BindNotices />}>
      <ErrorSummary problems={problems} />
      <PhoneNotice />
      {trouble && <Trouble trouble={trouble} />}
      <SummaryList
        rows={[
          { name: bind.accountId, value: company.controlNumber },
          { name: bind.companyName, value: company.companyName },
        ]}
      />
      <h2>{bind.cardHeading}</h2>
      {expired && (
        <Notice kind="warn" title={bind.expired} takesFocus>
          <p>{bind.expiredText}</p>
        </Notice>
      )}
      <CardStep
        key={cardRound}
        purpose="BIND"
        subject={application.id}
        button={signed ? bind.readAgain : bind.read}
        done={signed !== undefined}
        problem={problemOf(problems, PIN_ID)}
        onStart={() => {
          setExpired(false);
          setTrouble(undefined);
          setProblems(NO_PROBLEMS);
        }}
        onSigned={setSigned}
      />
      {signed && (
        <Notice key={signed.signature} kind="good" title={bind.gotIt} takesFocus>
          <p>{bind.gotItText}</p>
        </Notice>
      )}
      <h2>{bind.holderHeading}</h2>
      <SummaryList
        rows={[
          {
            name: bind.holderName,
            value: signed ? (signed.holderName ?? bind.byServer) : bind.notRead,
          },
          {
            name: bind.cardNumber,
            value: signed ? (signed.cardNumber ?? bind.byServer) : bind.notRead,
          },
        ]}
      />
      <h2>{bind.contactHeading}</h2>
      <HolderForm
        caseNumber={application.caseNumber}
        missing={missing}
        problems={problems}
        busy={busy}
        onProblems={setProblems}
        onSubmit={submit}
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
