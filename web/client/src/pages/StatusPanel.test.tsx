import { screen } from '@testing-library/preact';
import { expect, test } from 'vitest';
import type { Application } from '../api/application';
import { makeApplication, makeSession, show } from '../test/people';
import { answer } from '../test/server';
import { History, StatusPanel } from './StatusPanel';

const MAILBOX = 'toxicgps@moenv.gov.tw';

type Kind = Application['history'][number]['kind'];

function happened(...kinds: Kind[]): Application['history'] {
  return kinds.map((kind, index) => ({ kind, at: `2026-11-23T08:0${index}:00Z` }));
}

function panel(status: Application['status'], ...kinds: Kind[]) {
  answer({ Session: () => makeSession() });
  show(<StatusPanel application={makeApplication({ status, history: happened(...kinds) })} />);
}

test.each<[Kind[], RegExp]>([
  [['APPROVED'], /^認證信寄送中/],
  [['APPROVED', 'MAIL_SENT'], /^認證信已寄至事業電子郵件信箱.*7 日內有效/],
  [['APPROVED', 'MAIL_SENT', 'LINK_SENT'], /^認證信寄送中/],
  [['APPROVED', 'LINK_SENT', 'MAIL_SUPERSEDED'], /^認證信寄送中/],
  [['APPROVED', 'MAIL_SENT', 'CONTINUED'], /^認證信已寄至/],
  [['REJECTED', 'MAIL_SENT', 'SUBMITTED', 'APPROVED'], /^認證信寄送中/],
])('after %s the letter is said to be where it is', async (kinds, said) => {
  panel('APPROVED', ...kinds);

  await screen.findByText(said);
});

test('a letter that cannot be delivered leads to the mailbox where there is no help line', async () => {
  panel('REJECTED', 'REJECTED', 'MAIL_GIVEN_UP');

  await screen.findByText(/^通知信無法送達/);
  const link = screen.getByRole('link', { name: MAILBOX });
  expect(link.getAttribute('href')).toBe(`mailto:${MAILBOX}`);
});

test('the history names each letter by what it tells', () => {
  answer({ Session: () => makeSession() });

  show(
    <History events={happened('REJECTED', 'MAIL_SENT', 'ACTIVATED', 'CONTINUED', 'MAIL_SENT')} />,
  );

  const named = [...document.querySelectorAll('.history span')].map((name) => name.textContent);
  expect(named).toEqual([
    '審核未通過',
    '寄出審核結果信',
    '開通帳號權限',
    '以自然人憑證繼續申請',
    '寄出開通通知信',
  ]);
});
