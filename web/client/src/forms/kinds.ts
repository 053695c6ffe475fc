/** How a typed text is tidied and checked, by its kind; every form has the same rules. The server checks again. */
import { nonEmpty, pipe, regex, string, transform, trim } from 'valibot';
import type { Words } from '../words';
import type { FieldKind } from './fields';

const EMAIL = /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/;
// Digits with the marks people put between them, and an extension.
const PHONE = /^\+?\d[\d ()-]{5,24}( ?(#|ext\.?|轉) ?\d{1,6})?$/i;

/** Full-width letters and digits, spaces and dashes are slips of the hand in a number, not mistakes. */
export function tidyCode(typed: string): string {
  return typed
    .normalize('NFKC')
    .replace(/[\s\-–—]/g, '')
    .toUpperCase();
}

/** The rule of one field, which may not be empty. */
export function ruleOf(kind: FieldKind, label: string, { problems }: Words) {
  const filled = pipe(string(), trim(), nonEmpty(problems.empty(label)));
  switch (kind) {
    case 'NAME':
    case 'PERSON_NAME':
    case 'ADDRESS':
      return filled;
    case 'CONTROL_NUMBER':
      return pipe(filled, transform(tidyCode), regex(/^[A-Z0-9]{8}$/, problems.controlNumber));
    case 'POSTAL_CODE':
      return pipe(filled, transform(tidyCode), regex(/^\d{6}$/, problems.postalCode));
    case 'EMAIL':
      return pipe(filled, regex(EMAIL, problems.email(label)));
    case 'PHONE':
      return pipe(filled, regex(PHONE, problems.phone));
  }
}
