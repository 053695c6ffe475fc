/** A mailbox verified by two: one proposes it where the registry has none, another confirms it. */
import { useState } from 'preact/hooks';
import { useLanguage } from '../../words';
import { ConfirmMailboxMutation, ProposeMailboxMutation } from '../api/acts';
import type { ReviewCase } from '../api/case';
import { useAnnounce } from '../frame/announce';
import { type Act, attempt } from '../frame/useAct';
import { useTyped } from '../typed';
import { shortTime } from '../view/clock';
import { useDeskWords } from '../words';

interface Typed {
  readonly email: string;
  readonly how: string;
}

const NOTHING: Typed = { email: '', how: '' };

export function Mailbox({
  reviewCase,
  act,
  onDone,
}: {
  reviewCase: ReviewCase;
  act: Act;
  onDone: () => void;
}) {
  const { mailbox } = useDeskWords().review;
  const announce = useAnnounce();
  const { application, version, proposedMailbox, expectedApproval } = reviewCase;
  const { id } = application;
  const [typed, setTyped] = useTyped<Typed>(`mailbox ${id}`, NOTHING);
  const [isOpen, setOpen] = useState(false);
  if (!expectedApproval || (expectedApproval.recipient && !proposedMailbox)) return null;

  function propose() {
    const input = { id, version, email: typed.email, verifiedHow: typed.how };
    act.run(() =>
      attempt(ProposeMailboxMutation, { input }, () => {
        setTyped(undefined);
        setOpen(false);
        announce(mailbox.done);
        onDone();
      }),
    );
  }

  function confirm(mailboxId: string) {
    const input = { id, version, mailboxId };
    act.run(() =>
      attempt(ConfirmMailboxMutation, { input }, () => {
        announce(mailbox.confirmedDone);
        onDone();
      }),
    );
  }

  return (
    <details class="mailbox" open={isOpen || proposedMailbox !== null || undefined}>
      <summary>{mailbox.heading}</summary>
      {proposedMailbox && <Proposed reviewCase={reviewCase} onConfirm={confirm} />}
      {!expectedApproval.recipient && (
        <form
          class="flow"
          onSubmit={(event) => {
            event.preventDefault();
            propose();
          }}
        >
          <p class="small">{mailbox.text}</p>
          <label class="stack">
            {mailbox.email}
            <input
              type="text"
              inputMode="email"
              autocomplete="off"
              value={typed.email}
              onInput={(event) => setTyped({ ...typed, email: event.currentTarget.value })}
            />
          </label>
          <label class="stack">
            {mailbox.how}
            <textarea
              rows={2}
              maxLength={400}
              value={typed.how}
              onInput={(event) => setTyped({ ...typed, how: event.currentTarget.value })}
            />
          </label>
          <button type="submit" class="button second">
            {mailbox.propose}
          </button>
        </form>
      )}
    </details>
  );
}

function Proposed({
  reviewCase: { proposedMailbox },
  onConfirm,
}: {
  reviewCase: ReviewCase;
  onConfirm: (id: string) => void;
}) {
  const { review, shell } = useDeskWords();
  const { language } = useLanguage();
  if (!proposedMailbox) return null;
  const { id, email, verifiedHow, proposedBy, proposedAt, confirmedBy, confirmedAt } =
    proposedMailbox;
  const { mailbox } = review;
  return (
    <div class="said">
      <p>
        <strong>{email}</strong>
      </p>
      <p>{verifiedHow}</p>
      <p class="small soft">
        {mailbox.proposed(proposedBy ?? shell.unknown, shortTime(proposedAt, language))}
      </p>
      {confirmedAt ? (
        <p class="small soft">
          {mailbox.confirmed(confirmedBy ?? shell.unknown, shortTime(confirmedAt, language))}
        </p>
      ) : (
        <button type="button" class="button second" onClick={() => onConfirm(id)}>
          {mailbox.confirm}
        </button>
      )}
    </div>
  );
}
