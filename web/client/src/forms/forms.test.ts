import { describe, expect, test } from 'vitest';
import { COMPANY } from '../test/people';
import { frame } from '../words/zh/frame';
import { pages } from '../words/zh/pages';
import { COMPANY_KEYS, companySchema, filledIn, KEY_OF } from './company';
import { holderSchema } from './holder';
import { check, fromServer } from './problems';

const words = { ...frame, ...pages };
const company = (changed: object) => check(companySchema(words), { ...COMPANY, ...changed });

describe('the company’s data', () => {
  test('that is right passes as it was typed', () => {
    expect(company({})).toEqual({ values: COMPANY });
  });

  test('that is empty has one problem a field, in the fields’ order', () => {
    const checked = check(companySchema(words), filledIn({}));

    expect('problems' in checked && checked.problems.map(({ field }) => field)).toEqual(
      COMPANY_KEYS,
    );
  });

  test('a draft that lacks a field, or an account that does, has it empty', () => {
    const { businessEmail, ...lacking } = COMPANY;

    expect(filledIn(lacking)).toEqual({ ...COMPANY, businessEmail: '' });
    expect(filledIn({ ...COMPANY, businessEmail: null }).businessEmail).toBe('');
  });

  test('each field is found by the name that the service has for it', () => {
    expect(KEY_OF.MAILING_POSTAL_CODE).toBe('mailingPostalCode');
    expect(Object.values(KEY_OF)).toEqual(COMPANY_KEYS);
  });

  test.each(['a000 0006', 'Ａ０００－０００６', ' A000-0006 '])(
    'forgives spaces, dashes and full width in the control number: %s',
    (typed) => {
      expect(company({ controlNumber: typed })).toHaveProperty('values.controlNumber', 'A0000006');
    },
  );

  test('leaves full width alone where it is compared as it stands', () => {
    expect(company({ companyName: 'ＡＢＣ公司' })).toHaveProperty(
      'values.companyName',
      'ＡＢＣ公司',
    );
  });

  test.each([
    ['controlNumber', 'A00006'],
    ['controlNumber', 'A000000六'],
    ['mailingPostalCode', '100'],
    ['mailingPostalCode', '10000A'],
    ['businessEmail', 'ehs@company'],
    ['contactEmail', 'two words@company.example'],
  ])('%s may not be %s', (field, typed) => {
    expect(company({ [field]: typed })).toHaveProperty('problems.0.field', field);
  });
});

describe('the holder’s', () => {
  test.each(['02-23111234#123', '0912345678', '+886 2 2311 1234 ext 9', '02 2311 1234 轉 12'])(
    'telephone may be %s',
    (phone) => {
      expect(check(holderSchema(words), { phone, email: 'a@b.example' })).toHaveProperty('values');
    },
  );

  test.each(['', '12345', 'no phone', '0912345678x'])('telephone may not be %j', (phone) => {
    const checked = check(holderSchema(words), { phone, email: 'a@b.example' });

    expect(checked).toHaveProperty('problems.0.field', 'phone');
  });
});

test('the server’s problems find their fields, and those of no field stay', () => {
  const found = fromServer(
    [
      { message: 'one', path: ['companyName'] },
      { message: 'two', path: ['input', 'contactEmail'] },
      { message: 'three', path: [] },
    ],
    COMPANY_KEYS,
  );

  expect(found).toEqual([
    { field: 'companyName', message: 'one', isFromService: true },
    { field: 'contactEmail', message: 'two', isFromService: true },
    { field: undefined, message: 'three', isFromService: true },
  ]);
});
