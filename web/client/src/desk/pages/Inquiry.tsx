/** 客服查詢: what a caller is told of a case or an account, and the letter that is sent again. */
import { useState } from 'preact/hooks';
import { Trouble } from '../../view/Trouble';
import {
  type Inquiry as Found,
  type InquiredCase,
  InquiryQuery,
  type LetterSent,
  ResendMutation,
} from '../api/inquiry';
import { useAnnounce } from '../frame/announce';
import { DeskPage } from '../frame/DeskPage';
import { attempt, useAct } from '../frame/useAct';
import { Shown } from '../view/Shown';
import { useReading } from '../view/useReading';
import { When } from '../view/When';
import { useDeskWords } from '../words';

const FIELD = 'inquiry-number';

export default function Inquiry() {
  const { inquiry: words } = useDeskWords();
  const [typed, setTyped] = useState('');
  const [number, setNumber] = useState<string>();
  const { reading, again } = useReading(
    InquiryQuery,
    number === undefined ? undefined : { number },
    (staff) => staff.inquiry,
  );
  return (
    <DeskPage title={words.title}>
      <p>{words.lead}</p>
      <search>
        <form
          class="desk-filters"
          onSubmit={(event) => {
            event.preventDefault();
            if (typed.trim() === number) again();
            else setNumber(typed.trim() || undefined);
          }}
        >
          <label for={FIELD}>
            {words.number}
            <input
              id={FIELD}
              type="search"
              autocomplete="off"
              spellcheck={false}
              value={typed}
              onInput={(event) => setTyped(event.currentTarget.value)}
            />
          </label>
          <button type="submit" class="button">
            {words.find}
          </button>
        </form>
      </search>
      {number !== undefined && (
        <Shown reading={reading} onAgain={again}>
          {(found) => <Result found={found} onSent={again} />}
        </Shown>
      )}
    </DeskPage>
  );
}

function Result({ found, onSent }: { found: Found; onSent: () => void }) {
  const { inquiry: words } = useDeskWords();
  const { account, cases } = found;
  if (!account && cases.length === 0) return <p class="desk-empty">{words.none}</p>;
  return (
    <>
      {cases.map((one) => (
        <Case key={one.caseNumber} one={one} onSent={onSent} />
      ))}
      {account && <Account account={account} />}
    </>
  );
}

function Case({ one, onSent }: { one: InquiredCase; onSent: () => void }) {
  const { inquiry: words, queue, review } = useDeskWords();
  const announce = useAnnounce();
  const act = useAct();
  const [isSent, setSent] = useState(false);
  const id = `case-${one.caseNumber}`;

  function resend() {
    const input = { applicationId: one.applicationId };
    act.run(() =>
      attempt(ResendMutation, { input }, ({ caseNumber }) => {
        setSent(true);
        announce(words.resent(caseNumber));
        onSent();
      }),
    );
  }

  return (
    <section class="desk-box" aria-labelledby={id}>
      <h2 id={id}>{words.case(one.caseNumber)}</h2>
      <dl class="pairs">
        <dt>{review.facts.controlNumber}</dt>
        <dd>
          {one.controlNumber} {one.companyName}
        </dd>
        <dt>{words.status}</dt>
        <dd>
          <span class="badge">{queue.statuses[one.status]}</span>{' '}
          {review.facts.purposes[one.purpose]}
        </dd>
        <dt>{words.submitted}</dt>
        <dd>
          <When at={one.submittedAt} />
        </dd>
        <dt>{words.decided}</dt>
        <dd>
          <When at={one.decidedAt} />
        </dd>
        <dt>{words.expires}</dt>
        <dd>
          <When at={one.expiresAt} />
        </dd>
      </dl>
      {act.trouble && <Trouble trouble={act.trouble} />}
      {isSent && !act.trouble && <p class="said good">{words.resent(one.caseNumber)}</p>}
      {one.mayResend ? (
        <div class="flow">
          <p class="small soft">{words.resendHint}</p>
          <button
            type="button"
            class="button second"
            aria-disabled={act.busy || undefined}
            onClick={() => !act.busy && resend()}
          >
            {words.resend}
          </button>
        </div>
      ) : (
        <p class="small soft">{words.notResendable}</p>
      )}
      <Letters letters={one.letters} />
      <Events events={one.history} />
    </section>
  );
}

function Account({ account }: { account: NonNullable<Found['account']> }) {
  const { inquiry: words, accounts } = useDeskWords();
  return (
    <section class="desk-box" aria-labelledby="account">
      <h2 id="account">
        {words.account} {account.controlNumber}
      </h2>
      <dl class="pairs">
        <dt>{accounts.name}</dt>
        <dd>{account.name}</dd>
        <dt>{accounts.kind}</dt>
        <dd>{accounts.kinds[account.kind]}</dd>
        <dt>{words.status}</dt>
        <dd>
          <span class="badge">{accounts.statuses[account.status]}</span>
        </dd>
        <dt>{words.opened}</dt>
        <dd>
          <When at={account.openedAt} />
        </dd>
      </dl>
      <Letters letters={account.letters} />
      <Events events={account.history} />
    </section>
  );
}

function Letters({ letters }: { letters: readonly LetterSent[] }) {
  const { inquiry: words, review } = useDeskWords();
  return (
    <>
      <h3>{words.letters}</h3>
      {letters.length === 0 && <p class="soft">{words.noLetters}</p>}
      <ul class="bare">
        {letters.map(({ title, mailbox, state, queuedAt, sentAt }) => (
          <li key={queuedAt + title}>
            <strong>{title}</strong>{' '}
            <span class={state === 'GIVEN_UP' ? 'badge late' : 'badge'}>
              {review.letters.states[state]}
            </span>
            <br />
            {mailbox} <When at={sentAt ?? queuedAt} />
          </li>
        ))}
      </ul>
    </>
  );
}

function Events({ events }: { events: readonly { kind: string; at: string }[] }) {
  const { inquiry: words, events: names } = useDeskWords();
  return (
    <>
      <h3>{words.history}</h3>
      <ol class="bare">
        {events.map(({ kind, at }) => (
          <li key={at + kind}>
            <When at={at} /> {names.name(kind)}
          </li>
        ))}
      </ol>
    </>
  );
}
