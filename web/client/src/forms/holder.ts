/** How to reach a card's holder, and what the company calls the card: all that is typed about a card. */
import { object, optional, pipe, string, trim } from 'valibot';
import type { Words } from '../words';
import { ruleOf } from './kinds';

export interface HolderContact {
  readonly phone: string;
  readonly email: string;
  /** Empty where the card has no name of its own, or none is asked for. */
  readonly label: string;
}

export const HOLDER_KEYS: readonly (keyof HolderContact)[] = ['phone', 'email', 'label'];

export function holderSchema(words: Words) {
  const { bind } = words;
  return object({
    phone: ruleOf('PHONE', bind.phone.label, words),
    email: ruleOf('EMAIL', bind.email.label, words),
    // What was kept before cards had names lacks it.
    label: pipe(optional(string(), ''), trim()),
  });
}
