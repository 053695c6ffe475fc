/** What went wrong with the card, in words, and the next step; the last PIN try is warned of before. */
import { LINKS } from '../links';
import { Button } from '../view/Button';
import { Notice } from '../view/Notice';
import { Outside } from '../view/Outside';
import { Text } from '../view/Text';
import { useWords } from '../words';
import type { CardOutcome } from './codes';
import type { Card } from './useCard';

const REINSTALL: readonly CardOutcome[] = [
  'NO_ANSWER',
  'REPLY_UNREADABLE',
  'COMPONENT_TOO_OLD',
  'COMPONENT_FAULT',
];
// The component's own page shows whether it runs, or what else is at its address.
const SELF_TEST: readonly CardOutcome[] = ['NO_ANSWER', 'WINDOW_CLOSED', 'REPLY_UNREADABLE'];
// Only the certificate authority can help with these.
const MOICA: readonly CardOutcome[] = ['PIN_LOCKED', 'PIN_EXPIRED', 'PIN_NOT_SET', 'LOGIN_REFUSED'];
const MILD: readonly CardOutcome[] = ['SEVERAL_CARDS', 'CANCELLED', 'WINDOW_CLOSED'];

export function CardTroubleNotice({ card }: { card: Card }) {
  const words = useWords();
  // A wrong PIN says itself that only one try is left.
  const warned = card.trouble?.triesLeft === 1;
  return (
    <>
      {card.trouble && <What card={card} outcome={card.trouble.outcome} />}
      {card.triesLeft === 1 && !warned && (
        <Notice kind="bad" title={words.card.lastTry}>
          <p>
            <Text>{words.card.lastTryText}</Text>
          </p>
          <Outside href={LINKS.unlock}>{words.card.unlock}</Outside>
        </Notice>
      )}
      {card.tooOld && (
        <Notice kind="warn">
          <p>{words.card.oldVersion}</p>
          <Outside href={LINKS.component}>{words.card.install}</Outside>
        </Notice>
      )}
    </>
  );
}

function What({ card, outcome }: { card: Card; outcome: CardOutcome }) {
  const words = useWords();
  const { title, advice } = words.card.troubles[outcome];
  const { triesLeft, code } = card.trouble ?? {};
  return (
    <Notice kind={MILD.includes(outcome) ? 'warn' : 'bad'} title={title} takesFocus>
      {triesLeft !== undefined && <p>{words.card.triesLeft(triesLeft)}</p>}
      {triesLeft === 1 && (
        <>
          <strong>{words.card.lastTry}</strong>
          <p>
            <Text>{words.card.lastTryText}</Text>
          </p>
        </>
      )}
      {advice.length === 1 ? (
        <p>
          <Text>{advice[0] ?? ''}</Text>
        </p>
      ) : (
        <ul>
          {advice.map((sentence) => (
            <li key={sentence}>
              <Text>{sentence}</Text>
            </li>
          ))}
        </ul>
      )}
      {outcome === 'SITE_NOT_TRUSTED' && (
        <Button busy={card.work !== undefined} onPress={card.trust}>
          {words.card.trust}
        </Button>
      )}
      {(MOICA.includes(outcome) || triesLeft === 1) && (
        <Outside href={LINKS.unlock}>{words.card.unlock}</Outside>
      )}
      {SELF_TEST.includes(outcome) && card.selfTest && (
        <Outside href={card.selfTest}>{words.card.selfTest}</Outside>
      )}
      {REINSTALL.includes(outcome) && (
        <Outside href={LINKS.component}>{words.card.install}</Outside>
      )}
      {code && <p class="small soft">{words.card.code(code)}</p>}
    </Notice>
  );
}
