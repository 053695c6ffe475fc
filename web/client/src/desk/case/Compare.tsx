/** What was stated beside what the registry has; what differs is marked in the text and said in words. */
import { FIELDS } from '../../forms/fields';
import { useWords } from '../../words';
import type { FieldOnFile, ReviewCase } from '../api/case';
import { differences, kindOf, type Part } from '../view/differences';
import { FACTS, useFieldNames } from '../view/useFieldNames';
import { type DeskWords, useDeskWords } from '../words';

export function Compare({
  reviewCase,
  loading,
  onAgain,
}: {
  reviewCase: ReviewCase;
  loading: boolean;
  onAgain: () => void;
}) {
  const { review } = useDeskWords();
  const { compare } = review;
  const { onFile } = reviewCase;
  return (
    <section class="desk-box" aria-labelledby="compare" aria-busy={loading}>
      <div class="desk-box-head">
        <h2 id="compare">{compare.heading}</h2>
        <button type="button" class="plain" onClick={onAgain}>
          {compare.again}
        </button>
      </div>
      <Circumstances onFile={onFile} />
      <table class="desk-table compare">
        <caption class="unseen">{compare.heading}</caption>
        <thead>
          <tr>
            <th scope="col">{compare.field}</th>
            <th scope="col">{compare.stated}</th>
            <th scope="col">{compare.onFile}</th>
            <th scope="col">{compare.result}</th>
          </tr>
        </thead>
        <tbody>
          <Rows reviewCase={reviewCase} />
        </tbody>
      </table>
    </section>
  );
}

function Circumstances({ onFile }: Pick<ReviewCase, 'onFile'>) {
  const { compare } = useDeskWords().review;
  const { answered, rows, releaseReason, releasedOn, mailboxInUse } = onFile;
  return (
    <>
      {!answered && <p class="said bad">{compare.unanswered}</p>}
      {answered && rows === 0 && <p class="said bad">{compare.noRows}</p>}
      {rows > 1 && <p class="said">{compare.rows(rows)}</p>}
      {releaseReason && (
        <p class="said bad">
          {compare.released(compare.reasons[releaseReason], releasedOn ? ` ${releasedOn}` : '')}
        </p>
      )}
      {mailboxInUse && <p class="said">{compare.mailboxInUse(mailboxInUse)}</p>}
    </>
  );
}

function Rows({ reviewCase }: { reviewCase: ReviewCase }) {
  const names = useFieldNames();
  const { compare } = useDeskWords().review;
  const { onFile, application } = reviewCase;
  if (onFile.fields.length > 0) {
    return (
      <>
        {onFile.fields.map((field) => (
          <Row key={field.field} field={field} name={names[field.field]} />
        ))}
      </>
    );
  }
  const { company } = application;
  return (
    <>
      {FACTS.map((key) => (
        <tr key={key}>
          <th scope="row">{names[FIELDS[key].name]}</th>
          <td data-label={compare.stated}>{company[key]}</td>
          <td data-label={compare.onFile} class="soft">
            {compare.none}
          </td>
          <td />
        </tr>
      ))}
    </>
  );
}

function Row({ field, name }: { field: FieldOnFile; name: string }) {
  const { compare } = useDeskWords().review;
  const { lookAlike } = useWords().correct;
  const { stated, onFile, outcome, lookAlikes } = field;
  const parts = outcome === 'DIFFERS' ? differences(stated, onFile ?? '') : undefined;
  return (
    <tr data-outcome={outcome}>
      <th scope="row">{name}</th>
      <td data-label={compare.stated}>{parts ? <Marked parts={parts} side="stated" /> : stated}</td>
      <td data-label={compare.onFile}>
        {parts ? (
          <Marked parts={parts} side="onFile" />
        ) : (
          (onFile ?? <span class="soft">{compare.none}</span>)
        )}
      </td>
      <td data-label={compare.result}>
        <span class="badge" data-outcome={outcome}>
          {compare.outcomes[outcome]}
        </span>
        {lookAlikes.map((alike) => (
          <span key={alike} class="badge alike">
            {lookAlike[alike]}
          </span>
        ))}
        {parts && <span class="small told">{inWords(parts, compare)}</span>}
      </td>
    </tr>
  );
}

/** One of the two texts, with what the other has otherwise marked; spaces can be seen. */
function Marked({ parts, side }: { parts: readonly Part[]; side: 'stated' | 'onFile' }) {
  return (
    <>
      {parts.map((part, place) => {
        const text = part[side];
        const key = `${place} ${text}`;
        if (part.isSame) return <span key={key}>{text}</span>;
        // Where the other has more, a mark shows the place.
        return (
          <mark key={key} class={text ? '' : 'gap'}>
            {text.replace(/\s/gu, '␣')}
          </mark>
        );
      })}
    </>
  );
}

/** The differences in words, for who cannot see the marks or overlooks them. */
function inWords(parts: readonly Part[], compare: DeskWords['review']['compare']): string {
  const name = (text: string, beside: string) => {
    if (text === '') return compare.missing;
    const kind = kindOf(text, beside);
    if (kind === 'SPACE') return compare.SPACE;
    return kind ? compare.named(compare[kind], text) : compare.quoted(text);
  };
  return parts
    .filter(({ isSame }) => !isSame)
    .map(({ stated, onFile }) => compare.differ(name(stated, onFile), name(onFile, stated)))
    .join(compare.stop);
}
