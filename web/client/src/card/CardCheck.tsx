/** Find out step by step why a card is not read: one press, one window, every step in words. */
import { useMemo, useRef, useState } from 'preact/hooks';
import { PhoneNotice } from '../card/PhoneNotice';
import { Button } from '../view/Button';
import { InputField } from '../view/Field';
import { useTexts, useWords } from '../words';
import { CardTroubleNotice } from './CardTroubleNotice';
import { browserOf, CHECKS, type CheckName, diagnose, systemOf } from './diagnosis';
import { reduce } from './redact';
import { oldestFor, shortfall } from './replies';
import { type Card, type SignedChallenge, useCard } from './useCard';

const TOUCH_ONLY = '(hover: none) and (pointer: coarse)';

export function CardCheck() {
  const { help } = useTexts();
  const test = useMemo(() => ({ text: help.testText }), []);
  const card = useCard(test, undefined);
  const [signed, setSigned] = useState<SignedChallenge>();
  const [asked, setAsked] = useState(false);

  function detect() {
    setAsked(true);
    void card.detect();
  }

  return (
    <>
      <PhoneNotice />
      <div class="actions">
        <Button busy={card.work !== undefined} onPress={detect}>
          {asked ? help.again : help.start}
        </Button>
        <CardStatus card={card} />
      </div>
      <CardTroubleNotice card={card} />
      <h2>{help.checksHeading}</h2>
      <Checks card={card} signed={signed} />
      {card.slot !== undefined && <SignTest card={card} onSigned={setSigned} />}
      {card.replies.length > 0 && <Save card={card} />}
    </>
  );
}

/** The check as a file: nothing is uploaded, the visitor decides whether to send it. */
function Save({ card }: { card: Card }) {
  const { help } = useTexts();

  function save() {
    const file = new Blob([reduce(card.replies)], { type: 'application/json' });
    const address = URL.createObjectURL(file);
    const link = document.createElement('a');
    link.href = address;
    link.download = FILE;
    link.click();
    URL.revokeObjectURL(address);
  }

  return (
    <>
      <h2>{help.saveHeading}</h2>
      <p>{help.saveText}</p>
      <div class="actions">
        <Button kind="second" onPress={save}>
          {help.save}
        </Button>
      </div>
    </>
  );
}

const FILE = 'card-check.json';

function CardStatus({ card }: { card: Card }) {
  const words = useWords();
  const working = card.slow ? words.card.slow : words.card.working;
  const text = card.work ? working : card.trusted ? words.card.trusted : '';
  return <p role="status">{text}</p>;
}

function Checks({ card, signed }: { card: Card; signed: SignedChallenge | undefined }) {
  const { help } = useTexts();
  const { userAgent } = navigator;
  const isTouchOnly = matchMedia(TOUCH_ONLY).matches;
  const states = diagnose({
    userAgent,
    isTouchOnly,
    readers: card.readers,
    version: card.version,
    outcome: card.trouble?.outcome,
    hasSigned: signed !== undefined,
  });
  const detail = useDetails({ card, signed, states, userAgent, isTouchOnly });
  return (
    <ol class="checks">
      {CHECKS.map((name) => (
        <li key={name} data-state={states[name]}>
          <span class="mark" aria-hidden="true">
            {MARKS[states[name]]}
          </span>
          <div>
            <strong>{help.checks[name]}</strong>
            <span class="tag">{help.states[states[name]]}</span>
            {states[name] !== 'OPEN' && detail(name) && <p class="small">{detail(name)}</p>}
          </div>
        </li>
      ))}
    </ol>
  );
}

const MARKS = { GOOD: '✓', BAD: '✕', DOUBT: '!', OPEN: '·' } as const;

/** What is said of each step beside its state. */
function useDetails({
  card,
  signed,
  states,
  userAgent,
  isTouchOnly,
}: {
  card: Card;
  signed: SignedChallenge | undefined;
  states: ReturnType<typeof diagnose>;
  userAgent: string;
  isTouchOnly: boolean;
}): (name: CheckName) => string {
  const words = useWords();
  const { help } = useTexts();
  const stuck = card.trouble && words.card.troubles[card.trouble.outcome].title;
  const chosen = card.readers?.find((reader) => reader.slot === card.slot);
  return (name) => {
    switch (name) {
      case 'BROWSER': {
        if (isTouchOnly) return help.noCardHere;
        const system = systemOf(userAgent);
        const browser = browserOf(userAgent) ?? help.unknownBrowser;
        return system
          ? help.browserIs(system, browser)
          : help.browserIs(help.unknownSystem, browser) + help.oddSystem;
      }
      case 'POPUP':
        return states[name] === 'GOOD' ? help.popupGood : (stuck ?? '');
      case 'COMPONENT':
        return states[name] === 'GOOD' ? help.componentGood : (stuck ?? '');
      case 'VERSION':
        return versionText(card.version, oldestFor(userAgent), help);
      case 'TRUST':
        return states[name] === 'GOOD' ? help.trustGood : (stuck ?? '');
      case 'READER':
        return card.readers?.length
          ? help.readersAre(card.readers.map((reader) => reader.slot).join('、'))
          : (stuck ?? '');
      case 'CARD':
        return chosen?.cardNumber ? help.cardIs(chosen.cardNumber) : (stuck ?? '');
      case 'SIGNATURE':
        if (!signed) return stuck ?? '';
        return signed.holderName ? help.signedBy(signed.holderName) : help.signed;
    }
  };
}

function versionText(
  version: string | undefined,
  oldest: string | undefined,
  help: ReturnType<typeof useTexts>['help'],
): string {
  if (!version || !oldest) return help.versionUnknown;
  const short = shortfall(version, oldest);
  const said = help.versionIs(version, oldest);
  return short ? said + help.versionOld(short.part, short.mine, short.oldest) : said;
}

function SignTest({
  card,
  onSigned,
}: {
  card: Card;
  onSigned: (signed: SignedChallenge | undefined) => void;
}) {
  const words = useWords();
  const { help } = useTexts();
  const pinInput = useRef<HTMLInputElement>(null);
  const [problem, setProblem] = useState<string>();

  async function submit(event: Event) {
    event.preventDefault();
    const input = pinInput.current;
    if (!input || card.work) return;
    const pin = input.value;
    const { pinEmpty, pinLength } = words.problems;
    const found = pin === '' ? pinEmpty : pin.length < 6 || pin.length > 8 ? pinLength : undefined;
    setProblem(found);
    onSigned(undefined);
    if (found) return input.focus();
    input.value = '';
    onSigned(await card.sign(pin));
  }

  return (
    <>
      <h2>{help.signHeading}</h2>
      <p>{help.signText}</p>
      <form noValidate onSubmit={submit}>
        <InputField
          id="pin"
          type="password"
          label={words.card.pin}
          hint={words.card.pinHint}
          problem={problem}
          width="short"
          autocomplete="off"
          inputRef={pinInput}
        />
        <div class="actions">
          <Button type="submit" kind="second" busy={card.work !== undefined}>
            {help.sign}
          </Button>
        </div>
      </form>
    </>
  );
}
