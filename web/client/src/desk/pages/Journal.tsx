/** 稽核紀錄: the journal with filters, and what is found as CSV. */
import type { ResultOf, VariablesOf } from 'gql.tada';
import { useState } from 'preact/hooks';
import { client } from '../../api/client';
import { JournalQuery, type JournalRow } from '../api/journal';
import { DeskPage } from '../frame/DeskPage';
import { actorOf } from '../office/JournalLines';
import { useTyped } from '../typed';
import { saveCsv } from '../view/csv';
import { ShownList } from '../view/Shown';
import { TextInput } from '../view/Text';
import { useList } from '../view/useReading';
import { When } from '../view/When';
import { type DeskWords, useDeskWords } from '../words';
import { KINDS } from '../words/kinds';

interface Typed {
  readonly subject: string;
  readonly actor: string;
  readonly kind: string;
  readonly from: string;
  readonly to: string;
}

const NOTHING: Typed = { subject: '', actor: '', kind: '', from: '', to: '' };
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

export default function Journal() {
  const words = useDeskWords();
  const { journal } = words;
  const [typed, setTyped] = useTyped('journal', NOTHING);
  const [asked, setAsked] = useState(typed);
  const list = useList(JournalQuery, { filter: filterOf(asked) }, (staff) => staff.journal);
  return (
    <DeskPage title={journal.title} beside={<Export asked={asked} />}>
      <search>
        <form
          class="desk-filters"
          onSubmit={(event) => {
            event.preventDefault();
            setAsked(typed);
          }}
        >
          {(['subject', 'actor'] as const).map((name) => (
            <TextInput
              key={name}
              label={journal[name]}
              name={name}
              value={typed[name]}
              onInput={(value) => setTyped({ ...typed, [name]: value })}
            />
          ))}
          <label>
            {journal.kind}
            <select
              value={typed.kind}
              onChange={({ currentTarget: { value } }) => setTyped({ ...typed, kind: value })}
            >
              <option value="">{journal.all}</option>
              {KINDS.map((kind) => (
                <option key={kind} value={kind}>
                  {words.events.name(kind)}
                </option>
              ))}
            </select>
          </label>
          {(['from', 'to'] as const).map((name) => (
            <TextInput
              key={name}
              label={journal[name]}
              name={name}
              type="date"
              value={typed[name]}
              onInput={(value) => setTyped({ ...typed, [name]: value })}
            />
          ))}
          <button type="submit" class="button">
            {journal.find}
          </button>
          <button
            type="button"
            class="plain"
            onClick={() => {
              setTyped(undefined);
              setAsked(NOTHING);
            }}
          >
            {journal.clear}
          </button>
        </form>
      </search>
      <ShownList list={list} empty={journal.empty}>
        {(rows) => (
          <Table
            rows={rows}
            onChoose={(part) => {
              setTyped({ ...typed, ...part });
              setAsked({ ...typed, ...part });
            }}
          />
        )}
      </ShownList>
    </DeskPage>
  );
}

function Table({
  rows,
  onChoose,
}: {
  rows: readonly JournalRow[];
  onChoose: (part: Partial<Typed>) => void;
}) {
  const words = useDeskWords();
  const { journal } = words;
  return (
    <table class="desk-table">
      <caption class="unseen">{journal.title}</caption>
      <thead>
        <tr>
          <th scope="col">{journal.seq}</th>
          <th scope="col">{journal.at}</th>
          <th scope="col">{journal.kind}</th>
          <th scope="col">{journal.subject}</th>
          <th scope="col">{journal.actor}</th>
          <th scope="col">{journal.values}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.seq}>
            <th scope="row" class="num">
              {row.seq}
            </th>
            <td data-label={journal.at}>
              <When at={row.at} />
            </td>
            <td data-label={journal.kind}>{row.kind && words.events.name(row.kind)}</td>
            <td data-label={journal.subject}>
              <button
                type="button"
                class="plain"
                title={row.subject}
                onClick={() => onChoose({ subject: row.subject })}
              >
                {shortName(row.subject)}
              </button>
            </td>
            <td data-label={journal.actor}>
              <button
                type="button"
                class="plain"
                title={row.actor}
                onClick={() => onChoose({ actor: row.actor })}
              >
                {actorOf(row, words)}
              </button>
            </td>
            <td data-label={journal.values} class="small">
              {valuesOf(row)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** `application:` and the first part of its id. */
function shortName(subject: string): string {
  return subject.replace(/^([a-z-]+:[0-9a-f]{8})-.*$/, '$1…');
}

function valuesOf({ payload }: JournalRow): string {
  return (payload ?? []).map(({ name, value }) => `${name}=${value}`).join(' ');
}

/** Everything that the filter finds, up to a limit that is said where it is reached. */
function Export({ asked }: { asked: Typed }) {
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
      const options = { requestPolicy: 'network-only' } as const;
      const answer: ResultOf<typeof JournalQuery> | undefined = (
        await client.query(JournalQuery, variables, options).toPromise()
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
