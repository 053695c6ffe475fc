/** The bound card: its number is masked until it is asked for, with a reason that the journal keeps. */
import { useEffect, useState } from 'preact/hooks';
import { Trouble } from '../../view/Trouble';
import { useLanguage } from '../../words';
import { formatDay } from '../../words/dates';
import { RevealCardNumberMutation } from '../api/acts';
import type { ReviewCase } from '../api/case';
import { useAnnounce } from '../frame/announce';
import { attempt, useAct } from '../frame/useAct';
import { shortTime } from '../view/clock';
import { useDeskWords } from '../words';

const REASONS = ['HOLDER_ASKS', 'PAPERS', 'SUSPICION'] as const;

export function CardPanel({ reviewCase: { application } }: { reviewCase: ReviewCase }) {
  const { card: words } = useDeskWords().review;
  const { language } = useLanguage();
  const { certificate } = application;
  return (
    <section class="desk-box" aria-labelledby="card">
      <h2 id="card">{words.heading}</h2>
      {certificate ? (
        <dl class="pairs">
          <dt>{words.holder}</dt>
          <dd>{certificate.holderName}</dd>
          <dt>{words.number}</dt>
          <dd>
            <CardNumber id={application.id} masked={certificate.cardNumber ?? ''} />
          </dd>
          <dt>{words.phone}</dt>
          <dd class="num">{certificate.phone}</dd>
          <dt>{words.email}</dt>
          <dd>{certificate.email}</dd>
          <dt>{words.bound}</dt>
          <dd>{certificate.boundAt && shortTime(certificate.boundAt, language)}</dd>
          <dt>{words.validUntil}</dt>
          <dd>{formatDay(certificate.validUntil, language)}</dd>
        </dl>
      ) : (
        <p class="soft">{words.none}</p>
      )}
    </section>
  );
}

function CardNumber({ id, masked }: { id: string; masked: string }) {
  const { card: words } = useDeskWords().review;
  const announce = useAnnounce();
  const act = useAct();
  const [number, setNumber] = useState<string>();
  useEffect(() => setNumber(undefined), [id]);

  function reveal(reason: (typeof REASONS)[number]) {
    act.run(() =>
      attempt(RevealCardNumberMutation, { input: { id, reason } }, ({ cardNumber }) => {
        setNumber(cardNumber);
        announce(words.shown);
      }),
    );
  }

  return (
    <>
      <span class="num">{number ?? masked}</span>
      {act.trouble && <Trouble trouble={act.trouble} />}
      {number ? (
        <button type="button" class="plain" onClick={() => setNumber(undefined)}>
          {words.hide}
        </button>
      ) : (
        <details class="small">
          <summary>{words.reveal}</summary>
          <fieldset class="phrases">
            <legend>{words.why}</legend>
            {REASONS.map((reason) => (
              <button key={reason} type="button" class="phrase" onClick={() => reveal(reason)}>
                {words.reasons[reason]}
              </button>
            ))}
          </fieldset>
        </details>
      )}
    </>
  );
}
