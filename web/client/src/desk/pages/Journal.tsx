/** 稽核紀錄: the journal with filters, and what is found as CSV. */
import { useState } from 'preact/hooks';
import { JournalQuery, type JournalRow } from '../api/journal';
import { DeskPage } from '../frame/DeskPage';
import { actorOf } from '../office/JournalLines';
import { filterOf, SaveJournal, type Typed, valuesOf } from '../office/SaveJournal';
import { useTyped } from '../typed';
import { ShownList } from '../view/Shown';
import { TextInput } from '../view/Text';
import { useList } from '../view/useReading';
import { When } from '../view/When';
import { useDeskWords } from '../words';
import { KINDS } from '../words/kinds';

const NOTHING: Typed = { subject: '', actor: '', kind: '', from: '', to: '' };

export default function Journal() {
  const words = useDeskWords();
  const { journal } = words;
  const [typed, setTyped] = useTyped('journal', NOTHING);
  const [asked, setAsked] = useState(typed);
  const list = useList(JournalQuery, { filter: filterOf(asked) }, (staff) => staff.journal);
  return (
    <DeskPage title={journal.title} beside={<SaveJournal asked={asked} />}>
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
