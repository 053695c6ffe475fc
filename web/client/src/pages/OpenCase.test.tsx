import { cleanup, fireEvent, screen, waitFor } from '@testing-library/preact';
import { beforeEach, expect, test, vi } from 'vitest';
import type { Application, Company } from '../api/application';
import { keysOf } from '../forms/company';
import { writeDraft } from '../forms/draft';
import { answerAll, begin, fill, saved, shown } from '../test/apply';
import { COMPANY, makeApplication, makeSession, show } from '../test/people';
import { answer } from '../test/server';
import { Shell } from '../view/Shell';
import Apply from './Apply';

beforeEach(() => history.replaceState(null, '', '/apply'));

const DRAFT = makeApplication();
const ANOTHER: Company = { ...COMPANY, controlNumber: 'B0000007', companyName: '測試運輸' };

function atDoor(application: Application, answers: Parameters<typeof answer>[0] = {}) {
  const asked = answer({
    Session: () => makeSession(application),
    PostalDistricts: () => ({ postalDistricts: [] }),
    SaveForm: saved,
    ...answers,
  });
  show(<Apply />);
  return asked;
}

function hrefOf(name: string): string | null {
  return screen.getByRole('link', { name }).getAttribute('href');
}

test('who has an open draft goes on with it, changes it, or begins another', async () => {
  atDoor(DRAFT);

  await screen.findByText('您有一件尚未完成的申請（管制編號 A0000006）');
  expect(hrefOf('繼續辦理 A0000006')).toBe('/bind');
  expect(hrefOf('修改基本資料')).toBe('/apply?change');
  expect(hrefOf('為另一個管制編號申請')).toBe('/apply?another');
  expect(screen.queryByLabelText('管制編號')).toBeNull();
});

test('the same is offered where it was filled in', async () => {
  writeDraft('apply', { requestKey: 'KEY', caseNumber: DRAFT.caseNumber });
  atDoor(DRAFT);

  await screen.findByText('您有一件尚未完成的申請（管制編號 A0000006）');

  history.replaceState(null, '', '/apply?step=mailing');
  cleanup();
  show(<Apply />);
  await screen.findByLabelText('郵寄地址');
});

test('the same is offered in English', async () => {
  answer({ Session: () => makeSession(DRAFT) });
  show(
    <Shell>
      <Apply />
    </Shell>,
  );
  fireEvent.click(await screen.findByRole('button', { name: 'English' }));

  await screen.findByText('You have an application that is not finished (A0000006)');
  expect(hrefOf('Go on with A0000006')).toBe('/bind');
  expect(hrefOf('Apply for another control number')).toBe('/apply?another');
  fireEvent.click(screen.getByRole('button', { name: '中文' }));
  await screen.findByText('您有一件尚未完成的申請（管制編號 A0000006）');
});

test.each(['UNDER_REVIEW', 'APPROVED', 'REJECTED'] as const)(
  'who has an application that is %s sees it, or begins another',
  async (status) => {
    atDoor(makeApplication({ status }));

    await screen.findByText(/^您已有一件申請/);
    expect(hrefOf('查看帳號狀態')).toBe('/status');
    expect(screen.queryByRole('link', { name: '修改基本資料' })).toBeNull();
    fireEvent.click(screen.getByRole('link', { name: '為另一個管制編號申請' }));
    await begin();

    const input = await screen.findByLabelText<HTMLInputElement>('管制編號');
    expect(input.value).toBe('');
  },
);

test('another application is made with a key of its own, and the draft is left as it is', async () => {
  const another = makeApplication({ id: 'other', caseNumber: 'GZ-2', company: ANOTHER });
  let newest = DRAFT;
  const asked = atDoor(DRAFT, {
    Session: () => makeSession(newest),
    Apply: () => {
      newest = another;
      return { apply: { __typename: 'ApplySuccess', application: another } };
    },
  });
  fireEvent.click(await screen.findByRole('link', { name: '為另一個管制編號申請' }));
  await begin();

  fireEvent.click(await answerAll(ANOTHER));

  await waitFor(() => expect(location.pathname).toBe('/bind'));
  const [sent] = asked.filter((each) => each.operation === 'Apply');
  expect(sent?.variables).toMatchObject({
    input: { ...ANOTHER, requestKey: expect.stringMatching(/^[0-9a-f-]{36}$/) },
  });
  expect(asked.map((each) => each.operation)).not.toContain('AmendApplication');
});

test('what another window has begun does not become what is typed here', async () => {
  let newest: Application | null = null;
  const asked = await shown({
    Session: () => makeSession(newest),
    Apply: () => ({ apply: { __typename: 'ApplySuccess', application: DRAFT } }),
  });
  fill(Object.fromEntries(keysOf('business').map((key) => [key, ANOTHER[key]])));
  newest = DRAFT;
  const clock = vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 60_000);
  document.dispatchEvent(new Event('visibilitychange'));
  await waitFor(() => expect(asked.filter((each) => each.operation === 'Session').length).toBe(2));
  clock.mockRestore();

  fireEvent.click(await answerAll(ANOTHER));

  await waitFor(() => expect(location.pathname).toBe('/bind'));
  const sent = asked.filter((each) => /^(Apply|AmendApplication)$/.test(each.operation));
  expect(sent.map((each) => each.operation)).toEqual(['Apply']);
  expect(sent[0]?.variables).toMatchObject({ input: ANOTHER });
});

test('a draft is changed where that is asked for, all but its control number', async () => {
  atDoor(DRAFT);

  fireEvent.click(await screen.findByRole('link', { name: '修改基本資料' }));

  const number = await screen.findByLabelText<HTMLInputElement>('管制編號');
  expect(number.readOnly).toBe(true);
  expect(number.value).toBe(COMPANY.controlNumber);
  expect(screen.getByText(/申請建立後，管制編號無法修改。/)).toBeTruthy();
  expect(screen.getByLabelText<HTMLInputElement>('公司名稱').readOnly).toBe(false);
});
