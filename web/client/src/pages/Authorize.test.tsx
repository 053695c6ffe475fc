import { fireEvent, screen, waitFor } from '@testing-library/preact';
import { afterEach, expect, test, vi } from 'vitest';
import { makeHolderSession, makeSession, show } from '../test/people';
import { popups } from '../test/popup';
import { answer } from '../test/server';
import { challenges, refusal, sign } from '../test/sign';
import Authorize from './Authorize';

const PARTNER = 'GPS 軌跡監控';
const AGREE = `同意並前往 ${PARTNER}`;
const DECLINE = '不同意，返回原系統';
const BACK = 'https://tracks.example/callback?code=once&state=s';

afterEach(() => vi.restoreAllMocks());

function request(step: 'SIGN_IN' | 'PROVE' | 'AGREE') {
  return {
    authorizationRequest: {
      __typename: 'AuthorizationRequest',
      partnerName: PARTNER,
      scopes: ['OPENID', 'COMPANY'],
      step,
      expiresAt: '2026-11-23T08:10:00Z',
    },
  };
}

/** Open the page with a handle, as the authorization endpoint does; nothing is left in earnest. */
function open(answers: Parameters<typeof answer>[0], address = '/authorize#handle') {
  history.replaceState(null, '', address);
  const went = vi.spyOn(location, 'assign').mockImplementation(() => {});
  const asked = answer(answers);
  show(<Authorize />);
  return { asked, went };
}

test('the page says who asks, for what, and as whom one goes', async () => {
  const { asked } = open({
    Session: makeHolderSession,
    AuthorizationRequest: () => request('AGREE'),
  });

  await screen.findByRole('heading', { level: 1, name: `以自然人憑證登入：${PARTNER}` });
  await screen.findByText('測試・王小明');
  screen.getByText('管制編號、帳號類別與公司名稱');
  expect(screen.queryByText('憑證上的姓名')).toBeNull();
  const read = asked.find((each) => each.operation === 'AuthorizationRequest');
  expect(read?.variables).toEqual({ handle: 'handle' });
});

test('agreeing goes to the address that the service gives, by a navigation', async () => {
  const { asked, went } = open({
    Session: makeHolderSession,
    AuthorizationRequest: () => request('AGREE'),
    GrantAuthorization: () => ({
      grantAuthorization: { __typename: 'GrantAuthorizationSuccess', url: BACK },
    }),
  });

  fireEvent.click(await screen.findByRole('button', { name: AGREE }));

  await waitFor(() => expect(went).toHaveBeenCalledExactlyOnceWith(BACK));
  const sent = asked.find((each) => each.operation === 'GrantAuthorization');
  expect(sent?.variables).toEqual({ input: { handle: 'handle' } });
});

test('looking at the page agrees to nothing', async () => {
  const { asked, went } = open({
    Session: makeHolderSession,
    AuthorizationRequest: () => request('AGREE'),
  });

  await screen.findByRole('button', { name: AGREE });

  expect(asked.map((each) => each.operation)).not.toContain('GrantAuthorization');
  expect(went).not.toHaveBeenCalled();
});

test('declining goes back with the refusal', async () => {
  const url = 'https://tracks.example/callback?error=access_denied';
  const { asked, went } = open({
    Session: makeHolderSession,
    AuthorizationRequest: () => request('AGREE'),
    DenyAuthorization: () => ({
      denyAuthorization: { __typename: 'DenyAuthorizationSuccess', url },
    }),
  });

  fireEvent.click(await screen.findByRole('button', { name: DECLINE }));

  await waitFor(() => expect(went).toHaveBeenCalledExactlyOnceWith(url));
  expect(asked.map((each) => each.operation)).not.toContain('GrantAuthorization');
});

test('a refusal is shown, and one goes nowhere', async () => {
  const { went } = open({
    Session: makeHolderSession,
    AuthorizationRequest: () => request('AGREE'),
    GrantAuthorization: () => ({ grantAuthorization: refusal('ACCOUNT_FROZEN') }),
  });

  fireEvent.click(await screen.findByRole('button', { name: AGREE }));

  await screen.findByText('ACCOUNT_FROZEN 的標題');
  expect(went).not.toHaveBeenCalled();
});

test('when the proof has become too old meanwhile, the card is asked for', async () => {
  let step: 'AGREE' | 'PROVE' = 'AGREE';
  open({
    Session: makeHolderSession,
    RequestChallenge: challenges(),
    AuthorizationRequest: () => request(step),
    GrantAuthorization: () => {
      step = 'PROVE';
      return { grantAuthorization: refusal('CARD_PROOF_NEEDED') };
    },
  });
  popups();

  fireEvent.click(await screen.findByRole('button', { name: AGREE }));

  await screen.findByLabelText('憑證卡片密碼');
  expect(screen.queryByRole('button', { name: AGREE })).toBeNull();
});

test('who is not signed in signs in here first, and is then asked', async () => {
  let isIn = false;
  const { made } = popups();
  const { asked } = open({
    Session: () => (isIn ? makeHolderSession() : makeSession()),
    RequestChallenge: challenges(),
    AuthorizationRequest: () => request(isIn ? 'AGREE' : 'SIGN_IN'),
    SignIn: () => {
      isIn = true;
      const { account, certificate, expiresAt } = makeHolderSession().viewer;
      return { signIn: { __typename: 'SignInSuccess', account, certificate, expiresAt } };
    },
  });
  await screen.findByLabelText('憑證卡片密碼');
  expect(screen.queryByRole('button', { name: AGREE })).toBeNull();

  await sign(asked, made, { purpose: 'SIGN_IN', signature: 'AAAA' });

  await screen.findByRole('button', { name: AGREE });
});

test('a request that is over says so', async () => {
  const authorizationRequest = refusal('AUTHORIZATION_REQUEST_UNKNOWN');
  open({ Session: makeHolderSession, AuthorizationRequest: () => ({ authorizationRequest }) });

  await screen.findByText('AUTHORIZATION_REQUEST_UNKNOWN 的標題');
  screen.getByRole('link', { name: '回到本專區' });
});

test.each([
  ['unauthorized_client', '此系統未登錄'],
  ['invalid_request', '無法繼續登入'],
])('a request with the problem %s asks the service for nothing', async (problem, title) => {
  const { asked } = open({ Session: makeHolderSession }, `/authorize?problem=${problem}`);

  await screen.findByRole('heading', { level: 1, name: title });
  expect(asked.map((each) => each.operation)).not.toContain('AuthorizationRequest');
});
