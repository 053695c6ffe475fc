import { fireEvent, screen } from '@testing-library/preact';
import { expect, test } from 'vitest';
import { ACCOUNT, COMPANY, makeApplication, makeHolderSession, show } from '../test/people';
import { answer } from '../test/server';
import { submitFormOf, type } from '../test/sign';
import Company from './Company';

function companyOf(changed: object = {}) {
  const company = { __typename: 'ApprovedCompany', ...COMPANY };
  const account = { ...ACCOUNT, company, dataChange: null, ...changed };
  return { viewer: { __typename: 'Viewer', account } };
}

test('what was approved is shown, and a change of it is sent and seen under review', async () => {
  history.replaceState(null, '', '/company?change');
  const change = makeApplication({ status: 'UNDER_REVIEW', caseNumber: 'GZ-20261124-TEST02' });
  let dataChange: object | null = null;
  const asked = answer({
    Session: () => makeHolderSession(),
    PostalDistricts: () => ({ postalDistricts: [] }),
    Company: () => companyOf({ dataChange }),
    RequestDataChange: () => {
      dataChange = change;
      return {
        requestDataChange: { __typename: 'RequestDataChangeSuccess', application: change },
      };
    },
  });
  show(<Company />);
  await screen.findByLabelText('聯絡人');
  type('聯絡人', '測試・新聯絡人');

  submitFormOf('聯絡人');

  await screen.findByRole('heading', {
    name: /^基本資料變更：審核中/,
  });
  expect(screen.queryByRole('link', { name: '申請變更基本資料' })).toBeNull();
  expect(asked.find((each) => each.operation === 'RequestDataChange')?.variables).toEqual({
    input: { ...COMPANY, contactName: '測試・新聯絡人' },
  });
});

const UNSENT = {
  __typename: 'UnsentForm',
  ...COMPANY,
  caseNumber: null,
  purpose: 'DATA_CHANGE',
  phone: '',
  email: '',
  privacyNotice: '',
  savedAt: '2026-11-24T08:00:00Z',
};

test('a change that is typed is kept by the service, under its purpose, and no notice is claimed', async () => {
  history.replaceState(null, '', '/company?change');
  const asked = answer({
    Session: () => makeHolderSession(),
    PostalDistricts: () => ({ postalDistricts: [] }),
    Company: () => companyOf(),
    SaveForm: () => ({ saveForm: { __typename: 'SaveFormSuccess', savedAt: UNSENT.savedAt } }),
  });
  show(<Company />);
  await screen.findByLabelText('聯絡人');

  type('聯絡人', '測試・新聯絡人');

  await screen.findByText(/^已暫存/, {}, { timeout: 3_000 });
  expect(asked.find((each) => each.operation === 'SaveForm')?.variables).toEqual({
    input: { ...COMPANY, contactName: '測試・新聯絡人', purpose: 'DATA_CHANGE' },
  });
});

test('a change that another window typed is brought back, and can be erased', async () => {
  history.replaceState(null, '', '/company?change');
  let unsentForm: object | null = { ...UNSENT, contactName: '測試・先前' };
  answer({
    Session: () => makeHolderSession({ unsentForm }),
    PostalDistricts: () => ({ postalDistricts: [] }),
    Company: () => companyOf(),
    DiscardForm: () => {
      unsentForm = null;
      return { discardForm: { __typename: 'DiscardFormSuccess', discarded: true } };
    },
  });
  show(<Company />);
  await screen.findByText('已帶入先前填寫、尚未送出的資料');
  const name = () => screen.getByLabelText<HTMLInputElement>('聯絡人').value;
  expect(name()).toBe('測試・先前');

  fireEvent.click(screen.getByText('刪除草稿，或這是公用電腦'));
  fireEvent.click(screen.getByRole('button', { name: '刪除草稿' }));

  await screen.findByText('草稿已刪除。');
  expect(name()).toBe(COMPANY.contactName);
  expect(screen.queryByText('已帶入先前填寫、尚未送出的資料')).toBeNull();
});

test('the draft of a new application is none of a change', async () => {
  history.replaceState(null, '', '/company?change');
  const unsentForm = { ...UNSENT, purpose: 'NEW_ACCOUNT', contactName: '測試・別件' };
  answer({
    Session: () => makeHolderSession({ unsentForm }),
    PostalDistricts: () => ({ postalDistricts: [] }),
    Company: () => companyOf(),
  });

  show(<Company />);

  expect((await screen.findByLabelText<HTMLInputElement>('聯絡人')).value).toBe(
    COMPANY.contactName,
  );
});

test('what an older account lacks is said to be lacking', async () => {
  history.replaceState(null, '', '/company');
  const company = { __typename: 'ApprovedCompany', ...COMPANY, contactEmail: null };
  answer({ Session: () => makeHolderSession(), Company: () => companyOf({ company }) });

  show(<Company />);

  await screen.findByText('未提供');
});
