/** How a typed text is tidied and checked, by its kind; every form has the same rules. The server checks again. */
import { check, nonEmpty, pipe, regex, string, transform, trim } from 'valibot';
import type { Words } from '../words';
import { type FieldKind, LONGEST } from './fields';

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

// What stands between a number and its extension: 分機, 轉, 轉分機, #, ext, extension, x.
const EXTENSION =
  /[\s,;，、]*(?:轉接?分機|分機|轉接?|extension|ext\.?|x|#)[\s:：.]*(?=\d{1,6}\s*$)/i;

/** A telephone number as Taiwan writes it, in the characters of a number: `０２－２３１１１２３４ 分機 12` has `#12`. */
export function tidyPhone(typed: string): string {
  return typed
    .normalize('NFKC')
    .replace(/[–—‐‑−]/g, '-')
    .replace(/^\((\d+)\)[\s-]*/, '$1-')
    .replace(EXTENSION, '#')
    .replace(/\s+/g, ' ')
    .trim();
}

/** How many characters a text of this kind is too long; 0 where it fits, or the kind is tidied first. */
export function excess(kind: FieldKind, typed: string): number {
  if (kind === 'CONTROL_NUMBER' || kind === 'POSTAL_CODE') return 0;
  return Math.max(0, [...typed.trim()].length - LONGEST[kind]);
}

/** The rule of one field, which may not be empty. */
export function ruleOf(kind: FieldKind, label: string, { problems }: Words) {
  const filled = pipe(
    string(),
    trim(),
    nonEmpty(problems.empty(label)),
    check((typed) => excess(kind, typed) === 0, problems.tooLong(LONGEST[kind])),
  );
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
      return pipe(filled, transform(tidyPhone), regex(PHONE, problems.phone));
  }
}
