/** What the journal's filter finds is saved as CSV. */
import type { ResultOf, VariablesOf } from 'gql.tada';
import { useState } from 'preact/hooks';
import { askAnew } from '../../api/client';
import { JournalQuery, type JournalRow } from '../api/journal';
import { saveCsv } from '../view/csv';
import { type DeskWords, useDeskWords } from '../words';
import { KINDS } from '../words/kinds';
import { actorOf } from './JournalLines';

export interface Typed {
  readonly subject: string;
  readonly actor: string;
  readonly kind: string;
  readonly from: string;
  readonly to: string;
}

// What one file holds at most, so that nobody waits for the whole journal.
const MOST_ROWS = 5_000;

/** The filter of what was typed; days are Taiwan's, and the last one is included. */
export function filterOf({ subject, actor, kind, from, to }: Typed) {
  const kinds = KINDS.filter((one) => one === kind);
  return {
    subject: subject.trim() || null,
    actor: actor.trim() || null,
    kinds: kinds.length > 0 ? kinds : null,
    from: from ? `${from}T00:00:00+08:00` : null,
    to: to ? new Date(new Date(`${to}T00:00:00+08:00`).getTime() + 86_400_000).toISOString() : null,
  };
}

export function valuesOf({ payload }: JournalRow): string {
  return (payload ?? []).map(({ name, value }) => `${name}=${value}`).join(' ');
}

/** Everything that the filter finds, up to a limit that is said where it is reached. */
export function SaveJournal({ asked }: { asked: Typed }) {
  const words = useDeskWords();
  const { journal } = words;
  const [state, setState] = useState<'IDLE' | 'BUSY' | 'FAILED' | 'CUT'>('IDLE');

  async function run() {
    setState('BUSY');
    const found: JournalRow[] = [];
    let after: string | null = null;
    do {
      const variables: VariablesOf<typeof JournalQuery> = {
        filter: filterOf(asked),
        after,
      };
      const answer: ResultOf<typeof JournalQuery> | undefined = (
        await askAnew(JournalQuery, variables)
      ).data;
      const page = answer?.staff?.journal;
      if (!page) return setState('FAILED');
      found.push(...page.edges.map(({ node }) => node));
      after = page.pageInfo.hasNextPage ? (page.pageInfo.endCursor ?? null) : null;
    } while (after !== null && found.length < MOST_ROWS);
    saveCsv('journal.csv', tableOf(found, words));
    setState(after === null ? 'IDLE' : 'CUT');
  }

  return (
    <>
      <button
        type="button"
        class="button second"
        aria-disabled={state === 'BUSY' || undefined}
        onClick={() => state !== 'BUSY' && void run()}
      >
        {journal.save}
      </button>
      <span role="status">
        {state === 'BUSY' && journal.saving}
        {state === 'FAILED' && journal.notSaved}
        {state === 'CUT' && journal.cut(MOST_ROWS)}
      </span>
    </>
  );
}

export function tableOf(rows: readonly JournalRow[], words: DeskWords) {
  const { journal } = words;
  const head = [
    journal.seq,
    journal.at,
    'kind',
    journal.kind,
    journal.subject,
    'actor',
    journal.actor,
    journal.values,
  ];
  return [
    head,
    ...rows.map((row) => [
      row.seq,
      row.at,
      row.kind,
      row.kind && words.events.name(row.kind),
      row.subject,
      row.actor,
      actorOf(row, words),
      valuesOf(row),
    ]),
  ];
}
