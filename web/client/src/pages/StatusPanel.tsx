/** The status in large letters with what it means, and the history below it. */
import type { Application } from '../api/application';
import { useLanguage, useWords } from '../words';
import { formatTime } from '../words/dates';

export function StatusPanel({ application }: { application: Application }) {
  const words = useWords();
  const { language } = useLanguage();
  const { status, expiresAt, closedBecause } = application;
  const copy = words.status;
  const until = expiresAt && formatTime(expiresAt, language);
  return (
    <div class="panel" data-status={status}>
      <p class="state">{copy.names[status]}</p>
      <p>{copy.lead[status]}</p>
      {closedBecause && <p>{copy.closedBecause[closedBecause]}</p>}
      {status === 'DRAFT' && until && <p>{copy.draftUntil(until)}</p>}
      {(status === 'APPROVED' || status === 'REJECTED') && until && <p>{copy.linkUntil(until)}</p>}
      {status === 'DRAFT' && (
        <a class="button" href="/bind">
          {copy.bindNow}
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

export function History({ events }: { events: Application['history'] }) {
  const words = useWords();
  const { language } = useLanguage();
  const names: Readonly<Record<string, string>> = words.status.events;
  return (
    <ol class="history">
      {events.map(({ kind, at }) => (
        <li key={`${kind} ${at}`}>
          <span>{names[kind] ?? words.status.otherEvent}</span>
          <time dateTime={at}>{formatTime(at, language)}</time>
        </li>
      ))}
    </ol>
  );
}
