/** The nine inputs of form 1/2: their groups, empty values, tidying and rules. The server checks again. */
import { nonEmpty, object, pipe, regex, string, transform, trim } from 'valibot';
import type { Company, CompanyKey } from '../api/application';
import type { Words } from '../words';

/** What is asked together, in the order of basic data table C. */
export const COMPANY_GROUPS = ['business', 'mailing', 'contact'] as const;
export type CompanyGroup = (typeof COMPANY_GROUPS)[number];

export const KEYS_OF: Readonly<Record<CompanyGroup, readonly CompanyKey[]>> = {
  business: [
    'controlNumber',
    'companyName',
    'responsiblePerson',
    'businessAddress',
    'businessEmail',
  ],
  mailing: ['mailingPostalCode', 'mailingAddress'],
  contact: ['contactName', 'contactEmail'],
};

export const COMPANY_KEYS: readonly CompanyKey[] = COMPANY_GROUPS.flatMap(
  (group) => KEYS_OF[group],
);

/** The group that asks for a field; none for a name that is no field. */
export function groupOf(field: string | undefined): CompanyGroup | undefined {
  return COMPANY_GROUPS.find((group) => KEYS_OF[group].some((key) => key === field));
}

export const EMPTY_COMPANY: Company = {
  controlNumber: '',
  companyName: '',
  responsiblePerson: '',
  businessAddress: '',
  businessEmail: '',
  mailingPostalCode: '',
  mailingAddress: '',
  contactName: '',
  contactEmail: '',
};

export const EMAIL = /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/;

/** Full-width letters and digits, spaces and dashes are slips of the hand in a number, not mistakes. */
export function tidyCode(typed: string): string {
  return typed
    .normalize('NFKC')
    .replace(/[\s\-–—]/g, '')
    .toUpperCase();
}

export function companySchema(words: Words) {
  const { company, problems } = words;
  const filled = (key: CompanyKey) =>
    pipe(string(), trim(), nonEmpty(problems.empty(company[key].label)));
  const email = (key: CompanyKey) =>
    pipe(filled(key), regex(EMAIL, problems.email(company[key].label)));
  return object({
    controlNumber: pipe(
      filled('controlNumber'),
      transform(tidyCode),
      regex(/^[A-Z0-9]{8}$/, problems.controlNumber),
    ),
    companyName: filled('companyName'),
    responsiblePerson: filled('responsiblePerson'),
    businessAddress: filled('businessAddress'),
    businessEmail: email('businessEmail'),
    mailingPostalCode: pipe(
      filled('mailingPostalCode'),
      transform(tidyCode),
      regex(/^\d{6}$/, problems.postalCode),
    ),
    mailingAddress: filled('mailingAddress'),
    contactName: filled('contactName'),
    contactEmail: email('contactEmail'),
  });
}
