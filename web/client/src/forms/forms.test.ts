import { describe, expect, test } from 'vitest';
import { COMPANY } from '../test/people';
import { frame } from '../words/zh/frame';
import { pages } from '../words/zh/pages';
import { COMPANY_KEYS, companySchema, filledIn, KEY_OF } from './company';
import { LONGEST } from './fields';
import { holderSchema } from './holder';
import { meantAddress } from './mailDomains';
import { misfit } from './postalFit';
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

describe('telephones as Taiwan writes them', () => {
  test.each([
    ['０２－２３１１１２３４', '02-23111234'],
    ['02-23111234 分機 12', '02-23111234#12'],
    ['02-23111234轉12', '02-23111234#12'],
    ['02-23111234 轉分機12', '02-23111234#12'],
    ['（02）2311-1234＃123', '02-2311-1234#123'],
    ['02-23111234 ext. 9', '02-23111234#9'],
    ['02-23111234 x9', '02-23111234#9'],
    ['02-23111234，分機：305', '02-23111234#305'],
    ['0912–345–678', '0912-345-678'],
    ['+886 2 2311 1234', '+886 2 2311 1234'],
  ])('%s', (typed, sent) => {
    expect(check(holderSchema(words), { phone: typed, email: 'a@b.example' })).toEqual({
      values: { phone: sent, email: 'a@b.example', label: '' },
    });
  });
});

test('a name that is too long is refused with how long it may be', () => {
  const long = '測'.repeat(LONGEST.NAME + 1);

  expect(company({ companyName: long })).toHaveProperty(
    'problems.0.message',
    '內容過長，請縮短至 120 個字以內。',
  );
  expect(company({ companyName: '測'.repeat(LONGEST.NAME) })).toHaveProperty('values');
});

describe('an address whose domain looks like a slip', () => {
  test.each([
    ['name@gmial.com', 'name@gmail.com'],
    ['name@gmail.con', 'name@gmail.com'],
    ['name@yaho.com.tw', 'name@yahoo.com.tw'],
    ['name@hotmial.com', 'name@hotmail.com'],
    ['name@msa.hinet.ent', 'name@msa.hinet.net'],
  ])('%s is asked about', (typed, meant) => {
    expect(meantAddress(typed)).toBe(meant);
  });

  test.each([
    'name@gmail.com',
    'ehs@company.com.tw',
    'a@mail.tw',
    'name@',
    '@gmial.com',
    'gmial.com',
  ])('%s is not', (typed) => {
    expect(meantAddress(typed)).toBeUndefined();
  });
});

describe('a postal code', () => {
  const districts = [
    { code: '100', county: '臺北市', name: '中正區' },
    { code: '103', county: '臺北市', name: '大同區' },
    { code: '300', county: '新竹市', name: '東區、北區、香山區' },
    { code: '800', county: '高雄市', name: '新興區' },
  ];

  test.each([
    ['100006', '臺北市中正區中華路'],
    ['100006', '台北市中正區中華路'],
    ['300001', '新竹市香山區中華路'],
    ['100006', '中華路一段 83 號'],
    ['100006', '臺北市中華路'],
    ['999999', '高雄市新興區'],
  ])('%s is not asked about with %s', (code, address) => {
    expect(misfit(code, address, districts)).toBeUndefined();
  });

  test.each([
    ['100006', '高雄市新興區中正路', '高雄市新興區'],
    ['100006', '台北市大同區', '臺北市大同區'],
    ['800001', '臺北市中華路', '臺北市'],
  ])('%s is asked about with %s', (code, address, byAddress) => {
    expect(misfit(code, address, districts)?.byAddress).toBe(byAddress);
  });
});
