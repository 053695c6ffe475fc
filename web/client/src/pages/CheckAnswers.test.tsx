import { fireEvent, screen, waitFor } from '@testing-library/preact';
import { beforeEach, expect, test } from 'vitest';
import { keysOf } from '../forms/company';
import { readDraft, writeDraft } from '../forms/draft';
import { answerAll, CHECK, fill, refuse, shown, submit } from '../test/apply';
import { COMPANY, makeApplication, makeSession, show } from '../test/people';
import { answer } from '../test/server';
import { refusal } from '../test/sign';
import Apply from './Apply';

const CASE = makeApplication().caseNumber;

beforeEach(() => history.replaceState(null, '', '/apply'));

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
  // What was typed is the application's by now, and the next one has another key.
  const kept = readDraft<Record<string, string>>('apply');
  expect(kept).toEqual({ caseNumber: CASE, requestKey: expect.anything() });
  expect(kept?.requestKey).not.toBe((sent[0] as { input: typeof kept }).input?.requestKey);
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
  for (const key of keysOf('business')) {
    expect((document.getElementById(key) as HTMLInputElement).value).toBe(COMPANY[key]);
  }
  // The other pages are in order: from here it is one step back to the answers.
  submit();
  await screen.findByRole('button', { name: CHECK });
});

test('an application that waits for its card is amended, not made again', async () => {
  const application = makeApplication();
  history.replaceState(null, '', '/apply?change');
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

test('a problem of no question is told on the page that was sent', async () => {
  const problem = { code: 'NOT_NOW', message: '登載資料更新中。', path: [] };
  await shown({
    Apply: () => refuse(problem),
  });

  fireEvent.click(await answerAll(COMPANY));

  await screen.findByText(problem.message);
  expect(screen.getByRole('button', { name: CHECK })).toBeTruthy();
});

test('answers outlive the session that had them', async () => {
  let isHere = true;
  const application = makeApplication();
  history.replaceState(null, '', '/apply?step=check');
  writeDraft('apply', { requestKey: 'KEY', caseNumber: CASE });
  const asked = answer({
    Session: () => makeSession(isHere ? application : null),
    AmendApplication: () => {
      isHere = false;
      return { amendApplication: refusal('APPLICATION_NOT_FOUND') };
    },
    Apply: () => ({ apply: { __typename: 'ApplySuccess', application } }),
  });
  show(<Apply />);

  fireEvent.click(await screen.findByRole('button', { name: CHECK }));
  await screen.findByText('APPLICATION_NOT_FOUND 的說明');
  await waitFor(() => expect(asked.filter((each) => each.operation === 'Session').length).toBe(2));
  fireEvent.click(await screen.findByRole('button', { name: CHECK }));

  await waitFor(() => expect(location.pathname).toBe('/bind'));
});

test('what was bound meanwhile is not made a second time, and it is said why', async () => {
  let application = makeApplication();
  history.replaceState(null, '', '/apply?step=check');
  writeDraft('apply', { requestKey: 'KEY', caseNumber: CASE });
  const asked = answer({
    Session: () => makeSession(application),
    AmendApplication: () => {
      application = makeApplication({ status: 'UNDER_REVIEW', version: 2 });
      return { amendApplication: refusal('APPLICATION_MOVED') };
    },
  });
  show(<Apply />);

  fireEvent.click(await screen.findByRole('button', { name: CHECK }));

  await screen.findByText(/^您已有一件申請/);
  expect(screen.getByText('APPLICATION_MOVED 的說明')).toBeTruthy();
  expect(asked.map((each) => each.operation)).not.toContain('Apply');
});
