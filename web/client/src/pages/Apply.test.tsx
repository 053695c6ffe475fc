import { fireEvent, screen, waitFor } from '@testing-library/preact';
import { beforeEach, expect, test, vi } from 'vitest';
import type { Company } from '../api/application';
import { COMPANY_GROUPS, KEYS_OF } from '../forms/company';
import { readDraft, writeDraft } from '../forms/draft';
import { COMPANY, makeApplication, makeSession, show } from '../test/people';
import { type Asked, answer } from '../test/server';
import { Shell } from '../view/Shell';
import Apply from './Apply';

const COMPANY_OF = {
  business: Object.fromEntries(KEYS_OF.business.map((key) => [key, COMPANY[key]])),
};
const CHECK = '確認無誤，前往綁定憑證';

async function shown(answers: Parameters<typeof answer>[0] = {}): Promise<Asked[]> {
  const asked = answer({
    Session: () => makeSession(),
    PostalDistricts: () => ({
      postalDistricts: [
        { __typename: 'PostalDistrict', code: '100', county: '臺北市', name: '中正區' },
      ],
    }),
    ...answers,
  });
  show(<Apply />);
  await screen.findByLabelText('管制編號');
  return asked;
}

function fill(values: Partial<Company>) {
  for (const [key, value] of Object.entries(values)) {
    fireEvent.input(document.getElementById(key) as HTMLInputElement, { target: { value } });
  }
}

/** What the service answers to data that it finds something wrong with. */
function refuse(problem: { code: string; message: string; path: string[] }) {
  const problems = [{ __typename: 'FieldProblem', ...problem }];
  const invalid = { __typename: 'InvalidInput', code: 'INVALID_INPUT', path: [], problems };
  return { apply: { ...invalid, message: '有欄位需要修正' } };
}

function submit() {
  fireEvent.submit(document.querySelector('form') as HTMLFormElement);
}

/** Answer the questions page by page, up to the look over all of them. */
async function answerAll(company: Company) {
  for (const group of COMPANY_GROUPS) {
    const keys = KEYS_OF[group];
    await waitFor(() => expect(document.getElementById(keys[0] as string)).not.toBeNull());
    fill(Object.fromEntries(keys.map((key) => [key, company[key]])));
    submit();
  }
  return screen.findByRole('button', { name: CHECK });
}

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

test('the answers are looked over before they are sent, with a key that stays the same', async () => {
  let tries = 0;
  const asked = await shown({
    Apply: () => {
      tries += 1;
      if (tries === 1) return new Response('', { status: 503 });
      return { apply: { __typename: 'ApplySuccess', application: makeApplication() } };
    },
  });

  const button = await answerAll(COMPANY);
  expect(asked.some((each) => each.operation === 'Apply')).toBe(false);
  fireEvent.click(button);
  await screen.findByText('連線中斷');
  fireEvent.click(screen.getByRole('button', { name: CHECK }));

  await waitFor(() => expect(location.pathname).toBe('/bind'));
  const sent = asked.filter((each) => each.operation === 'Apply').map((each) => each.variables);
  expect(sent).toHaveLength(2);
  expect(sent[0]).toEqual(sent[1]);
  expect(sent[0]).toMatchObject({ input: COMPANY });
  expect(readDraft('apply')).toBeUndefined();
});

test('the server’s problems come back to their fields', async () => {
  const problem = { code: 'TOO_LONG', message: '內容過長，請縮短。', path: ['companyName'] };
  await shown({
    Apply: () => refuse(problem),
  });
  fireEvent.click(await answerAll(COMPANY));

  await waitFor(() => expect(screen.getAllByText(problem.message)).toHaveLength(2));
  await waitFor(() => expect(document.activeElement?.className).toBe('errors'));
  fill({ controlNumber: COMPANY.controlNumber });
  const input = screen.getByLabelText('公司名稱');
  input.focus();
  fill({ companyName: `${COMPANY.companyName}分公司` });
  fill({ companyName: COMPANY.companyName });
  expect(document.activeElement).toBe(input);
  for (const key of KEYS_OF.business) {
    expect((document.getElementById(key) as HTMLInputElement).value).toBe(COMPANY[key]);
  }
  // The other pages are in order: from here it is one step back to the answers.
  submit();
  await screen.findByRole('button', { name: CHECK });
});

test('an application that waits for its card is amended, not made again', async () => {
  const application = makeApplication();
  const asked = await shown({
    Session: () => makeSession(application),
    AmendApplication: () => ({
      amendApplication: { __typename: 'AmendApplicationSuccess', application },
    }),
  });
  submit();
  fireEvent.click(await screen.findByRole('link', { name: '修改 聯絡人' }));
  const input = await screen.findByLabelText('聯絡人');
  expect(document.activeElement).toBe(input);
  fill({ contactName: '別人' });
  submit();

  fireEvent.click(await screen.findByRole('button', { name: CHECK }));

  await waitFor(() => expect(location.pathname).toBe('/bind'));
  const sent = asked.find((each) => each.operation === 'AmendApplication');
  expect(sent?.variables).toEqual({
    input: { ...COMPANY, contactName: '別人', id: application.id },
  });
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
  await screen.findByLabelText('管制編號');
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
  await waitFor(() => expect(location.search).toBe(''));

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
  writeDraft('apply', { values: { ...COMPANY, companyName: '' }, requestKey: 'KEY' });

  await shown();

  await screen.findByText('有欄位需要修正');
  expect(location.search).toBe('');
  expect([...document.querySelectorAll('.errors a')].map((each) => each.textContent)).toEqual([
    '請輸入公司名稱。',
  ]);
});

test('a problem of no question is told on the page that was sent', async () => {
  const problem = { code: 'NOT_NOW', message: '登載資料更新中。', path: [] };
  await shown({
    Apply: () => refuse(problem),
  });

  fireEvent.click(await answerAll(COMPANY));

  await screen.findByText(problem.message);
  expect(screen.getByRole('button', { name: CHECK })).toBeTruthy();
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

test('answers outlive the session that had them', async () => {
  let isHere = true;
  const application = makeApplication();
  history.replaceState(null, '', '/apply?step=check');
  const asked = answer({
    Session: () => makeSession(isHere ? application : null),
    AmendApplication: () => {
      isHere = false;
      const gone = { __typename: 'ApplicationNotFound', code: 'APPLICATION_NOT_FOUND', path: [] };
      return { amendApplication: { ...gone, message: '找不到這件申請。' } };
    },
    Apply: () => ({ apply: { __typename: 'ApplySuccess', application } }),
  });
  show(<Apply />);

  fireEvent.click(await screen.findByRole('button', { name: CHECK }));
  await screen.findByText('找不到這件申請。');
  await waitFor(() => expect(asked.filter((each) => each.operation === 'Session').length).toBe(2));
  fireEvent.click(await screen.findByRole('button', { name: CHECK }));

  await waitFor(() => expect(location.pathname).toBe('/bind'));
});

test('another application keeps its address on every page', async () => {
  history.replaceState(null, '', '/apply?another');
  await shown({ Session: () => makeSession(makeApplication({ status: 'UNDER_REVIEW' })) });

  await answerAll(COMPANY);

  expect(location.search).toBe('?step=check&another');
});
