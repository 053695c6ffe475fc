import { fireEvent, screen } from '@testing-library/preact';
import { Route, Router } from 'preact-iso';
import { beforeEach, expect, test, vi } from 'vitest';
import {
  atTheDesk,
  connection,
  HEAD,
  makeCase,
  makeRow,
  makeStaffSession,
  showDesk,
} from '../../test/desk';
import { COMPANY } from '../../test/people';
import { answer } from '../../test/server';
import { refusal } from '../../test/sign';
import Case from './Case';
import Queue from './Queue';

atTheDesk();
beforeEach(() => history.replaceState(null, '', '/staff'));

const Session = () => makeStaffSession();

function staff(fields: object) {
  return () => ({ staff: fields });
}

test('the queue has each case with what differs, and its head', async () => {
  answer({
    Session,
    DeskQueue: staff({ reviewQueue: { ...connection(makeRow()), head: HEAD } }),
  });

  showDesk(<Queue />);

  const row = (await screen.findByRole('link', { name: COMPANY.companyName })).closest('tr');
  expect(row?.textContent).toContain('不一致：聯絡人');
  expect(row?.textContent).toContain('GZ-20261201-TEST01');
  expect(screen.getByText('待人工審定 1 件')).toBeTruthy();
});

test('an empty queue says that new cases come by themselves', async () => {
  answer({
    Session,
    DeskQueue: staff({ reviewQueue: { ...connection(), head: { ...HEAD, waiting: 0 } } }),
  });

  showDesk(<Queue />);

  await screen.findByText(/新案件到達時會自動出現於此/);
});

function showCase(changed = {}, more: Parameters<typeof answer>[0] = {}) {
  const { id } = makeCase().application;
  const asked = answer({
    Session,
    DeskCase: staff({ reviewCase: makeCase(changed) }),
    DeskQueue: staff({ reviewQueue: { ...connection(), head: HEAD } }),
    DeskOfNumber: staff({ reviewQueue: connection(), account: null }),
    DeskRejectionPreview: staff({
      rejectionPreview: {
        recipient: COMPANY.businessEmail,
        subject: '審核未通過',
        text: '信件內容',
        hasNote: true,
      },
    }),
    DeskReject: () => ({ rejectApplication: refusal('APPLICATION_MOVED') }),
    ...more,
  });
  history.replaceState(null, '', `/staff/cases/${encodeURIComponent(id)}`);
  showDesk(<Router>{[<Route key="case" path="/staff/cases/:id" component={Case} />]}</Router>);
  return asked;
}

test('a case shows both columns, and ticks what differs when it is turned down', async () => {
  showCase();
  await screen.findByRole('heading', { level: 1, name: COMPANY.companyName });

  const row = screen.getByText('另一人').closest('tr');
  expect(row?.dataset.outcome).toBe('DIFFERS');
  fireEvent.click(screen.getByRole('button', { name: /^退件/ }));

  const ticked = screen.getAllByRole('checkbox').filter((box) => (box as HTMLInputElement).checked);
  expect(ticked.map((box) => box.closest('label')?.textContent)).toEqual(['聯絡人']);
});

test('a letter is shown before it goes, and a refusal leaves what was typed', async () => {
  const asked = showCase();
  fireEvent.click(await screen.findByRole('button', { name: /^退件/ }));
  const note = '請依 EMS 基本資料表 C 更正後重新送出。';
  fireEvent.click(screen.getByRole('button', { name: note }));
  fireEvent.click(screen.getByRole('button', { name: '預覽通知信' }));
  await screen.findByText('信件內容');

  fireEvent.click(screen.getByRole('button', { name: '確認退件並寄出' }));

  await screen.findAllByText(/APPLICATION_MOVED|已由他處變更/);
  const sent = asked.find(({ operation }) => operation === 'DeskReject');
  expect(sent?.variables).toMatchObject({ input: { note, fields: ['CONTACT_NAME'], version: 3 } });
  fireEvent.click(screen.getByRole('button', { name: '修改' }));
  expect((screen.getByLabelText(/給申請人的說明/) as HTMLTextAreaElement).value).toBe(note);
});

test('a phrase of one’s own is kept by the service, and in no storage of the browser', async () => {
  let saved: readonly string[] = [];
  const asked = showCase(
    {},
    {
      DeskPhrases: () => ({ viewer: { phrases: saved } }),
      DeskSavePhrase: ({ variables }) => {
        saved = [(variables as { input: { text: string } }).input.text];
        return { savePhrase: { __typename: 'SavePhraseSuccess' } };
      },
      DeskForgetPhrase: () => {
        saved = [];
        return { forgetPhrase: { __typename: 'ForgetPhraseSuccess' } };
      },
    },
  );
  fireEvent.click(await screen.findByRole('button', { name: /^退件/ }));
  const note = screen.getByLabelText(/給申請人的說明/);
  fireEvent.input(note, { target: { value: '請附上變更登記表。' } });
  fireEvent.click(screen.getByRole('button', { name: '將上述說明存為自訂語句' }));

  const own = await screen.findByRole('button', { name: '請附上變更登記表。' });
  expect(screen.queryByRole('button', { name: '將上述說明存為自訂語句' })).toBeNull();
  expect(document.activeElement?.querySelector('legend')?.textContent).toBe('常用語句');
  fireEvent.input(note, { target: { value: '' } });
  expect(JSON.stringify({ ...localStorage, ...sessionStorage })).not.toContain('變更登記表');
  fireEvent.click(own);
  expect((note as HTMLTextAreaElement).value).toBe('請附上變更登記表。');

  fireEvent.click(screen.getByRole('button', { name: '刪除自訂語句：請附上變更登記表。' }));
  await vi.waitFor(() =>
    expect(screen.queryByRole('button', { name: '請附上變更登記表。' })).toBeNull(),
  );
  const forgotten = asked.find(({ operation }) => operation === 'DeskForgetPhrase');
  expect(forgotten?.variables).toEqual({ input: { text: '請附上變更登記表。' } });
});

test('a phrase that is one too many is refused in words, and the note stays', async () => {
  showCase(
    {},
    {
      DeskPhrases: () => ({ viewer: { phrases: ['請更正。'] } }),
      DeskSavePhrase: () => ({ savePhrase: refusal('TOO_MANY_PHRASES') }),
    },
  );
  fireEvent.click(await screen.findByRole('button', { name: /^退件/ }));
  await screen.findByRole('button', { name: '請更正。' });
  const note = screen.getByLabelText(/給申請人的說明/);
  fireEvent.input(note, { target: { value: '請附上變更登記表。' } });
  fireEvent.click(screen.getByRole('button', { name: '將上述說明存為自訂語句' }));

  await screen.findAllByText(/TOO_MANY_PHRASES/);
  expect((note as HTMLTextAreaElement).value).toBe('請附上變更登記表。');
});
