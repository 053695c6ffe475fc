/** What the nine facts are called, by their names in the contract. */
import { FIELDS } from '../../forms/fields';
import { useWords } from '../../words';

export type FactKey = keyof typeof FIELDS;
export type CompanyField = (typeof FIELDS)[FactKey]['name'];

export const FACTS = Object.keys(FIELDS) as readonly FactKey[];

export function useFieldNames(): Readonly<Record<CompanyField, string>> {
  const { company } = useWords();
  const pairs = FACTS.map((key) => [FIELDS[key].name, company[key].label] as const);
  return Object.fromEntries(pairs) as Record<CompanyField, string>;
}
