import { fireEvent, screen, waitFor } from '@testing-library/preact';
import { expect, test } from 'vitest';
import type { Link } from '../api/links';
import { COMPANY, makeApplication, makeSession, show } from '../test/people';
import { answer } from '../test/server';
import { refusal } from '../test/sign';
import { PRIVACY_NOTICE } from '../words/notice';
import Activate from './Activate';
import Correct from './Correct';

const TOKEN = 'a-token-of-the-mail';

function makeLink(changed: Partial<Link> = {}): Link {
  return {
    __typename: 'Link',
    purpose: 'ACTIVATE',
    caseNumber: 'GZ-20261123-TEST01',
    controlNumber: COMPANY.controlNumber,
    companyName: COMPANY.companyName,
    holderName: '測試・王小明',
    expiresAt: '2026-11-30T08:00:00Z',
    results: [],
    about: 'NEW_ACCOUNT',
    marked: [],
    note: null,
    application: makeApplication({ status: 'APPROVED' }),
    ...changed,
  };
}

function open(
  page: 'activate' | 'correct',
  link: object,
  answers: Parameters<typeof answer>[0] = {},
) {
  history.replaceState(null, '', `/${page}#${TOKEN}`);
  const asked = answer({
    Session: () => makeSession(),
    Link: () => ({ link }),
    PostalDistricts: () => ({ postalDistricts: [] }),
    RequestChallenge: () => ({
      requestChallenge: {
        __typename: 'RequestChallengeSuccess',
        challenge: { id: '1', text: 'text', expiresAt: '' },
      },
    }),
    ...answers,
  });
  show(page === 'activate' ? <Activate /> : <Correct />);
  return asked;
}

test('opening the link changes nothing; the button opens the account', async () => {
  const asked = open('activate', makeLink(), {
    ActivateAccount: () => ({
      activateAccount: {
        __typename: 'ActivateAccountSuccess',
        application: makeApplication({ status: 'ACTIVATED' }),
      },
    }),
  });
  const button = await screen.findByRole('button', { name: '開通帳號權限' });
  expect(asked.map((each) => each.operation)).not.toContain('ActivateAccount');

  fireEvent.click(button);

  await waitFor(() => expect(location.pathname).toBe('/status'));
  expect(sessionStorage.getItem('opened-account')).toContain('GZ-20261123-TEST01');
  expect(asked.find((each) => each.operation === 'ActivateAccount')?.variables).toEqual({
    input: { token: TOKEN },
  });
});

test('a browser that is not known has to show the bound card first', async () => {
  open('activate', makeLink({ application: null }));

  await screen.findByText('請先以綁定的自然人憑證確認身分');
  expect(screen.queryByRole('button', { name: '開通帳號權限' })).toBeNull();
  expect(screen.getByRole('button', { name: '確認身分並開通' })).toBeTruthy();
});

test.each([
  ['LINK_UNKNOWN', false],
  ['LINK_EXPIRED', true],
  ['LINK_SPENT', false],
  ['LINK_REPLACED', false],
] as const)('%s says what the service says; it is sent again: %s', async (code, mayResend) => {
  const link = refusal(code);

  open('activate', link);

  await screen.findByRole('heading', { level: 1, name: link.title });
  expect(screen.getByText(link.message)).toBeTruthy();
  expect(screen.queryByRole('button', { name: '重寄通知信' }) !== null).toBe(mayResend);
});

test('an expired link is sent again by its own token', async () => {
  const asked = open('activate', refusal('LINK_EXPIRED'), {
    ResendMail: () => ({
      resendMail: { __typename: 'ResendMailSuccess', caseNumber: 'GZ-20261123-TEST01' },
    }),
  });

  fireEvent.click(await screen.findByRole('button', { name: '重寄通知信' }));

  await screen.findByText(/新的通知信已寄至原信箱/);
  expect(asked.find((each) => each.operation === 'ResendMail')?.variables).toEqual({
    input: { token: TOKEN },
  });
});

test('a used link offers the card as well, and to sign in', async () => {
  open('activate', refusal('LINK_SPENT'));

  const signIn = await screen.findByRole('link', { name: '以自然人憑證登入' });
  expect(signIn.getAttribute('href')).toBe('/sign-in');
  const card = await screen.findByRole('link', { name: '以自然人憑證繼續' });
  expect(card.getAttribute('href')).toBe('/continue');
});

test('a link without its token says that it is incomplete', async () => {
  history.replaceState(null, '', '/activate');
  const asked = answer({ Session: () => makeSession() });

  show(<Activate />);

  await screen.findByText('連結不完整');
  expect(asked.map((each) => each.operation)).not.toContain('Link');
});

test('what differs is named beside its field with the kind of slip, corrected and sent again', async () => {
  const link = makeLink({
    purpose: 'CORRECT',
    application: makeApplication({ status: 'REJECTED' }),
    results: [
      { field: 'COMPANY_NAME', outcome: 'DIFFERS', lookAlikes: ['TAI', 'WIDTH'] },
      { field: 'CONTACT_NAME', outcome: 'NOT_ON_FILE', lookAlikes: [] },
      { field: 'BUSINESS_EMAIL', outcome: 'MATCHES', lookAlikes: [] },
    ],
  });
  const asked = open('correct', link, {
    AmendApplication: () => ({
      amendApplication: {
        __typename: 'AmendApplicationSuccess',
        application: makeApplication({ status: 'UNDER_REVIEW' }),
      },
    }),
  });
  const name = await screen.findByLabelText<HTMLInputElement>('公司名稱');
  expect(document.getElementById('companyName-note')?.textContent).toBe(
    '不一致（原填資料）：只差在「臺」與「台」；只差在全形／半形',
  );
  expect(document.getElementById('contactName-note')?.textContent).toBe('EMS 沒有登載（原填資料）');
  expect(document.getElementById('businessEmail-note')).toBeNull();

  const number = screen.getByLabelText<HTMLInputElement>('管制編號');
  expect(number.readOnly).toBe(true);
  expect(document.getElementById('controlNumber-note')?.textContent).toMatch(/請先.*撤回本件申請/);

  fireEvent.input(name, { target: { value: '更正後的公司' } });
  fireEvent.submit(name.form as HTMLFormElement);

  await waitFor(() => expect(location.pathname).toBe('/status'));
  expect(asked.find((each) => each.operation === 'AmendApplication')?.variables).toEqual({
    input: {
      ...COMPANY,
      companyName: '更正後的公司',
      id: link.application?.id,
      token: TOKEN,
    },
  });
});

test('a link of the other kind goes to its own page by itself, token kept', async () => {
  open('activate', makeLink({ purpose: 'CORRECT' }));

  await waitFor(() => expect(location.pathname).toBe('/correct'));
  expect(location.hash).toBe(`#${TOKEN}`);
});

test('what a reviewer wrote is shown, and the fields that were turned down are marked', async () => {
  const link = makeLink({
    purpose: 'CORRECT',
    application: makeApplication({ status: 'REJECTED' }),
    marked: ['BUSINESS_ADDRESS'],
    note: '地址請依登記證填寫。',
  });

  open('correct', link);

  await screen.findByText('地址請依登記證填寫。');
  expect(document.getElementById('businessAddress-note')?.textContent).toBe('請修正');
  expect(document.getElementById('companyName-note')).toBeNull();
});

test('a change of an account’s data is corrected by who has signed in', async () => {
  open('correct', makeLink({ purpose: 'CORRECT', application: null, about: 'DATA_CHANGE' }));

  await screen.findByText('請先登入，才能修正變更申請');
  expect(screen.queryByLabelText('憑證卡片密碼')).toBeNull();
});

test('a correction that is typed is kept by the service with its case, and brought back', async () => {
  const application = makeApplication({ status: 'REJECTED' });
  const { caseNumber } = application;
  const unsentForm = {
    __typename: 'UnsentForm',
    ...application.company,
    companyName: '先前更正的公司',
    caseNumber,
    purpose: 'NEW_ACCOUNT',
    phone: '',
    email: '',
    privacyNotice: PRIVACY_NOTICE,
    savedAt: '2026-11-24T08:00:00Z',
  };
  const { viewer, ...rest } = makeSession(application);
  const asked = open('correct', makeLink({ purpose: 'CORRECT', application }), {
    Session: () => ({ ...rest, viewer: { ...viewer, unsentForm } }),
    SaveForm: () => ({ saveForm: { __typename: 'SaveFormSuccess', savedAt: unsentForm.savedAt } }),
  });
  await screen.findByText('已帶入先前填寫、尚未送出的資料');
  const name = screen.getByLabelText<HTMLInputElement>('公司名稱');
  expect(name.value).toBe('先前更正的公司');

  fireEvent.input(name, { target: { value: '更正後的公司' } });

  await screen.findByText(/^已暫存/, {}, { timeout: 3_000 });
  expect(asked.find((each) => each.operation === 'SaveForm')?.variables).toEqual({
    input: {
      ...application.company,
      companyName: '更正後的公司',
      caseNumber,
      purpose: 'NEW_ACCOUNT',
      privacyNotice: PRIVACY_NOTICE,
    },
  });
});
