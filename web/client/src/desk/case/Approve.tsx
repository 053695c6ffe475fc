/** 核准: the company and where the link goes, once more; one press or Enter decides. */
import { useEffect, useRef } from 'preact/hooks';
import type { ReviewCase } from '../api/case';
import { Dialog } from '../frame/Dialog';
import { useTyped } from '../typed';
import { useDeskWords } from '../words';
import { Against } from './Against';

export const MOST_NOTE = 400;

export function Approve({
  reviewCase,
  onSend,
  onClose,
}: {
  reviewCase: ReviewCase;
  onSend: (note: string) => void;
  onClose: () => void;
}) {
  const { review, shell } = useDeskWords();
  const { approve, facts } = review;
  const { application, expectedApproval } = reviewCase;
  const [note, setNote] = useTyped(`approve ${application.id}`, '');
  const send = useRef<HTMLButtonElement>(null);
  useEffect(() => send.current?.focus(), []);
  return (
    <Dialog title={approve.title} onClose={onClose}>
      <p class="approve-who">
        <strong>{application.company.companyName}</strong>
        <span class="num">
          {facts.controlNumber} {application.company.controlNumber}
        </span>
        <span class="num">
          {facts.caseNumber} {application.caseNumber}
        </span>
      </p>
      <Against reviewCase={reviewCase} />
      {expectedApproval && <p class="said good">{expectedApproval.message}</p>}
      <form
        class="flow"
        onSubmit={(event) => {
          event.preventDefault();
          onSend(note);
        }}
      >
        <label class="stack">
          {approve.note}
          <textarea
            rows={2}
            maxLength={MOST_NOTE}
            value={note}
            onInput={(event) => setNote(event.currentTarget.value || undefined)}
          />
        </label>
        <div class="actions">
          <button type="submit" class="button" ref={send}>
            {approve.send}
          </button>
          <button type="button" class="button second" onClick={onClose}>
            {shell.cancel}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
