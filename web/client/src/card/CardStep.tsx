/** Choose the reader, type the PIN, press the button: one click, one popup, one operation. */
import { useRef, useState } from 'preact/hooks';
import { useSession } from '../api/session';
import type { Problem } from '../forms/problems';
import { problemOf } from '../forms/problems';
import { Button } from '../view/Button';
import { ErrorSummary } from '../view/ErrorSummary';
import { InputField, SelectField } from '../view/Field';
import { Trouble } from '../view/Trouble';
import { useWords } from '../words';
import type { CardWindow } from './bridge';
import { CardTroubleNotice } from './CardTroubleNotice';
import type { Purpose, Shown } from './challenge';
import type { Reader } from './replies';
import { type SignedChallenge, useCard } from './useCard';

export const PIN_ID = 'pin';
const READER_ID = 'reader';
const NO_PROBLEMS: readonly Problem[] = [];

export function CardStep({
  purpose,
  shown,
  button,
  prefix = '',
  done = false,
  problem,
  onStart,
  onSigned,
}: {
  purpose: Purpose;
  shown?: Shown | undefined;
  button: string;
  /** Tells the fields of two card steps on one page apart. */
  prefix?: string;
  /** Something was read already: reading again is not the first thing to do. */
  done?: boolean;
  /** What the page found missing here. */
  problem?: string | undefined;
  /** A new attempt begins: what was said of the last one is past. */
  onStart?: () => void;
  onSigned: (signed: SignedChallenge) => void;
}) {
  const words = useWords();
  const { dismiss } = useSession();
  const card = useCard(purpose, shown);
  const pinId = prefix + PIN_ID;
  const readerId = prefix + READER_ID;
  const pinInput = useRef<HTMLInputElement>(null);
  const [problems, setProblems] = useState(NO_PROBLEMS);
  const [pressedEarly, setPressedEarly] = useState(false);
  const mustChoose = card.slot === undefined && card.trouble?.outcome === 'SEVERAL_CARDS';

  async function submit(event: Event) {
    event.preventDefault();
    const input = pinInput.current;
    if (!input || card.work) return;
    const found = findProblems(input.value);
    setProblems(found);
    begin();
    if (found.length > 0) return;
    if (!card.challenge.take()) {
      card.challenge.prepare();
      setPressedEarly(true);
      return;
    }
    setPressedEarly(false);
    const pin = input.value;
    // It lives nowhere but in the input, and from here on only in the message to the component.
    input.value = '';
    const signed = await card.sign(pin);
    if (signed) onSigned(signed);
  }

  function detect() {
    setProblems(NO_PROBLEMS);
    setPressedEarly(false);
    begin();
    void card.detect();
  }

  function begin() {
    dismiss();
    onStart?.();
  }

  function findProblems(pin: string): Problem[] {
    const { pinEmpty, pinLength, chooseCard } = words.problems;
    if (mustChoose) return [{ field: readerId, message: chooseCard }];
    if (pin === '') return [{ field: pinId, message: pinEmpty }];
    // A PIN of another length cannot be right: better not to spend a try.
    if (pin.length < 6 || pin.length > 8) return [{ field: pinId, message: pinLength }];
    return [];
  }

  return (
    <div class="card-box">
      <ErrorSummary problems={problems} />
      {card.challenge.trouble && (
        <Trouble trouble={card.challenge.trouble} onAgain={() => card.challenge.prepare('anew')} />
      )}
      <CardTroubleNotice card={card} />
      <SelectField
        id={readerId}
        label={words.card.reader}
        hint={words.notices.redetect}
        problem={problemOf(problems, readerId)}
        value={card.slot ?? ''}
        options={readerOptions()}
        onChange={(slot) => card.choose(slot || undefined)}
      />
      <div class="actions">
        <Button kind="second" busy={card.work !== undefined} onPress={detect}>
          {words.card.detect}
        </Button>
      </div>
      <form noValidate onSubmit={submit}>
        <InputField
          id={pinId}
          type="password"
          label={words.card.pin}
          hint={words.card.pinHint}
          problem={problemOf(problems, pinId) ?? problem}
          width="short"
          autocomplete="off"
          inputRef={pinInput}
          onFocus={card.challenge.prepare}
        />
        <div class="actions">
          <Button type="submit" kind={done ? 'second' : 'first'} busy={card.work !== undefined}>
            {button}
          </Button>
          <p role="status" class={earlyText() ? 'notice warn' : 'small'}>
            {statusText()}
          </p>
        </div>
      </form>
      {card.window && <HangingWindow window={card.window} />}
    </div>
  );

  function readerOptions(): (readonly [string, string])[] {
    const { firstReader, chooseReader, readerState } = words.card;
    const none = card.readers ? chooseReader : firstReader;
    const describe = ({ state, cardNumber }: Reader) =>
      state === 'CARD' ? readerState.CARD(cardNumber ?? '') : readerState[state];
    const listed = card.readers?.map(
      (reader) => [reader.slot, `${describe(reader)}｜${reader.slot}`] as const,
    );
    return [['', none], ...(listed ?? [])];
  }

  function statusText(): string {
    if (card.work) return card.slow ? words.card.slow : words.card.working;
    if (card.trusted) return words.card.trusted;
    if (earlyText()) return earlyText();
    if (card.slot && !card.trouble) return words.card.found(card.slot);
    return '';
  }

  function earlyText(): string {
    if (!pressedEarly || card.work || card.challenge.trouble) return '';
    return card.challenge.arrived ? words.card.ready : words.card.preparing;
  }
}

/** While the card's window is open: where it is, and the way out of one that hangs. */
function HangingWindow({ window }: { window: CardWindow }) {
  const { card } = useWords();
  return (
    <details>
      <summary>{card.notSeen}</summary>
      <div class="flow">
        <p>{card.notSeenText}</p>
        <div class="actions">
          <Button kind="second" onPress={window.show}>
            {card.showWindow}
          </Button>
          <Button kind="second" onPress={window.cancel}>
            {card.cancel}
          </Button>
        </div>
      </div>
    </details>
  );
}
