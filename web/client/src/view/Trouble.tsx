/** A refusal, or no answer at all: what it is, what the service says about it, and the next step. */
import { useEffect, useState } from 'preact/hooks';
import type { NoAnswer, Refusal } from '../api/client';
import type { UserErrorRemedy } from '../api/graphql';
import { signInAddress } from '../links';
import { useLanguage, useWords } from '../words';
import { formatWait } from '../words/dates';
import { Button } from './Button';
import { useHelp } from './help';
import { Notice } from './Notice';
import { Said } from './Said';
import { Text } from './Text';

export type TroubleState = { readonly refusal: Refusal } | { readonly noAnswer: NoAnswer };

/** Where each next step leads; a new one of the contract does not compile without. */
const LED_TO = {
  CONTINUE: '/continue',
  APPLY: '/apply',
  STATUS: '/status',
  SIGN_IN: '/sign-in',
  SIGN_IN_LINK: '/existing',
} as const satisfies Readonly<Record<Exclude<UserErrorRemedy, 'MESSAGE' | 'HELP'>, string>>;

export function Trouble({ trouble, onAgain }: { trouble: TroubleState; onAgain?: () => void }) {
  if ('refusal' in trouble) return <RefusalNotice refusal={trouble.refusal} />;
  return <NoAnswerNotice noAnswer={trouble.noAnswer} onAgain={onAgain} />;
}

function NoAnswerNotice({
  noAnswer,
  onAgain,
}: {
  noAnswer: NoAnswer;
  onAgain: (() => void) | undefined;
}) {
  const words = useWords();
  return (
    <Notice kind="bad" title={words.noAnswer[noAnswer.kind].title} takesFocus>
      {noAnswer.kind === 'TOO_MANY_REQUESTS' ? (
        <Wait wanted={noAnswer} />
      ) : (
        <p>{words.noAnswer[noAnswer.kind].text}</p>
      )}
      {noAnswer.kind === 'SERVICE_FAULT' && noAnswer.reference && (
        <p class="small">{words.noAnswer.reference(noAnswer.reference)}</p>
      )}
      {onAgain && (
        <Button kind="second" onPress={onAgain}>
          {words.noAnswer.again}
        </Button>
      )}
    </Notice>
  );
}

/** How long to wait; and, for who has waited, that it is over. */
function Wait({ wanted }: { wanted: { readonly seconds: number } }) {
  const { noAnswer } = useWords();
  const { language } = useLanguage();
  const [over, setOver] = useState(false);
  useEffect(() => {
    setOver(false);
    const timer = setTimeout(setOver, wanted.seconds * 1000, true);
    return () => clearTimeout(timer);
  }, [wanted]);
  const { text, over: now } = noAnswer.TOO_MANY_REQUESTS;
  return <p>{over ? now : text(formatWait(wanted.seconds, language))}</p>;
}

function RefusalNotice({ refusal: { title, message, remedy } }: { refusal: Refusal }) {
  const words = useWords();
  const help = useHelp();
  return (
    <Notice kind="bad" title={title} takesFocus>
      <p>
        <Said>{message}</Said>
      </p>
      {remedy === 'HELP' && (
        <p>
          <Text>{words.remedies.HELP(help)}</Text>
        </p>
      )}
      {remedy !== 'MESSAGE' && remedy !== 'HELP' && (
        <a href={remedy === 'SIGN_IN' ? signInAddress() : LED_TO[remedy]}>
          {words.remedies[remedy]}
        </a>
      )}
    </Notice>
  );
}
