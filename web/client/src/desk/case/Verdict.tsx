/** The reviewer's acts on a case: each sent once, after a card proof if need be; then the next case. */

import { useEffect, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import {
  ApproveMutation,
  ClaimMutation,
  RejectMutation,
  ReleaseMutation,
  ReviewAgainMutation,
} from '../api/acts';
import type { ReviewCase } from '../api/case';
import { useAnnounce } from '../frame/announce';
import { useKeys } from '../frame/keys';
import { attempt, useAct } from '../frame/useAct';
import { addressOf } from '../pages/address';
import { hasTyped, writeTyped } from '../typed';
import { useDeskWords } from '../words';
import { Approve } from './Approve';
import { Decide } from './Decide';
import { Mailbox } from './Mailbox';
import { nextAddress, tellDone } from './next';
import { Reject, type Rejection } from './Reject';

type Step = 'approve' | 'reject' | undefined;

export function Verdict({
  reviewCase,
  isActing,
  onChanged,
}: {
  reviewCase: ReviewCase;
  /** Whether an act is under way, up to where the next case is shown. */
  isActing: { current: boolean };
  onChanged: () => void;
}) {
  const { review } = useDeskWords();
  const { decide, keys } = review;
  const announce = useAnnounce();
  const { route, query } = useLocation();
  const act = useAct();
  const { application, version, expectedApproval, claimedByViewer } = reviewCase;
  const { id, caseNumber } = application;
  const { controlNumber } = application.company;
  const isOpen = application.status === 'UNDER_REVIEW';
  const recipient = expectedApproval?.recipient;
  const [isLeaving, setLeaving] = useState(false);
  isActing.current = act.busy || isLeaving;
  // Before a reload, or before another case was looked at.
  const begun = isOpen && hasTyped(`reject ${id}`) ? 'reject' : undefined;
  const [isRestored, setRestored] = useState(begun !== undefined);
  const [step, setStep] = useState<Step>(() => stepOf(query.do) ?? begun);
  // Decided elsewhere meanwhile: there is nothing more to do.
  useEffect(() => {
    if (!isOpen) setStep(undefined);
  }, [isOpen]);

  useEffect(
    () => () => {
      isActing.current = false;
    },
    [],
  );

  async function goOn(text: string) {
    setLeaving(true);
    const next = await nextAddress(id);
    tellDone({ text, address: addressOf(reviewCase), caseNumber, after: next ? 'NEXT' : 'NONE' });
    route(next ?? '/staff');
  }

  function approve(note: string) {
    if (!recipient) return;
    setStep(undefined);
    const input = { id, version, recipient, controlNumber, note: note || null };
    act.run(() =>
      attempt(ApproveMutation, { input }, () => {
        writeTyped(`approve ${id}`, undefined);
        void goOn(decide.approved(caseNumber));
      }),
    );
  }

  function reject({ fields, note }: Rejection) {
    const input = { id, version, controlNumber, fields: [...fields], note };
    act.run(() =>
      attempt(RejectMutation, { input }, ({ noteToApplicant }) => {
        writeTyped(`reject ${id}`, undefined);
        const { rejected, rejectedUntold } = decide;
        void goOn((noteToApplicant ? rejected : rejectedUntold)(caseNumber));
      }),
    );
  }

  function change(mutation: typeof ClaimMutation | typeof ReleaseMutation, said: string) {
    act.run(() =>
      attempt(mutation as typeof ClaimMutation, { input: { id } }, () => {
        announce(said);
        onChanged();
      }),
    );
  }

  const on = {
    approve: () => isOpen && recipient && setStep('approve'),
    reject: () => {
      setRestored(false);
      if (isOpen) setStep('reject');
    },
    take: () =>
      claimedByViewer ? change(ReleaseMutation, decide.given) : change(ClaimMutation, decide.taken),
    again: () =>
      act.run(() =>
        attempt(ReviewAgainMutation, { input: { id } }, () => {
          announce(decide.asked);
          onChanged();
        }),
      ),
    next: async () => {
      const next = await nextAddress(id);
      if (next) route(next);
      else announce(decide.noNext);
    },
  };

  useKeys([
    { key: 'a', does: keys.approve, act: on.approve },
    { key: 'r', does: keys.reject, act: on.reject },
    { key: 't', does: keys.take, act: () => isOpen && on.take() },
    { key: 'n', does: keys.next, act: on.next },
    { key: 'q', does: keys.back, act: () => route('/staff') },
  ]);

  return (
    <Decide reviewCase={reviewCase} act={act} on={on}>
      {isOpen && <Mailbox reviewCase={reviewCase} act={act} onDone={onChanged} />}
      {step === 'reject' && (
        <Reject
          reviewCase={reviewCase}
          busy={act.busy}
          takesFocus={!isRestored}
          onSend={reject}
          onClose={() => {
            writeTyped(`reject ${id}`, undefined);
            setStep(undefined);
          }}
        />
      )}
      {step === 'approve' && recipient && (
        <Approve reviewCase={reviewCase} onSend={approve} onClose={() => setStep(undefined)} />
      )}
    </Decide>
  );
}

function stepOf(wanted: string | undefined): Step {
  return wanted === 'approve' || wanted === 'reject' ? wanted : undefined;
}
