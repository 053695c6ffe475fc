/** 實卡演練: one real card, through everything that the portal does with it; nothing is bound. */
import { useState } from 'preact/hooks';
import { CardTroubleNotice } from '../../card/CardTroubleNotice';
import { PhoneNotice } from '../../card/PhoneNotice';
import { type SignedChallenge, useCard } from '../../card/useCard';
import { Button } from '../../view/Button';
import { InputField } from '../../view/Field';
import { Trouble } from '../../view/Trouble';
import { type Judged, RehearseCardMutation } from '../api/rehearsal';
import { DeskPage } from '../frame/DeskPage';
import { attempt, useAct } from '../frame/useAct';
import { Outcome } from '../rehearsal/Outcome';
import { observe } from '../rehearsal/observe';
import { ReadStep, SignStep, Step, WrongPinStep } from '../rehearsal/Steps';
import { useWatched } from '../rehearsal/useWatched';
import { useDeskWords } from '../words';

export default function Rehearsal() {
  const { rehearsal } = useDeskWords();
  // What was signed is spent once it was judged: another round begins with nothing.
  const [round, setRound] = useState(0);
  return (
    <DeskPage title={rehearsal.title}>
      <div class="flow rehearsal">
        <p>{rehearsal.lead}</p>
        <PhoneNotice />
      </div>
      <Round key={round} onAnother={() => setRound((before) => before + 1)} />
    </DeskPage>
  );
}

function Round({ onAnother }: { onAnother: () => void }) {
  const watching = useWatched();
  const card = useCard('REHEARSE', undefined, watching.onOperated);
  const [signed, setSigned] = useState<SignedChallenge>();
  const [judged, setJudged] = useState<Judged>();

  async function sign(pin: string) {
    watching.expectWrongPin(false);
    setSigned(await card.sign(pin));
  }

  async function signWrongly(pin: string) {
    watching.expectWrongPin(true);
    await card.sign(pin);
  }

  if (judged) return <Outcome judged={judged} card={card} onAnother={onAnother} />;
  const { trouble } = card.challenge;
  return (
    <div class="flow rehearsal">
      {trouble && <Trouble trouble={trouble} onAgain={() => card.challenge.prepare('anew')} />}
      <CardTroubleNotice card={card} />
      <ReadStep card={card} />
      {card.slot !== undefined && (
        <>
          <WrongPinStep
            card={card}
            isDone={watching.seen.wrongPin !== undefined}
            onPin={signWrongly}
          />
          <SignStep card={card} isSigned={signed !== undefined} onPin={sign} />
        </>
      )}
      {signed && (
        <JudgeStep
          signed={signed}
          watched={{ ...watching.seen, slot: card.slot, userAgent: navigator.userAgent }}
          onJudged={setJudged}
        />
      )}
    </div>
  );
}

type Seen = Omit<Parameters<typeof observe>[0], 'ownWindow'>;

/** What only the person can tell, and which company is to be read; then the service judges. */
function JudgeStep({
  signed,
  watched,
  onJudged,
}: {
  signed: SignedChallenge;
  watched: Seen;
  onJudged: (judged: Judged) => void;
}) {
  const { rehearsal } = useDeskWords();
  const { judge } = rehearsal;
  const act = useAct();
  const [ownWindow, setOwnWindow] = useState<boolean>();
  const [number, setNumber] = useState('');

  function submit(event: Event) {
    event.preventDefault();
    if (act.busy) return;
    const input = {
      challengeId: signed.challengeId,
      signature: signed.signature,
      controlNumber: number.trim() || null,
      observations: [...observe({ ...watched, ownWindow })],
    };
    act.run(() => attempt(RehearseCardMutation, { input }, onJudged));
  }

  return (
    <Step title={judge.title} text={judge.text}>
      <form noValidate onSubmit={submit}>
        <fieldset>
          <legend>{judge.ownWindow}</legend>
          {([false, true] as const).map((answer) => (
            <label class="check" key={String(answer)}>
              <input
                type="radio"
                name="own-window"
                checked={ownWindow === answer}
                onChange={() => setOwnWindow(answer)}
              />
              {answer ? judge.windowCame : judge.noWindow}
            </label>
          ))}
        </fieldset>
        <InputField
          id="control-number"
          label={judge.controlNumber}
          hint={judge.controlNumberHint}
          value={number}
          width="short"
          autocomplete="off"
          onInput={setNumber}
        />
        {act.trouble && <Trouble trouble={act.trouble} />}
        <div class="actions">
          <Button type="submit" busy={act.busy}>
            {judge.button}
          </Button>
          <p role="status">{act.busy ? judge.busy : ''}</p>
        </div>
      </form>
    </Step>
  );
}
