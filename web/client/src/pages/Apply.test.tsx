import { fireEvent, screen, waitFor } from '@testing-library/preact';
import { beforeEach, expect, test, vi } from 'vitest';
import { readDraft, writeDraft } from '../forms/draft';
import { begin, COMPANY_OF, fill, shown, submit } from '../test/apply';
import { COMPANY, makeApplication, makeSession, show } from '../test/people';
import { answer } from '../test/server';
import { Shell } from '../view/Shell';
import { PRIVACY_NOTICE } from '../words/notice';
import Apply from './Apply';

beforeEach(() => history.replaceState(null, '', '/apply'));

test('an empty form is answered by a summary that has the focus and leads to each field', async () => {
  await shown();

  submit();

  await screen.findByText('有欄位需要修正');
  expect(document.activeElement?.className).toBe('errors');
  expect(document.title).toMatch(/^錯誤：/);
  const links = [...document.querySelectorAll<HTMLAnchorElement>('.errors a')];
  expect(links).toHaveLength(5);
  fireEvent.click(links[1] as HTMLAnchorElement);
  expect(document.activeElement?.id).toBe('companyName');
});

test('the same words stand beside the field, tied to it', async () => {
  await shown();

  submit();
  await screen.findByText('有欄位需要修正');

  const input = screen.getByLabelText('公司名稱');
  expect(input.getAttribute('aria-invalid')).toBe('true');
  const described = input.getAttribute('aria-describedby')?.split(' ') ?? [];
  const texts = described.map((id) => document.getElementById(id)?.textContent);
  expect(texts).toContain('請輸入公司名稱。');
});

test('what is typed is kept over a reload', async () => {
  await shown();

  fill({ companyName: '測試化工股份有限公司' });

  expect(readDraft('apply')).toHaveProperty('values.companyName', '測試化工股份有限公司');
});

test('a typed postal code shows its district', async () => {
  await shown();
  fill(COMPANY_OF.business);
  submit();
  await screen.findByLabelText('郵遞區號');

  fill({ mailingPostalCode: '100001' });

  await screen.findByText('郵遞區號所在地：臺北市中正區');
});

test('what is wrong is said anew in the language that is chosen', async () => {
  answer({
    Session: () => makeSession(),
    PostalDistricts: () => ({ postalDistricts: [] }),
  });
  show(
    <Shell>
      <Apply />
    </Shell>,
  );
  await begin();
  submit();
  await screen.findByText('有欄位需要修正');

  fireEvent.click(screen.getByRole('button', { name: 'English' }));

  await screen.findByText('There is a problem');
  await waitFor(() =>
    expect(document.querySelector('.errors')?.textContent).not.toMatch(/\p{Script=Han}/u),
  );
  fireEvent.click(screen.getByRole('button', { name: '中文' }));
  await screen.findByText('有欄位需要修正');
});

test('no page of questions is left out while the one before it wants answers', async () => {
  history.replaceState(null, '', '/apply?step=check');
  await shown();
  await waitFor(() => expect(location.search).toBe('?step=business'));

  fill(COMPANY_OF.business);
  submit();

  await screen.findByLabelText('郵寄地址');
  expect(location.search).toBe('?step=mailing');
  expect(document.title).toMatch(/^帳號申請（1\/2）：郵寄資料/);
  submit();
  await screen.findByText('有欄位需要修正');
  expect(document.querySelectorAll('.errors a')).toHaveLength(2);
  fireEvent.click(screen.getByRole('link', { name: '上一頁' }));
  await screen.findByLabelText('管制編號');
});

test('whoever empties an answer and goes on is led back to it, and told', async () => {
  history.replaceState(null, '', '/apply?step=contact');
  writeDraft('apply', {
    values: { ...COMPANY, companyName: '' },
    requestKey: 'KEY',
    privacyNotice: PRIVACY_NOTICE,
  });

  await shown();

  await screen.findByText('有欄位需要修正');
  expect(location.search).toBe('?step=business');
  expect([...document.querySelectorAll('.errors a')].map((each) => each.textContent)).toEqual([
    '請輸入公司名稱。',
  ]);
});

test('while somebody types, who is here may be asked anew', async () => {
  const asked = await shown();
  const input = screen.getByLabelText('公司名稱');
  input.focus();
  vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 60_000);

  document.dispatchEvent(new Event('visibilitychange'));

  await waitFor(() => expect(asked.filter((each) => each.operation === 'Session').length).toBe(2));
  expect(document.activeElement).toBe(input);
  vi.restoreAllMocks();
});

test('where only the card’s contact was kept of a case, its data stand in the fields', async () => {
  history.replaceState(null, '', '/apply?change');
  const application = makeApplication({ status: 'DRAFT' });
  const { viewer, ...rest } = makeSession(application);
  const none = Object.fromEntries(Object.keys(COMPANY).map((key) => [key, '']));
  const unsentForm = {
    __typename: 'UnsentForm',
    ...none,
    caseNumber: application.caseNumber,
    purpose: 'NEW_ACCOUNT',
    phone: '02-2311-7722',
    email: 'contact@sample.example',
    privacyNotice: PRIVACY_NOTICE,
    savedAt: '2026-11-24T08:00:00Z',
  };

  await shown({ Session: () => ({ ...rest, viewer: { ...viewer, unsentForm } }) });

  const name = screen.getByLabelText<HTMLInputElement>('公司名稱');
  expect(name.value).toBe(application.company.companyName);
  expect(screen.queryByText('已帶入先前填寫、尚未送出的資料')).toBeNull();
});
