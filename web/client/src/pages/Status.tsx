/** How the application stands: changes by itself, tells its history, and says plainly when it is not live. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Application } from '../api/application';
import type { LiveState } from '../api/live';
import { useOpened } from '../api/opened';
import { type Session, useSession } from '../api/session';
import { watchApplication } from '../api/watch';
import { Button } from '../view/Button';
import { useHelp } from '../view/help';
import { LiveLine } from '../view/LiveLine';
import { Loading } from '../view/Loading';
import { Notice } from '../view/Notice';
import { Page } from '../view/Page';
import type { Step } from '../view/Steps';
import { SummaryList } from '../view/SummaryList';
import { Text } from '../view/Text';
import { Trouble } from '../view/Trouble';
import { useLanguage, useWords } from '../words';
import { formatTime } from '../words/dates';
import { Opened } from './Opened';
import { Withdraw } from './StatusActions';
import { History, StatusPanel } from './StatusPanel';

const OPEN: readonly Application['status'][] = ['DRAFT', 'UNDER_REVIEW', 'APPROVED', 'REJECTED'];
// What was withdrawn or has expired stands at no step any more.
const STEPS: Readonly<Partial<Record<Application['status'], Step>>> = {
  DRAFT: 2,
  UNDER_REVIEW: 3,
  APPROVED: 3,
  REJECTED: 3,
};

export default function Status() {
  const words = useWords();
  const session = useSession();
  const { application } = session;
  // Right after binding, what is known of the application may still be from before.
  const outdated = session.stale && application?.status === 'DRAFT';
  const shownBefore = useShownBefore(session);
  const opened = useOpened();
  // The service may not have been asked again since: what is known of it is from before.
  if (opened && !session.holder && (!application || application.id === opened.id)) {
    return <Opened opened={opened} />;
  }
  if (session.loading || outdated) return <Loading title={words.status.title} step={3} />;
  if (application) return <Watched key={application.id} known={application} />;
  if (shownBefore && !session.noAnswer) return <TakenElsewhere application={shownBefore} />;
  return (
    <Page title={words.status.title}>
      {session.noAnswer ? (
        <Trouble trouble={{ noAnswer: session.noAnswer }} onAgain={session.refresh} />
      ) : (
        <Notice title={words.status.none}>
          <p>{words.status.noneText}</p>
        </Notice>
      )}
      <div class="actions">
        <a class="button" href="/continue">
          {words.remedies.CONTINUE}
        </a>
        <a href="/sign-in">{words.remedies.SIGN_IN}</a>
        <a href="/apply">{words.shell.apply}</a>
      </div>
    </Page>
  );
}

/** The application that this page showed, while the session that showed it should still last. */
function useShownBefore({ application, expiresAt }: Session): Application | undefined {
  const last = useRef<Pick<Session, 'application' | 'expiresAt'>>({
    application: undefined,
    expiresAt: undefined,
  });
  if (application) last.current = { application, expiresAt };
  const until = last.current.expiresAt;
  return until && new Date(until) > new Date() ? last.current.application : undefined;
}

/** The card has handed the application to another browser: this one may not see it any more. */
function TakenElsewhere({ application }: { application: Application }) {
  const words = useWords();
  const { status: copy } = words;
  return (
    <Page title={copy.title}>
      <Notice kind="warn" title={copy.takenElsewhere} takesFocus>
        <p>{copy.takenElsewhereText}</p>
      </Notice>
      <SummaryList
        rows={[
          { name: copy.caseNumber, value: application.caseNumber },
          { name: copy.controlNumber, value: application.company.controlNumber },
          { name: copy.company, value: application.company.companyName },
        ]}
      />
      <div class="actions">
        <a class="button" href="/continue">
          {words.remedies.CONTINUE}
        </a>
      </div>
    </Page>
  );
}

function Watched({ known }: { known: Application }) {
  const words = useWords();
  const { language } = useLanguage();
  const { status: copy } = words;
  const session = useSession();
  const [application, setApplication] = useState(known);
  const [live, setLive] = useState<LiveState>('CONNECTING');
  const [seenAt, setSeenAt] = useState(() => new Date());
  const shown = useRef(known.status);
  const [announced, setAnnounced] = useState('');
  const help = useHelp();
  const { status } = application;
  const isOpen = OPEN.includes(status);

  /** What is asked for and what is streamed come in any order: what tells more is later. */
  function showLatest(told: Application) {
    setApplication((now) => (told.history.length >= now.history.length ? told : now));
  }

  useEffect(() => {
    if (!isOpen || !session.id) return undefined;
    return watchApplication({
      session: session.id,
      id: known.id,
      onApplication: showLatest,
      onState: (state) => {
        setLive(state);
        if (state === 'LIVE') setSeenAt(new Date());
      },
      onGone: session.refresh,
    });
  }, [session.id, known.id, isOpen]);

  // Asked for and not streamed.
  useEffect(() => showLatest(known), [known]);

  // Whoever has just sent it, or comes to see, is told how it stands without looking for it.
  useEffect(() => setAnnounced(copy.now(copy.names[known.status], copy.lead[known.status])), []);

  useEffect(() => {
    if (shown.current === status) return;
    shown.current = status;
    setAnnounced(copy.changed(copy.names[status]));
    // The other pages must know as well.
    session.refresh();
  }, [status]);

  const aside = (
    <>
      <h2>{copy.historyHeading}</h2>
      <History events={application.history} />
    </>
  );
  return (
    <Page title={copy.title} step={STEPS[status]} aside={aside}>
      <StatusPanel application={application} />
      <p class="unseen" aria-live="polite">
        {announced}
      </p>
      {isOpen && (
        <LiveLine
          live={live}
          texts={{
            LIVE: copy.liveNow,
            CONNECTING: copy.connecting,
            LOST: copy.lost(formatTime(seenAt, language)),
          }}
        />
      )}
      {status === 'UNDER_REVIEW' && (
        <>
          <h2>{copy.nextHeading}</h2>
          <ul>
            {copy.reviewNotes.map((note) => (
              <li key={note}>{note}</li>
            ))}
            <li>
              <Text>{copy.lateMail(help)}</Text>
            </li>
          </ul>
        </>
      )}
      <SummaryList
        rows={[
          { name: copy.caseNumber, value: application.caseNumber },
          { name: copy.controlNumber, value: application.company.controlNumber },
          { name: copy.company, value: application.company.companyName },
          ...(application.certificate
            ? [
                { name: copy.holder, value: application.certificate.holderName },
                { name: copy.cardNumber, value: application.certificate.cardNumber },
              ]
            : []),
        ]}
      />
      <Button kind="second" onPress={print}>
        {copy.print}
      </Button>
      {isOpen && <Withdraw application={application} onWithdrawn={setApplication} />}
    </Page>
  );
}
