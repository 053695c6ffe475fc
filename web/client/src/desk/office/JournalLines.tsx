/** A few events of one record, newest first, and who did each. */
import { When } from '../view/When';
import { type DeskWords, useDeskWords } from '../words';

export interface Line {
  readonly seq: number;
  readonly at: string;
  readonly kind: string | null;
  readonly actor: string;
  readonly actorName: string | null;
}

/** Who did it, in words: a cardholder by name, others by what they are. */
export function actorOf({ actor, actorName }: Line, { events }: DeskWords): string {
  if (actorName) return actorName;
  const [what, name = ''] = actor.split(':', 2);
  if (what === 'operator') return events.operator(name);
  if (what === 'certificate') return events.person;
  return what === 'session' ? events.browser : events.service;
}

export function JournalLines({ lines }: { lines: readonly Line[] }) {
  const words = useDeskWords();
  return (
    <ol class="bare">
      {lines.map((line) => (
        <li key={line.seq}>
          <When at={line.at} /> {line.kind && words.events.name(line.kind)}{' '}
          <span class="soft">{actorOf(line, words)}</span>
        </li>
      ))}
    </ol>
  );
}
