/** 退件: fields ticked, a note with saved phrases, and the letter shown before it goes. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { askAnew, readingOf } from '../../api/client';
import { FIELDS } from '../../forms/fields';
import { Trouble, type TroubleState } from '../../view/Trouble';
import { type RejectionPreview, RejectionPreviewQuery, type ReviewCase } from '../api/case';
import { useTyped } from '../typed';
import { type CompanyField, FACTS, useFieldNames } from '../view/useFieldNames';
import { useDeskWords } from '../words';
import { MOST_NOTE } from './Approve';
import { Phrases } from './Phrases';

export interface Rejection {
  readonly fields: readonly CompanyField[];
  readonly note: string;
}

export function Reject({
  reviewCase,
  busy,
  takesFocus,
  onSend,
  onClose,
}: {
  reviewCase: ReviewCase;
  busy: boolean;
  /** It was opened by the reviewer, and not because something was typed before. */
  takesFocus: boolean;
  onSend: (rejection: Rejection) => void;
  onClose: () => void;
}) {
  const { review, shell } = useDeskWords();
  const { reject } = review;
  const { id } = reviewCase.application;
  const [typed, setTyped] = useTyped<Rejection>(`reject ${id}`, {
    fields: suggested(reviewCase),
    note: '',
  });
  const [problem, setProblem] = useState('');
  const [trouble, setTrouble] = useState<TroubleState>();
  const [preview, setPreview] = useState<RejectionPreview>();
  const heading = useRef<HTMLHeadingElement>(null);
  const send = useRef<HTMLButtonElement>(null);
  // The head of what opened, and then what goes out with the next press.
  useEffect(() => {
    if (preview) send.current?.focus();
    else if (takesFocus) heading.current?.focus();
  }, [preview, takesFocus]);

  async function show() {
    setTrouble(undefined);
    if (typed.fields.length === 0) return setProblem(reject.needFields);
    if (!typed.note.trim()) return setProblem(reject.needNote);
    setProblem('');
    const { data, error } = await askAnew(RejectionPreviewQuery, { id, note: typed.note });
    const reading = readingOf(data?.staff?.rejectionPreview, error);
    if (reading && 'value' in reading) setPreview(reading.value);
    else setTrouble(reading);
  }

  return (
    <form
      class="reject"
      aria-labelledby="reject"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!preview) void show();
        else if (!busy) onSend(typed);
      }}
    >
      <h3 id="reject" tabIndex={-1} ref={heading}>
        {reject.title}
      </h3>
      {problem && (
        <p role="alert" class="said bad">
          {problem}
        </p>
      )}
      {trouble && <Trouble trouble={trouble} />}
      {preview ? <Letter preview={preview} /> : <Fields typed={typed} onChange={setTyped} />}
      <div class="actions">
        {/* biome-ignore format: one button, whose work changes with the step. */}
        <button type="submit" class={`button ${preview ? 'grave' : ''}`} ref={send} aria-disabled={busy || undefined}>
          {preview ? reject.send : reject.preview}
        </button>
        {preview && (
          <button type="button" class="button second" onClick={() => setPreview(undefined)}>
            {reject.again}
          </button>
        )}
        <button type="button" class="plain" onClick={onClose}>
          {shell.cancel}
        </button>
      </div>
    </form>
  );
}

/** What differs, or is missing, is ticked to begin with. */
function suggested({ onFile }: ReviewCase): readonly CompanyField[] {
  return onFile.fields.filter(({ outcome }) => outcome !== 'MATCHES').map(({ field }) => field);
}

function Fields({ typed, onChange }: { typed: Rejection; onChange: (typed: Rejection) => void }) {
  const { reject } = useDeskWords().review;
  const names = useFieldNames();
  const { fields, note } = typed;
  const tick = (field: CompanyField, isTicked: boolean) =>
    onChange({
      note,
      fields: isTicked ? [...fields, field] : fields.filter((each) => each !== field),
    });
  // A phrase has a line of its own.
  const add = (phrase: string) =>
    onChange({ fields, note: [note.trimEnd(), phrase].filter(Boolean).join('\n') });
  return (
    <>
      <fieldset class="ticks">
        <legend>{reject.fields}</legend>
        {FACTS.map((key) => FIELDS[key].name).map((field) => (
          <label key={field} class="check">
            <input
              type="checkbox"
              checked={fields.includes(field)}
              onChange={(event) => tick(field, event.currentTarget.checked)}
            />
            {names[field]}
          </label>
        ))}
      </fieldset>
      <label class="stack">
        {reject.note}
        <textarea
          rows={4}
          maxLength={MOST_NOTE}
          value={note}
          onInput={(event) => onChange({ fields, note: event.currentTarget.value })}
        />
      </label>
      <p class="small soft">{reject.left(MOST_NOTE - note.length)}</p>
      <Phrases note={note} onAdd={add} />
    </>
  );
}

function Letter({ preview }: { preview: RejectionPreview }) {
  const { reject } = useDeskWords().review;
  return (
    <>
      {!preview.hasNote && <p class="said bad">{reject.noNote}</p>}
      <dl class="pairs">
        <dt>{reject.to}</dt>
        <dd>{preview.recipient}</dd>
        <dt>{reject.subject}</dt>
        <dd>{preview.subject}</dd>
      </dl>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and the keyboard must reach that. */}
      <section class="letter" tabIndex={0} aria-label={reject.letter}>
        {preview.text}
      </section>
    </>
  );
}
