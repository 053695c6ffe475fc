/** Deciding: where an approval would go, and the acts of a reviewer, each with its key. */
import type { ComponentChildren } from 'preact';
import { Trouble } from '../../view/Trouble';
import { useLanguage } from '../../words';
import type { ReviewCase } from '../api/case';
import type { Act } from '../frame/useAct';
import { clock } from '../view/clock';
import { useDeskWords } from '../words';
import { Against } from './Against';

export interface Deciding {
  readonly approve: () => void;
  readonly reject: () => void;
  readonly take: () => void;
  readonly again: () => void;
  readonly next: () => void;
}

export function Decide({
  reviewCase,
  act,
  on,
  children,
}: {
  reviewCase: ReviewCase;
  act: Act;
  on: Deciding;
  children?: ComponentChildren;
}) {
  const { decide } = useDeskWords().review;
  const { expectedApproval, application } = reviewCase;
  const isOpen = application.status === 'UNDER_REVIEW';
  return (
    <section class="desk-box decide" aria-labelledby="decide">
      <div class="desk-box-head">
        <h2 id="decide">{decide.heading}</h2>
        <Claim reviewCase={reviewCase} />
      </div>
      {act.trouble && <Trouble trouble={act.trouble} onAgain={act.dismiss} />}
      {!isOpen && <Decided reviewCase={reviewCase} />}
      {isOpen && <Against reviewCase={reviewCase} />}
      {isOpen && expectedApproval && (
        <p class={expectedApproval.recipient ? 'said good' : 'said bad'}>
          {expectedApproval.message}
        </p>
      )}
      {isOpen && (
        <div class="actions">
          {expectedApproval?.recipient && (
            <Key name="a" act={act} onPress={on.approve}>
              {decide.approve}
            </Key>
          )}
          <Key name="r" kind="grave" act={act} onPress={on.reject}>
            {decide.reject}
          </Key>
          <Key name="t" kind="second" act={act} onPress={on.take}>
            {reviewCase.claimedByViewer ? decide.give : decide.take}
          </Key>
        </div>
      )}
      <div class="actions small">
        <button type="button" class="plain" onClick={on.next}>
          {decide.next} <kbd>n</kbd>
        </button>
        {isOpen && (
          <button type="button" class="plain" title={decide.againHint} onClick={on.again}>
            {decide.again}
          </button>
        )}
        <a href={explorerAddress(reviewCase)}>{decide.explorer}</a>
      </div>
      {children}
    </section>
  );
}

/** GraphiQL with the case's ID and version filled in. */
function explorerAddress({ version, application }: ReviewCase): string {
  const asked = new URLSearchParams({ example: '20-case', id: application.id });
  asked.set('version', String(version));
  asked.set('controlNumber', application.company.controlNumber);
  return `/graphiql#${asked}`;
}

function Claim({ reviewCase }: { reviewCase: ReviewCase }) {
  const { decide } = useDeskWords().review;
  const { language } = useLanguage();
  const { claimedBy, claimedUntil, claimedByViewer } = reviewCase;
  if (!claimedBy || !claimedUntil) return <span class="soft small">{decide.free}</span>;
  const until = clock(claimedUntil, language);
  return (
    <span class={claimedByViewer ? 'badge good' : 'badge late'}>
      {claimedByViewer ? decide.mine(until) : decide.theirs(claimedBy, until)}
    </span>
  );
}

function Decided({ reviewCase }: { reviewCase: ReviewCase }) {
  const { review, queue } = useDeskWords();
  const { language } = useLanguage();
  const { application, decidedBy, note } = reviewCase;
  const { decidedAt, status } = application;
  return (
    <div class="said">
      <p>
        <strong>{queue.statuses[status]}</strong>{' '}
        {decidedAt &&
          review.facts.decided(decidedBy ?? review.facts.service, clock(decidedAt, language))}
      </p>
      {note && (
        <p>
          {review.facts.note}：{note}
        </p>
      )}
    </div>
  );
}

function Key({
  name,
  kind = 'first',
  act,
  onPress,
  children,
}: {
  name: string;
  kind?: 'first' | 'second' | 'grave';
  act: Act;
  onPress: () => void;
  children: ComponentChildren;
}) {
  return (
    <button
      type="button"
      class={`button ${kind}`}
      aria-disabled={act.busy || undefined}
      aria-keyshortcuts={name}
      onClick={() => act.busy || onPress()}
    >
      <span>
        {children} <kbd>{name}</kbd>
      </span>
    </button>
  );
}
