import { fireEvent, screen, waitFor, within } from '@testing-library/preact';
import { beforeEach, expect, test } from 'vitest';
import { atTheDesk, connection, makeAccountRow, makeStaffSession, showDesk } from '../../test/desk';
import { answer } from '../../test/server';
import { refusal } from '../../test/sign';
import Accounts from './Accounts';
import Disputes from './Disputes';
import Health from './Health';
import Mailboxes from './Mailboxes';
import People from './People';

atTheDesk();
beforeEach(() => history.replaceState(null, '', '/staff'));

const Session = () => makeStaffSession();

function staff(fields: object) {
  return () => ({ staff: fields });
}

test('accounts are listed with kind and status, and searched by name', async () => {
  const asked = answer({
    Session,
    DeskAccounts: staff({
      accounts: connection(
        makeAccountRow({ status: 'SUSPENDED', frozenSince: '2026-12-01T00:00:00Z' }),
      ),
    }),
  });
  showDesk(<Accounts />);
  const link = await screen.findByRole('link', { name: 'A0000006' });
  const row = link.closest('tr') as HTMLElement;
  expect(link.getAttribute('href')).toBe('/staff/accounts/A0000006');
  for (const text of ['運送業者', '已停用', '異議處理中']) within(row).getByText(text);

  fireEvent.input(screen.getByLabelText('名稱包含'), { target: { value: ' 示範 ' } });
  fireEvent.click(screen.getByRole('button', { name: '搜尋' }));

  await waitFor(() => {
    const last = asked.filter(({ operation }) => operation === 'DeskAccounts').at(-1);
    expect(last?.variables).toMatchObject({ filter: { name: '示範' } });
  });
});

test('staff are listed in the same table with role and invitation', async () => {
  answer({
    Session,
    DeskAwaiting: staff({ awaitingConfirmation: connection() }),
    DeskAccounts: staff({
      accounts: connection(
        makeAccountRow({ controlNumber: 'STF-0002', kind: 'STAFF', role: 'REVIEWER' }),
      ),
    }),
  });
  showDesk(<People />);

  const row = (await screen.findByRole('link', { name: 'STF-0002' })).closest('tr') as HTMLElement;
  within(row).getByText('審核人員');
  fireEvent.click(within(row).getByRole('button', { name: '重新邀請' }));
  await screen.findByText('重新邀請 STF-0002');
});

const CARD = {
  holderName: '測試・王小明',
  cardNumber: 'TP00••••••••0101',
  phone: '02-23111234',
  email: 'new@sample.example',
  label: null,
  status: 'LIVE',
  validUntil: '2031-11-25T08:00:00Z',
};
const DISPUTE = {
  id: 'RGlzcHV0ZTox',
  kind: 'EDITED',
  at: '2026-12-01T01:00:00Z',
  reportedAt: '2026-12-01T02:00:00Z',
  formerPhone: null,
  formerEmail: 'old@sample.example',
  formerLabel: null,
  account: { id: 'QWNjb3VudDox', controlNumber: 'A0000006', name: '示範化工' },
  certificate: CARD,
  previous: null,
  by: CARD,
};

test('a dispute shows both versions with what differs marked, and is settled with a reason', async () => {
  let isOpen = true;
  const asked = answer({
    Session,
    DeskDisputes: () => ({ staff: { disputes: connection(...(isOpen ? [DISPUTE] : [])) } }),
    DeskSettle: () => {
      isOpen = false;
      return {
        settleChange: { __typename: 'SettleChangeSuccess', dispute: { id: DISPUTE.id } },
      };
    },
  });
  showDesk(<Disputes />);
  const box = await screen.findByRole('region', { name: /A0000006/ });
  expect([...box.querySelectorAll('mark')].map((each) => each.textContent)).toEqual([
    'old@sample.example',
    'new@sample.example',
  ]);

  fireEvent.input(within(box).getByLabelText('處理理由'), { target: { value: '已電話查證' } });
  fireEvent.click(within(box).getByRole('button', { name: '恢復為異動前' }));

  await screen.findByText('目前沒有待處理的異議。');
  expect(
    screen.getByText('已恢復為異動前的狀態，並通知所有使用者。', { selector: '.said' }),
  ).toBeTruthy();
  const sent = asked.find(({ operation }) => operation === 'DeskSettle');
  expect(sent?.variables).toEqual({
    input: { id: DISPUTE.id, outcome: 'UNDONE', note: '已電話查證' },
  });
});

test('a correction of a mailbox is confirmed by another, and says what comes of it', async () => {
  let isOpen = true;
  const correction = {
    id: 'TWFpbGJveDox',
    controlNumber: 'A0000006',
    accountName: '示範化工',
    previousMailbox: 'old@sample.example',
    email: 'new@sample.example',
    reason: '電話查證',
    evidence: '文號 1',
    proposedBy: '同仁甲',
    proposedAt: '2026-12-01T01:00:00Z',
    confirmedBy: null,
    confirmedAt: null,
    effectiveAt: null,
    expiresAt: '2026-12-08T01:00:00Z',
    followsObjection: false,
  };
  answer({
    Session,
    DeskCorrections: () => ({
      staff: { mailboxCorrections: connection(...(isOpen ? [correction] : [])) },
    }),
    DeskConfirmCorrection: () => {
      isOpen = false;
      return {
        confirmMailboxCorrection: {
          __typename: 'ConfirmMailboxCorrectionSuccess',
          correction: { id: correction.id },
        },
      };
    },
  });
  showDesk(<Mailboxes />);
  const box = await screen.findByRole('region', { name: /A0000006/ });

  fireEvent.click(within(box).getByRole('button', { name: '確認更正' }));

  await screen.findByText('目前沒有待處理的更正。');
  screen.getByText('已確認，並寄出通知；期滿後生效。', { selector: '.said' });
});

test('health says how the queue stands and what each day of the month brought', async () => {
  const day = {
    day: '2026-12-01',
    submitted: 7,
    leftToPerson: 3,
    approvedByService: 4,
    approvedByPeople: 2,
    rejectedByService: 0,
    rejectedByPeople: 1,
    activated: 5,
    lettersSent: 9,
    lettersGivenUp: 0,
    refusedCards: [{ code: 'CERTIFICATE_REVOKED', title: '憑證已經廢止', count: 31 }],
  };
  const head = { waiting: 1, putOff: 2, workingMinutes: 30, dueAt: null, sameDayAtRisk: true };
  answer({
    Session,
    DeskFigures: staff({ figures: [day] }),
    DeskWaiting: staff({
      reviewQueue: { head, edges: [{ node: { id: '1', workingMinutes: 30, dueAt: null } }] },
    }),
    DeskOfficeYears: staff({ officeYears: [] }),
  });

  showDesk(<Health />);

  await screen.findByText('有案件已逾當日審定期限。');
  screen.getByText('2 件因 EMS 未回應而暫緩比對。');
  await screen.findByText('尚未匯入任何年度。');
  await screen.findAllByText('憑證已經廢止');
  expect(screen.getAllByText('31').length).toBeGreaterThan(0);
});

test('a reading that is refused is told in the service’s words', async () => {
  const { message, ...extensions } = refusal('NOT_ALLOWED');
  const errors = [{ message, path: ['staff', 'disputes'], extensions }];
  const data = { staff: { disputes: null } };
  answer({ Session, DeskDisputes: () => Response.json({ data, errors }) });

  showDesk(<Disputes />);

  await screen.findByText(extensions.title);
  screen.getByText(message);
  expect(screen.queryByText('目前沒有待處理的異議。')).toBeNull();
});
