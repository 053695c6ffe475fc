/** How to reach a card's holder, and what the company calls the card: all that is typed about a card. */
import { nonEmpty, object, optional, pipe, regex, string, trim } from 'valibot';
import type { Words } from '../words';
import { EMAIL } from './company';

export interface HolderContact {
  readonly phone: string;
  readonly email: string;
  /** Empty where the card has no name of its own, or none is asked for. */
  readonly label: string;
}

export const HOLDER_KEYS: readonly (keyof HolderContact)[] = ['phone', 'email', 'label'];

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
    // What was kept before cards had names lacks it.
    label: pipe(optional(string(), ''), trim()),
  });
}
