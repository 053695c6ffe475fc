/** EMS 基本資料表 C pasted or dropped: read in this browser, shown for a look, and put into the form on a press. */
import { useState } from 'preact/hooks';
import { COMPANY_KEYS } from '../forms/company';
import { decode, type Facts, readTableC } from '../forms/tableC';
import { Button } from '../view/Button';
import { Notice } from '../view/Notice';
import { SummaryList } from '../view/SummaryList';
import { useWords } from '../words';

// A table of one company is a few hundred characters.
const MOST_OCTETS = 1_000_000;

export function TableC({
  isFixed,
  onTaken,
}: {
  isFixed: boolean;
  onTaken: (facts: Facts) => void;
}) {
  const { tableC, company } = useWords();
  const [text, setText] = useState('');
  const [found, setFound] = useState<Facts>();
  const [isOver, setOver] = useState(false);
  const keys = COMPANY_KEYS.filter((key) => found?.[key] && !(isFixed && key === 'controlNumber'));

  function read(given: string) {
    setText(given);
    setFound(given.trim() === '' ? undefined : readTableC(given));
  }

  async function readFile(file: File | undefined) {
    if (!file) return;
    read(file.size > MOST_OCTETS ? '' : decode(await file.arrayBuffer()));
    if (file.size > MOST_OCTETS) setFound({});
  }

  function take() {
    onTaken(Object.fromEntries(keys.map((key) => [key, found?.[key] ?? ''])));
    setText('');
    setFound(undefined);
  }

  return (
    <details class="table-c">
      <summary>{tableC.heading}</summary>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is a shorter way; the field and the button do the same. */}
      <div
        class={`flow ${isOver ? 'over' : ''}`}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          void readFile(event.dataTransfer?.files[0]);
        }}
      >
        <p>{tableC.text}</p>
        <div class="field">
          <label for="table-c">{tableC.label}</label>
          <span class="hint" id="table-c-hint">
            {tableC.hint}
          </span>
          <textarea
            id="table-c"
            rows={5}
            value={text}
            spellcheck={false}
            aria-describedby="table-c-hint"
            onInput={(event) => read(event.currentTarget.value)}
          />
        </div>
        <div class="field">
          <label for="table-c-file">{tableC.file}</label>
          <input
            id="table-c-file"
            type="file"
            accept=".csv,.txt,.tsv,text/csv,text/plain"
            onChange={(event) => void readFile(event.currentTarget.files?.[0])}
          />
        </div>
        <div class="flow" aria-live="polite">
          {found && keys.length === 0 && <Notice kind="warn" title={tableC.nothing} />}
          {keys.length > 0 && (
            <>
              <p>{tableC.found(keys.length, COMPANY_KEYS.length)}</p>
              <SummaryList
                rows={keys.map((key) => ({ name: company[key].label, value: found?.[key] ?? '' }))}
              />
            </>
          )}
        </div>
        {keys.length > 0 && (
          <div class="actions">
            <Button kind="second" onPress={take}>
              {tableC.take}
            </Button>
          </div>
        )}
      </div>
    </details>
  );
}
