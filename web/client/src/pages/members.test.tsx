import { fireEvent, screen, waitFor } from '@testing-library/preact';
import { expect, test } from 'vitest';
import { ACCOUNT, COMPANY, makeHolderSession, makeSession, show } from '../test/people';
import { popups } from '../test/popup';
import { answer } from '../test/server';
import { challenges, refusal, sign, type } from '../test/sign';
import ConfirmMember from './ConfirmMember';
import Home from './Home';
import Leave from './Leave';
import Reissued from './Reissued';
import StopAccess from './StopAccess';
import StopMailbox from './StopMailbox';

const ACCESS = {
  __typename: 'AccessRequestLink',
  controlNumber: COMPANY.controlNumber,
  companyName: COMPANY.companyName,
  askedAt: '2026-11-23T08:00:00Z',
  effectiveAt: '2026-11-26T08:00:00Z',
};
const JOIN = {
  __typename: 'IdentityJoinLink',
  controlNumber: COMPANY.controlNumber,
  companyName: COMPANY.companyName,
  holderName: '測試・王小明',
  lastFour: '6789',
  askedAt: '2026-11-23T08:00:00Z',
};

test('looking at a notice stops nothing; the button does', async () => {
  history.replaceState(null, '', '/stop-access#token');
  const asked = answer({
    Session: () => makeSession(),
    AccessRequestLink: () => ({ accessRequestLink: ACCESS }),
    StopAccessRequest: () => ({
      stopAccessRequest: { __typename: 'StopAccessRequestSuccess', request: ACCESS },
    }),
  });
  show(<StopAccess />);
  const button = await screen.findByRole('button', { name: '這不是我們申請的' });
  expect(asked.map((each) => each.operation)).not.toContain('StopAccessRequest');

  fireEvent.click(button);

  await screen.findByText('申請已停止');
  const sent = asked.find((each) => each.operation === 'StopAccessRequest');
  expect(sent?.variables).toEqual({ input: { token: 'token' } });
});

test('a request that is over says so', async () => {
  history.replaceState(null, '', '/stop-access#token');
  const accessRequestLink = refusal('ACCESS_REQUEST_OVER');
  answer({ Session: () => makeSession(), AccessRequestLink: () => ({ accessRequestLink }) });

  show(<StopAccess />);

  await screen.findByRole('heading', { level: 1, name: accessRequestLink.title });
});

const CORRECTION = {
  __typename: 'MailboxCorrectionLink',
  controlNumber: COMPANY.controlNumber,
  companyName: COMPANY.companyName,
  effectiveAt: '2026-11-26T08:00:00Z',
};

test('looking at the letter about a mailbox stops nothing; the button does', async () => {
  history.replaceState(null, '', '/stop-mailbox#token');
  const asked = answer({
    Session: () => makeSession(),
    MailboxCorrectionLink: () => ({ mailboxCorrectionLink: CORRECTION }),
    StopMailboxCorrection: () => ({
      stopMailboxCorrection: { __typename: 'StopMailboxCorrectionSuccess', correction: CORRECTION },
    }),
  });
  show(<StopMailbox />);
  const button = await screen.findByRole('button', { name: '停止更正' });
  expect(asked.map((each) => each.operation)).not.toContain('StopMailboxCorrection');

  fireEvent.click(button);

  await screen.findByText('更正已停止');
  const sent = asked.find((each) => each.operation === 'StopMailboxCorrection');
  expect(sent?.variables).toEqual({ input: { token: 'token' } });
});

test('a correction that is over says so', async () => {
  history.replaceState(null, '', '/stop-mailbox#token');
  const mailboxCorrectionLink = refusal('MAILBOX_CORRECTION_OVER');
  answer({
    Session: () => makeSession(),
    MailboxCorrectionLink: () => ({ mailboxCorrectionLink }),
  });

  show(<StopMailbox />);

  await screen.findByRole('heading', { level: 1, name: mailboxCorrectionLink.title });
});

test.each([
  ['2026-11-26T08:00:00Z', /更正為 new@company\.example。生效前/],
  [null, /尚待另一位同仁確認/],
])('a holder sees that the mailbox is being corrected (%s)', async (effectiveAt, said) => {
  history.replaceState(null, '', '/home');
  const mailboxCorrection = {
    __typename: 'MailboxCorrection',
    email: 'new@company.example',
    effectiveAt,
  };
  answer({
    Session: () => makeHolderSession({ account: { ...ACCOUNT, mailboxCorrection } }),
    Systems: () => ({ systems: [] }),
  });

  show(<Home />);

  await screen.findByText(said);
});

test('looking at a link confirms nothing; the button does', async () => {
  history.replaceState(null, '', '/confirm-member#token');
  const asked = answer({
    Session: () => makeSession(),
    IdentityJoinLink: () => ({ identityJoinLink: JOIN }),
    ConfirmIdentityJoin: () => ({
      confirmIdentityJoin: { __typename: 'ConfirmIdentityJoinSuccess', request: JOIN },
    }),
  });
  show(<ConfirmMember />);
  const button = await screen.findByRole('button', { name: '確認為本公司使用者' });
  expect(screen.getByText('6789')).toBeTruthy();
  expect(asked.map((each) => each.operation)).not.toContain('ConfirmIdentityJoin');

  fireEvent.click(button);

  await screen.findByText('已收到您的確認');
});

test('a reissued card signs for the control number that was typed', async () => {
  history.replaceState(null, '', '/reissued');
  const { made } = popups();
  const asked = answer({
    Session: () => makeSession(),
    RequestChallenge: challenges(),
    RequestIdentityJoin: () => ({
      requestIdentityJoin: { __typename: 'RequestIdentityJoinSuccess', asked: true },
    }),
  });
  show(<Reissued />);
  type('管制編號', ' a0000006 ');
  fireEvent.click(screen.getByRole('button', { name: '下一步：以新憑證簽章' }));

  await sign(asked, made, { purpose: 'JOIN', signature: 'JOINED' });

  await screen.findByText('已受理');
  const challenge = asked.find((each) => each.operation === 'RequestChallenge');
  const sent = asked.find((each) => each.operation === 'RequestIdentityJoin');
  expect(challenge?.variables).toEqual({ input: { purpose: 'JOIN', controlNumber: 'A0000006' } });
  expect(sent?.variables).toMatchObject({ input: { controlNumber: 'A0000006' } });
});

test('the last member is told when she leaves, and may stay', async () => {
  history.replaceState(null, '', '/leave');
  let leavesAt: string | null = null;
  answer({
    Session: () => makeHolderSession(),
    LeavesAt: () => ({ viewer: { __typename: 'Viewer', leavesAt } }),
    LeaveAccount: () => {
      leavesAt = '2026-11-26T08:00:00Z';
      return { leaveAccount: { __typename: 'LeaveAccountSuccess', leavesAt, signedOut: false } };
    },
    CancelLeaving: () => {
      leavesAt = null;
      const account = { __typename: 'Account', id: 'QWNjb3VudDox' };
      return { cancelLeaving: { __typename: 'CancelLeavingSuccess', account } };
    },
  });
  show(<Leave />);
  expect(await screen.findByText(/72 小時後生效/)).toBeTruthy();

  fireEvent.click(await screen.findByRole('button', { name: '離開此帳號' }));
  await screen.findByText(/^您將於.*離開此帳號$/);
  fireEvent.click(await screen.findByRole('button', { name: '取消離開' }));

  await screen.findByText('已取消離開，您仍為此帳號之使用者。');
  await waitFor(() => expect(screen.queryByText(/^您將於/)).toBeNull());
});
