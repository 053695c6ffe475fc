/** The fields of form 1/2, in their order. Printed from models/company/facts.py by `make schema`: do not edit. */

export type FieldKind =
  | 'NAME'
  | 'PERSON_NAME'
  | 'ADDRESS'
  | 'CONTROL_NUMBER'
  | 'POSTAL_CODE'
  | 'EMAIL'
  | 'PHONE';

/** The most characters of each kind that are accepted. */
export const LONGEST = {
  NAME: 120,
  PERSON_NAME: 60,
  ADDRESS: 200,
  CONTROL_NUMBER: 8,
  POSTAL_CODE: 6,
  EMAIL: 254,
  PHONE: 40,
} as const;

export const GROUPS = ['business', 'mailing', 'contact'] as const;

export const FIELDS = {
  controlNumber: {
    name: 'CONTROL_NUMBER',
    group: 'business',
    kind: 'CONTROL_NUMBER',
    autocomplete: 'off',
  },
  companyName: {
    name: 'COMPANY_NAME',
    group: 'business',
    kind: 'NAME',
    autocomplete: 'organization',
  },
  responsiblePerson: {
    name: 'RESPONSIBLE_PERSON',
    group: 'business',
    kind: 'PERSON_NAME',
    autocomplete: 'off',
  },
  businessAddress: {
    name: 'BUSINESS_ADDRESS',
    group: 'business',
    kind: 'ADDRESS',
    autocomplete: 'street-address',
  },
  businessEmail: {
    name: 'BUSINESS_EMAIL',
    group: 'business',
    kind: 'EMAIL',
    autocomplete: 'email',
  },
  mailingPostalCode: {
    name: 'MAILING_POSTAL_CODE',
    group: 'mailing',
    kind: 'POSTAL_CODE',
    autocomplete: 'postal-code',
  },
  mailingAddress: {
    name: 'MAILING_ADDRESS',
    group: 'mailing',
    kind: 'ADDRESS',
    autocomplete: 'shipping street-address',
  },
  contactName: {
    name: 'CONTACT_NAME',
    group: 'contact',
    kind: 'PERSON_NAME',
    autocomplete: 'name',
  },
  contactEmail: {
    name: 'CONTACT_EMAIL',
    group: 'contact',
    kind: 'EMAIL',
    autocomplete: 'email',
  },
} as const;
