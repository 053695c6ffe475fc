/** The inputs of form 1/2: their groups, empty values and rules, all from what is declared of them. */
import { object } from 'valibot';
import type { Company } from '../api/application';
import type { Words } from '../words';
import { FIELDS, GROUPS } from './fields';
import { ruleOf } from './kinds';

export type CompanyKey = keyof typeof FIELDS;
type Field = (typeof FIELDS)[CompanyKey];
export type CompanyGroup = (typeof GROUPS)[number];

/** The fields that are asked for together. */
export function keysOf(group: CompanyGroup): readonly CompanyKey[] {
  const keys = Object.keys(FIELDS) as CompanyKey[];
  return keys.filter((key) => FIELDS[key].group === group);
}

export const COMPANY_KEYS: readonly CompanyKey[] = GROUPS.flatMap(keysOf);

/** The group that asks for a field; none for a name that is no field. */
export function groupOf(field: string | undefined): CompanyGroup | undefined {
  const key = COMPANY_KEYS.find((each) => each === field);
  return key && FIELDS[key].group;
}

/** The key of a field by the name that the service has for it. */
export const KEY_OF = Object.fromEntries(
  COMPANY_KEYS.map((key) => [FIELDS[key].name, key]),
) as Readonly<Record<Field['name'], CompanyKey>>;

/** A value for each field. */
export function eachField<Value>(make: (key: CompanyKey) => Value): Record<CompanyKey, Value> {
  const entries = COMPANY_KEYS.map((key) => [key, make(key)]);
  return Object.fromEntries(entries) as Record<CompanyKey, Value>;
}

/** A form's values; what an older account, or a draft of an older page, lacks is left to be typed. */
export function filledIn(known: { readonly [Key in CompanyKey]?: string | null }): Company {
  return eachField((key) => known[key] ?? '');
}

/** Whether anything of a company is in what was kept: of a case it may be the card's contact alone. */
export function hasCompany(kept: Company): boolean {
  return COMPANY_KEYS.some((key) => kept[key] !== '');
}

export function companySchema(words: Words) {
  return object(eachField((key) => ruleOf(FIELDS[key].kind, words.company[key].label, words)));
}
