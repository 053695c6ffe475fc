/** One case: compared, decided, and what else is known of it; then the next comes by itself. */

import { useRef, useState } from 'preact/hooks';
import { useLocation, useRoute } from 'preact-iso';
import { Trouble } from '../../view/Trouble';
import type { ReviewCase } from '../api/case';
import { CardPanel } from '../case/CardPanel';
import { Compare } from '../case/Compare';
import { DoneNotice } from '../case/DoneNotice';
import { History } from '../case/History';
import { Letters } from '../case/Letters';
import { Others } from '../case/Others';
import { useCase } from '../case/useCase';
import { Verdict } from '../case/Verdict';
import { useAnnounce } from '../frame/announce';
import { DeskPage } from '../frame/DeskPage';
import { ageOf, isToday, useNow } from '../view/age';
import { useDeskWords } from '../words';

export default function Case() {
  const { review, shell } = useDeskWords();
  const { params } = useRoute();
  const announce = useAnnounce();
  const id = params.id ?? '';
  const [moved, setMoved] = useState<string>();
  // What the reviewer does here is no news to her.
  const isActing = useRef(false);
  const { reading, loading, again } = useCase(id, () => {
    if (isActing.current) return;
    setMoved(id);
    announce(review.decide.moved);
  });

  if (!reading) {
    return (
      <DeskPage title={review.loading}>
        <p role="status">{shell.loading}</p>
      </DeskPage>
    );
  }
  if (!('value' in reading)) {
    return (
      <DeskPage title={review.loading}>
        <Trouble trouble={reading} onAgain={() => void again()} />
      </DeskPage>
    );
  }
  const reviewCase = reading.value;
  return (
    <DeskPage
      title={review.title(reviewCase.application.company.companyName)}
      part={id}
      beside={<Facts reviewCase={reviewCase} />}
    >
      <DoneNotice />
      {moved === id && <p class="said">{review.decide.moved}</p>}
      <div class="case-grid">
        <div class="case-main">
          <Compare reviewCase={reviewCase} loading={loading} onAgain={() => void again()} />
          <div class="case-more">
            <History reviewCase={reviewCase} />
            <div class="case-side">
              <Others reviewCase={reviewCase} />
              <Letters reviewCase={reviewCase} />
            </div>
          </div>
        </div>
        <div class="case-side">
          <Verdict
            key={id}
            reviewCase={reviewCase}
            isActing={isActing}
            onChanged={() => void again()}
          />
          <CardPanel reviewCase={reviewCase} />
        </div>
      </div>
    </DeskPage>
  );
}

function Facts({ reviewCase }: { reviewCase: ReviewCase }) {
  const { review, queue } = useDeskWords();
  const { facts } = review;
  const now = useNow();
  const { path } = useLocation();
  const { application, waitingSince } = reviewCase;
  const { status } = application;
  return (
    <ul class="desk-figures" key={path}>
      <li>
        {facts.controlNumber} <strong>{application.company.controlNumber}</strong>
      </li>
      <li>
        {facts.caseNumber} {application.caseNumber}
      </li>
      <li>{facts.purposes[application.purpose]}</li>
      {status === 'UNDER_REVIEW' && waitingSince ? (
        <li class={isToday(waitingSince, now) ? 'in-time' : 'late'}>
          {queue.columns.age} {ageOf(waitingSince, now, queue)}
          {!isToday(waitingSince, now) && `（${queue.earlier}）`}
        </li>
      ) : (
        <li>
          <span class="badge">{queue.statuses[status]}</span>
        </li>
      )}
    </ul>
  );
}
