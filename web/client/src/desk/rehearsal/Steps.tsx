/** The steps of a rehearsal that need the card: read it, perhaps try a wrong PIN, and sign. */
import type { ComponentChildren } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { Card } from '../../card/useCard';
import { Button } from '../../view/Button';
import { InputField, SelectField } from '../../view/Field';
import { useWords } from '../../words';
import { useDeskWords } from '../words';

/** The fewest tries that must be left, as far as is known, to give one away. */
const TRIES_OF_A_CARD = 3;

export function Step({
  title,
  text,
  children,
}: {
  title: string;
  /** What will happen when its button is pressed. */
  text: string;
  children: ComponentChildren;
}) {
  return (
    <section class="flow">
      <h2>{title}</h2>
      <p>{text}</p>
      {children}
    </section>
  );
}

export function ReadStep({ card }: { card: Card }) {
  const { rehearsal } = useDeskWords();
  const words = useWords();
  const withCard = card.readers?.filter(({ state }) => state === 'CARD') ?? [];
  return (
    <Step title={rehearsal.read.title} text={rehearsal.read.text}>
      <div class="actions">
        <Button busy={card.work !== undefined} onPress={() => void card.detect()}>
          {rehearsal.read.button}
        </Button>
        <p role="status">
          {card.work ? words.card.working : card.readers && rehearsal.read.done(withCard.length)}
        </p>
      </div>
      {withCard.length > 1 && (
        <SelectField
          id="reader"
          label={rehearsal.read.choose}
          value={card.slot ?? ''}
          options={[['', ''], ...withCard.map(({ slot }) => [slot, slot] as const)]}
          onChange={(slot) => card.choose(slot || undefined)}
        />
      )}
    </Step>
  );
}

export function SignStep({
  card,
  isSigned,
  onPin,
}: {
  card: Card;
  isSigned: boolean;
  onPin: (pin: string) => Promise<unknown>;
}) {
  const { rehearsal } = useDeskWords();
  return (
    <Step title={rehearsal.sign.title} text={rehearsal.sign.text}>
      {isSigned ? (
        <p class="badge good">{rehearsal.sign.done}</p>
      ) : (
        <PinForm id="pin" card={card} button={rehearsal.sign.button} onPin={onPin} />
      )}
    </Step>
  );
}

export function WrongPinStep({
  card,
  isDone,
  onPin,
}: {
  card: Card;
  isDone: boolean;
  onPin: (pin: string) => Promise<unknown>;
}) {
  const { rehearsal } = useDeskWords();
  const [isMeant, setMeant] = useState(false);
  const { wrong } = rehearsal;
  const tries = card.triesLeft ?? TRIES_OF_A_CARD;
  return (
    <details>
      <summary>{wrong.title}</summary>
      <div class="flow">
        <p>{wrong.text}</p>
        {isDone && <p class="badge good">{wrong.done}</p>}
        {!isDone && tries < TRIES_OF_A_CARD && <p>{wrong.tooFew(tries)}</p>}
        {!isDone && tries >= TRIES_OF_A_CARD && (
          <>
            <label class="check">
              <input
                type="checkbox"
                checked={isMeant}
                onChange={(event) => setMeant(event.currentTarget.checked)}
              />
              {wrong.meant}
            </label>
            {isMeant && (
              <PinForm
                id="wrong-pin"
                card={card}
                label={wrong.pin}
                button={wrong.button}
                onPin={onPin}
              />
            )}
          </>
        )}
      </div>
    </details>
  );
}

function PinForm({
  id,
  card,
  label,
  button,
  onPin,
}: {
  id: string;
  card: Card;
  label?: string;
  button: string;
  onPin: (pin: string) => Promise<unknown>;
}) {
  const words = useWords();
  const { rehearsal } = useDeskWords();
  const input = useRef<HTMLInputElement>(null);
  const [problem, setProblem] = useState<string>();

  function submit(event: Event) {
    event.preventDefault();
    const field = input.current;
    if (!field || card.work) return;
    const pin = field.value;
    const found = problemOf(pin);
    setProblem(found);
    if (found) return field.focus();
    field.value = '';
    void onPin(pin);
  }

  function problemOf(pin: string): string | undefined {
    if (card.slot === undefined) return rehearsal.sign.cardFirst;
    if (pin === '') return words.problems.pinEmpty;
    return pin.length < 6 || pin.length > 8 ? words.problems.pinLength : undefined;
  }

  return (
    <form noValidate onSubmit={submit}>
      <InputField
        id={id}
        type="password"
        label={label ?? words.card.pin}
        hint={words.card.pinHint}
        problem={problem}
        width="short"
        autocomplete="off"
        inputRef={input}
      />
      <div class="actions">
        <Button type="submit" busy={card.work !== undefined}>
          {button}
        </Button>
      </div>
    </form>
  );
}
