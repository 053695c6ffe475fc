/** The status in large letters with what it means, and the history beside it. */
import type { Application } from '../api/application';
import { useRuled } from '../api/session';
import { useHelp } from '../view/help';
import { Text } from '../view/Text';
import { useLanguage, useWords, type Words } from '../words';
import { formatTime } from '../words/dates';
import { ResendMail } from './StatusActions';

type Events = Application['history'];

export function StatusPanel({ application }: { application: Application }) {
  const words = useWords();
  const { language } = useLanguage();
  const { status, expiresAt, closedBecause } = application;
  const copy = words.status;
  const until = expiresAt && formatTime(expiresAt, language);
  return (
    <div class="panel" data-status={status}>
      <h2 class="state">{copy.names[status]}</h2>
      <p>{copy.lead[status]}</p>
      {status === 'UNDER_REVIEW' && (
        <p>
          <Text>
            {copy.receipt(
              application.caseNumber,
              formatTime(application.submittedAt ?? application.createdAt, language),
            )}
          </Text>
        </p>
      )}
      {closedBecause && <p>{copy.closedBecause[closedBecause]}</p>}
      {status === 'DRAFT' && until && (
        <p>
          <Text>{copy.draftUntil(until)}</Text>
        </p>
      )}
      {(status === 'APPROVED' || status === 'REJECTED') && (
        <>
          <Letter decision={status} events={application.history} />
          {until && (
            <p>
              <Text>{copy.linkUntil(until)}</Text>
            </p>
          )}
          <ResendMail application={application} />
        </>
      )}
      {status === 'DRAFT' && (
        <a class="button" href="/bind">
          {copy.bindNow}
        </a>
      )}
      {status === 'ACTIVATED' && (
        <a class="button" href="/sign-in">
          {words.remedies.SIGN_IN}
        </a>
      )}
      {(status === 'EXPIRED' || status === 'WITHDRAWN') && (
        <a class="button" href="/apply">
          {copy.applyAgain}
        </a>
      )}
    </div>
  );
}

function Letter({ decision, events }: { decision: 'APPROVED' | 'REJECTED'; events: Events }) {
  const { status } = useWords();
  const help = useHelp();
  const ruled = useRuled();
  const copy = status.letter[decision];
  const text = {
    SENDING: copy.SENDING,
    SENT: ruled(copy.SENT),
    GIVEN_UP: copy.GIVEN_UP(help),
  }[letterState(events)];
  return (
    <p>
      <Text>{text}</Text>
    </p>
  );
}

/** What became of the newest letter: a decision, and asking for it again, each begin another. */
function letterState(events: Events): 'SENDING' | 'SENT' | 'GIVEN_UP' {
  const last = events.findLast(({ kind }) =>
    ['APPROVED', 'REJECTED', 'LINK_SENT', 'MAIL_SENT', 'MAIL_GIVEN_UP'].includes(kind),
  );
  if (last?.kind === 'MAIL_SENT') return 'SENT';
  return last?.kind === 'MAIL_GIVEN_UP' ? 'GIVEN_UP' : 'SENDING';
}

export function History({ events }: { events: Events }) {
  const words = useWords();
  const { language } = useLanguage();
  return (
    <ol class="history">
      {events.map(({ kind, at }, index) => (
        <li key={`${kind} ${at}`}>
          <span>{nameOf(kind, events.slice(0, index), words)}</span>
          <time dateTime={at}>{formatTime(at, language)}</time>
        </li>
      ))}
    </ol>
  );
}

/** The event in words; a letter by what was last decided before it. */
function nameOf(kind: string, before: Events, { status }: Words): string {
  const names: Readonly<Record<string, string>> = status.events;
  if (kind === 'MAIL_SENT') {
    const cause = before.findLast((event) => LETTERS[event.kind]);
    const letter = cause && LETTERS[cause.kind];
    if (letter) return status.letters[letter];
  }
  return names[kind] ?? status.otherEvent;
}

const LETTERS: Readonly<Record<string, 'RESULT' | 'OPENED'>> = {
  APPROVED: 'RESULT',
  REJECTED: 'RESULT',
  ACTIVATED: 'OPENED',
};
