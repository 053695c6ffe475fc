/** One person's dealings with her reader: look for cards, sign; and what came of it. */
import { useState } from 'preact/hooks';
import { useSession } from '../api/session';
import { readDraft, writeDraft } from '../forms/draft';
import { type CardWindow, operate } from './bridge';
import {
  type ChallengeSource,
  type Purpose,
  type Shown,
  type Test,
  useChallenge,
} from './challenge';
import type { CardTrouble } from './codes';
import { isTooOld, type Reader, readReaders, readSignature, type Signed } from './replies';
import { listCardsMessage, makeNonce, signMessage } from './requests';

export interface SignedChallenge extends Signed {
  readonly challengeId: string;
  readonly fetchedAt: number;
}

export type Work = 'DETECTING' | 'SIGNING' | 'TRUSTING';

export interface Card {
  /** undefined until somebody asked: a page never looks for cards by itself. */
  readonly readers: readonly Reader[] | undefined;
  readonly slot: string | undefined;
  readonly choose: (slot: string | undefined) => void;
  readonly work: Work | undefined;
  readonly slow: boolean;
  /** The card's window while it is open. */
  readonly window: CardWindow | undefined;
  /** The component's own version, once it has answered. */
  readonly version: string | undefined;
  readonly tooOld: boolean;
  readonly trusted: boolean;
  readonly trouble: CardTrouble | undefined;
  readonly triesLeft: number | undefined;
  /** What the component has answered so far, as it was. */
  readonly replies: readonly Reply[];
  /** The address of the component's own page. */
  readonly selfTest: string | undefined;
  readonly challenge: ChallengeSource;
  readonly detect: () => Promise<void>;
  readonly sign: (pin: string) => Promise<SignedChallenge | undefined>;
  readonly trust: () => Promise<void>;
}

// Remembered over a reload, so that the last try is always warned of.
const TRIES_KEY = 'card.triesLeft';

type Reply = Readonly<Record<string, unknown>>;

// Of which a visitor may save an outline.
const MOST_REPLIES = 10;

interface State {
  replies?: readonly Reply[];
  readers?: readonly Reader[];
  slot?: string | undefined;
  work?: Work | undefined;
  slow?: boolean;
  window?: CardWindow | undefined;
  version?: string | undefined;
  tooOld?: boolean;
  trusted?: boolean;
  trouble?: CardTrouble | undefined;
  triesLeft?: number | undefined;
}

export function useCard(purpose: Purpose | Test, shown: Shown | undefined): Card {
  const origin = useSession().service?.componentOrigin ?? '';
  const challenge = useChallenge(purpose, shown);
  const [state, setState] = useState<State>(() => ({ triesLeft: readDraft<number>(TRIES_KEY) }));
  const change = (part: State) => setState((before) => ({ ...before, ...part }));

  // Everything up to `operate` runs inside the click: only then does the browser open a popup.
  async function run(work: Work, path: string, message?: string) {
    change({ work, slow: false, trusted: false, trouble: undefined });
    const onSlow = () => change({ slow: true });
    const onOpen = (window: CardWindow) => change({ window });
    const answer = await operate({ origin, path, onSlow, onOpen, ...(message ? { message } : {}) });
    const reply = 'reply' in answer ? [answer.reply] : [];
    setState(({ replies = [], ...before }) => ({
      ...before,
      work: undefined,
      slow: false,
      window: undefined,
      replies: [...replies, ...reply].slice(-MOST_REPLIES),
    }));
    return answer;
  }

  async function detect() {
    if (state.work) return;
    const answer = await run('DETECTING', '/popupForm', listCardsMessage());
    if ('trouble' in answer) return change({ trouble: { outcome: answer.trouble } });
    const found = readReaders(answer.reply);
    if ('trouble' in found) return change({ trouble: found.trouble });
    change({
      readers: found.readers,
      version: found.version,
      tooOld: isTooOld(found.version, navigator.userAgent),
      ...pick(found.readers),
    });
  }

  async function sign(pin: string): Promise<SignedChallenge | undefined> {
    const taken = challenge.take();
    if (state.work || !taken) return undefined;
    const message = signMessage({ text: taken.text, pin, slot: state.slot, nonce: makeNonce() });
    const answer = await run('SIGNING', '/popupForm', message);
    const card = state.readers?.find((reader) => reader.slot === state.slot)?.cardNumber;
    const result =
      'trouble' in answer
        ? { trouble: { outcome: answer.trouble } }
        : readSignature(answer.reply, card);
    if ('trouble' in result) {
      change({ trouble: result.trouble });
      rememberTries(result.trouble);
      return undefined;
    }
    rememberTries(undefined);
    return { ...result.signed, challengeId: taken.id, fetchedAt: taken.fetchedAt };
  }

  function rememberTries(trouble: CardTrouble | undefined) {
    const triesLeft = triesAfter(trouble, readDraft<number>(TRIES_KEY));
    writeDraft(TRIES_KEY, triesLeft);
    change({ triesLeft });
  }

  async function trust() {
    if (state.work) return;
    const answer = await run(
      'TRUSTING',
      `/addDomain?domain=${encodeURIComponent(location.hostname)}`,
    );
    const trusted = 'reply' in answer && Number(answer.reply.ret_code) === 0;
    change(trusted ? { trusted } : { trouble: { outcome: 'SITE_NOT_TRUSTED' } });
  }

  return {
    readers: state.readers,
    slot: state.slot,
    choose: (slot) => change({ slot, trouble: undefined }),
    work: state.work,
    slow: state.slow ?? false,
    window: state.window,
    version: state.version,
    tooOld: state.tooOld ?? false,
    trusted: state.trusted ?? false,
    trouble: state.trouble,
    triesLeft: state.triesLeft,
    replies: state.replies ?? [],
    selfTest: origin ? `${origin}/selfTest.htm` : undefined,
    challenge,
    detect,
    sign,
    trust,
  };
}

/**
 * What is known of the tries after an attempt: only what the component says about the PIN changes
 * it. A wrong PIN without a number takes one of those that were left, and never the warning.
 */
export function triesAfter(
  trouble: CardTrouble | undefined,
  before: number | undefined,
): number | undefined {
  if (!trouble || trouble.outcome === 'PIN_LOCKED') return undefined;
  if (trouble.triesLeft !== undefined) return trouble.triesLeft;
  if (trouble.outcome !== 'PIN_WRONG' || before === undefined) return before;
  return Math.max(1, before - 1);
}

/** One card is taken without a question; none, or several, need a word. */
export function pick(readers: readonly Reader[]): Pick<State, 'slot' | 'trouble'> {
  const cards = readers.filter((reader) => reader.state === 'CARD');
  const [first, second] = cards;
  if (first && !second) return { slot: first.slot, trouble: undefined };
  return { slot: undefined, trouble: { outcome: whyNotOne(readers, cards.length) } };
}

function whyNotOne(readers: readonly Reader[], cards: number): CardTrouble['outcome'] {
  if (cards > 1) return 'SEVERAL_CARDS';
  if (readers.length === 0) return 'NO_READER';
  return readers.some((reader) => reader.state === 'UNREADABLE') ? 'CARD_UNREADABLE' : 'NO_CARD';
}
