/** How to reach the card's holder: the two typed inputs of form 2/2. */
import { nonEmpty, object, pipe, regex, string, trim } from 'valibot';
import type { Words } from '../words';
import { EMAIL } from './company';

export interface HolderContact {
  readonly phone: string;
  readonly email: string;
}

export const HOLDER_KEYS: readonly (keyof HolderContact)[] = ['phone', 'email'];

// Digits with the marks people put between them, and an extension.
const PHONE = /^\+?\d[\d ()-]{5,24}( ?(#|ext\.?|轉) ?\d{1,6})?$/i;

export function holderSchema(words: Words) {
  const { bind, problems } = words;
  return object({
    phone: pipe(
      string(),
      trim(),
      nonEmpty(problems.empty(bind.phone.label)),
      regex(PHONE, problems.phone),
    ),
    email: pipe(
      string(),
      trim(),
      nonEmpty(problems.empty(bind.email.label)),
      regex(EMAIL, problems.email(bind.email.label)),
    ),
  });
}
