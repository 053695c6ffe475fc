/** What the kinds of the journal's events are called, in English: the contract's own words. */
import type { DeskWords } from '..';

/** CARD_ADDED: Card added. */
function sentence(kind: string): string {
  if (!/^[A-Z]+(_[A-Z]+)*$/.test(kind)) return kind;
  const words = kind.toLowerCase().replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export const events: DeskWords['events'] = {
  name: sentence,
  service: 'the service',
  person: 'a cardholder',
  browser: 'the applicant',
  operator: (name) => `operator ${name} at the server`,
};
