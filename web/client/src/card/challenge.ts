/** The text to sign, fetched before the click: after it a browser allows no popup. */
import type { VariablesOf } from 'gql.tada';
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { type NoAnswer, type Refusal, send } from '../api/client';
import { RequestChallengeMutation } from '../api/documents';
import { isMoved } from '../api/moved';
import { useSession } from '../api/session';
import { useAnew } from '../words/useAnew';

type Input = VariablesOf<typeof RequestChallengeMutation>['input'];
export type Purpose = Input['purpose'];
/** What the page shows of what is to be signed for. */
export type Shown = Omit<Input, 'purpose'>;

/** A text of no effect, signed to see whether the card can; no server knows it. */
export interface Test {
  readonly text: string;
}

export interface Challenge {
  readonly id: string;
  readonly text: string;
  /** By this computer's own clock, which may disagree with the server's. */
  readonly fetchedAt: number;
}

export interface ChallengeSource {
  /** One that leaves time to sign and send; undefined while none is at hand. */
  readonly take: () => Challenge | undefined;
  /** See to it that one is at hand; `anew` when the last one cannot be used again. */
  readonly prepare: (need?: 'anew') => void;
  /** One has arrived since it was last asked for. */
  readonly arrived: boolean;
  readonly trouble: { readonly refusal: Refusal } | { readonly noAnswer: NoAnswer } | undefined;
}

// What is left of a challenge's life must be enough to sign and send.
const TO_SIGN_MS = 60_000;
const RENEW_AFTER_MS = 60_000;

/** How long the service keeps a challenge; undefined until it has said so. */
export function useChallengeLife(): number | undefined {
  const minutes = useSession().service?.rules.challengeMinutes;
  return minutes && minutes * 60_000;
}

export function useChallenge(purpose: Purpose | Test, shown: Shown | undefined): ChallengeSource {
  const life = useChallengeLife();
  // Its latest, whatever it was when something was asked.
  const here = useSession();
  const session = useRef(here);
  session.current = here;
  const key = JSON.stringify(shown);
  const held = useRef<Challenge | undefined>(undefined);
  const asking = useRef(false);
  const [arrived, setArrived] = useState(false);
  const [trouble, setTrouble] = useState<ChallengeSource['trouble']>();

  const ask = useCallback(async () => {
    if (asking.current || typeof purpose === 'object') return;
    asking.current = true;
    setArrived(false);
    const input = { purpose, ...shown };
    const fetchedAt = Date.now();
    const reply = await send(RequestChallengeMutation, { input });
    asking.current = false;
    if ('noAnswer' in reply) {
      setTrouble(reply);
      return;
    }
    const answer = reply.data.requestChallenge;
    if (answer.__typename === 'RequestChallengeSuccess') {
      held.current = { id: answer.challenge.id, text: answer.challenge.text, fetchedAt };
      setArrived(true);
      setTrouble(undefined);
    } else if (isMoved(answer)) {
      setTrouble(undefined);
      session.current.showAnew(answer);
    } else {
      setTrouble({ refusal: answer });
    }
  }, [purpose, key]);

  const prepare = useCallback(
    (need?: 'anew') => {
      if (need === 'anew') held.current = undefined;
      if (!held.current || age(held.current) > RENEW_AFTER_MS) void ask();
    },
    [ask],
  );

  useEffect(() => prepare('anew'), [prepare]);
  useAnew(trouble !== undefined && 'refusal' in trouble, () => prepare('anew'));

  const take = useCallback(() => {
    if (typeof purpose === 'object') return { id: '', text: purpose.text, fetchedAt: Date.now() };
    const challenge = held.current;
    const isGood = challenge && (!life || age(challenge) < life - TO_SIGN_MS);
    return isGood ? challenge : undefined;
  }, [purpose, life]);

  return { take, prepare, arrived, trouble };
}

function age(challenge: Challenge): number {
  return Date.now() - challenge.fetchedAt;
}
