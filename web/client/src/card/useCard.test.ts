import { expect, test } from 'vitest';
import type { CardTrouble } from './codes';
import { triesAfter } from './useCard';

test.each<[CardTrouble | undefined, number | undefined, number | undefined]>([
  [undefined, 1, undefined],
  [{ outcome: 'PIN_LOCKED' }, 1, undefined],
  [{ outcome: 'PIN_WRONG', triesLeft: 2 }, undefined, 2],
  [{ outcome: 'PIN_WRONG', triesLeft: 1 }, 2, 1],
  // Without a number one try is gone, and the last one stays the last.
  [{ outcome: 'PIN_WRONG' }, 2, 1],
  [{ outcome: 'PIN_WRONG' }, 1, 1],
  [{ outcome: 'PIN_WRONG' }, undefined, undefined],
  // What is not about the tries leaves them as they are.
  [{ outcome: 'PIN_LENGTH' }, 1, 1],
  [{ outcome: 'LOGIN_REFUSED' }, 1, 1],
  [{ outcome: 'WINDOW_CLOSED' }, 1, 1],
])('after %o, %s tries left become %s', (trouble, before, after) => {
  expect(triesAfter(trouble, before)).toBe(after);
});
