import { fireEvent, screen, waitFor } from '@testing-library/preact';
import { beforeEach, expect, test } from 'vitest';
import { makeHolderSession, makeSession, show } from '../test/people';
import { type Popup, popups, READY, say } from '../test/popup';
import { answer } from '../test/server';
import { challenges, refusal, sign as signWith } from '../test/sign';
import { Shell } from '../view/Shell';
import { frame } from '../words/zh/frame';
import SignIn from './SignIn';

const SIGNATURE = 'AAAABBBB';

/** Sign at the sign-in page; the service knows the holder once `signIn` was answered well. */
async function sign(signIn: object, address = '/sign-in') {
  history.replaceState(null, '', address);
  let isIn = false;
  const asked = answer({
    Session: () => (isIn ? makeHolderSession() : makeSession()),
    RequestChallenge: () => ({
      requestChallenge: {
        __typename: 'RequestChallengeSuccess',
        challenge: { id: 'challenge', text: 'text', expiresAt: '' },
      },
    }),
    SignIn: () => {
      isIn = (signIn as { __typename: string }).__typename === 'SignInSuccess';
      return { signIn };
    },
  });
  const { made, open } = popups();
  show(
    <Shell>
      <SignIn />
    </Shell>,
  );
  const pin = await screen.findByLabelText<HTMLInputElement>('憑證卡片密碼');
  await waitFor(() => expect(asked.map((each) => each.operation)).toContain('RequestChallenge'));
  await new Promise((resolve) => setTimeout(resolve, 30));
  fireEvent.input(pin, { target: { value: 'Ab123456' } });
  fireEvent.submit(pin.form as HTMLFormElement);
  say(made[0] as Popup, READY);
  say(made[0] as Popup, JSON.stringify({ func: 'sign', ret_code: 0, signature: SIGNATURE }));
  return { asked, open };
}

function success() {
  const { viewer } = makeHolderSession();
  const { account, certificate, expiresAt } = viewer;
  return { __typename: 'SignInSuccess', account, certificate, expiresAt };
}

beforeEach(() => history.replaceState(null, '', '/sign-in'));

test('one signature of purpose SIGN_IN signs in, and the head says who is here', async () => {
  const { asked, open } = await sign(success());

  await waitFor(() => expect(location.pathname).toBe('/home'));
  await screen.findByText('測試・王小明，您好');
  expect(screen.getByText('測試化工股份有限公司')).toBeTruthy();
  expect(open).toHaveBeenCalledTimes(1);
  const challenge = asked.find((each) => each.operation === 'RequestChallenge');
  expect(challenge?.variables).toEqual({ input: { purpose: 'SIGN_IN' } });
  expect(asked.find((each) => each.operation === 'SignIn')?.variables).toEqual({
    input: { challengeId: 'challenge', signature: SIGNATURE },
  });
});

test('who was sent here goes back to where she was', async () => {
  await sign(success(), '/sign-in?to=/sessions');

  await waitFor(() => expect(location.pathname).toBe('/sessions'));
  // Until the next page is loaded this one is still there, and must not lead elsewhere.
  await screen.findByText('測試・王小明，您好');
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(location.pathname).toBe('/sessions');
});

test.each(['//evil.example', 'https://evil.example/', '/home#x', '/sign-in/../x'])(
  'an address that is no page of ours is not followed: %s',
  async (to) => {
    await sign(success(), `/sign-in?to=${encodeURIComponent(to)}`);

    await waitFor(() => expect(location.pathname).toBe('/home'));
  },
);

test.each([
  ['CARD_NOT_BOUND', 'APPLY', '/apply'],
  ['CARD_WAITS', 'STATUS', '/status'],
  ['ACCOUNT_NOT_ACTIVE', 'HELP', 'mailto:toxicgps@moenv.gov.tw'],
  ['ACCOUNT_FROZEN', 'HELP', 'mailto:toxicgps@moenv.gov.tw'],
  ['RIGHTS_NOT_CONFIRMED', 'HELP', 'mailto:toxicgps@moenv.gov.tw'],
] as const)('%s is said in its own words and leads on by %s', async (code, remedy, href) => {
  await sign(refusal(code, { remedy }));

  const notice = await screen.findByRole('alert');
  expect(notice.querySelector('h2')?.textContent).toBe(`${code} 的標題`);
  expect(notice.textContent).toContain(`${code} 的說明`);
  expect(notice.querySelector('a')?.getAttribute('href')).toBe(href);
  expect(location.pathname).toBe('/sign-in');
});

test('a reissued card signs once more, takes the old one’s place and is in', async () => {
  history.replaceState(null, '', '/sign-in');
  let isIn = false;
  const asked = answer({
    Session: () => (isIn ? makeHolderSession() : makeSession()),
    RequestChallenge: challenges(),
    SignIn: () => ({ signIn: refusal('CARD_RENEWED') }),
    RenewCertificate: () => {
      isIn = true;
      const { account, certificate } = makeHolderSession().viewer;
      const done = { __typename: 'RenewCertificateSuccess', account, certificate };
      return { renewCertificate: { ...done, application: null } };
    },
  });
  const { made } = popups();
  show(<SignIn />);
  await signWith(asked, made, { purpose: 'SIGN_IN', signature: 'NEW' });
  await screen.findByText('您的自然人憑證已換發');
  expect(asked.map((each) => each.operation)).not.toContain('RenewCertificate');

  await signWith(asked, made, { purpose: 'RENEW', signature: 'NEW AGAIN' });

  await waitFor(() => expect(location.pathname).toBe('/home'));
  expect(asked.find((each) => each.operation === 'RenewCertificate')?.variables).toEqual({
    input: { challengeId: 'challenge 2', signature: 'NEWAGAIN' },
  });
});

test('after a refusal the next signature is over a new challenge', async () => {
  const { asked } = await sign(refusal('CERTIFICATE_REVOKED'));

  await screen.findByText('CERTIFICATE_REVOKED 的標題');

  await waitFor(() =>
    expect(asked.filter((each) => each.operation === 'RequestChallenge')).toHaveLength(2),
  );
});

test('who is in already is taken on without a card', async () => {
  answer({ Session: () => makeHolderSession() });

  show(<SignIn />);

  await waitFor(() => expect(location.pathname).toBe('/home'));
});

test('signing out forgets who was here, and says so', async () => {
  history.replaceState(null, '', '/home');
  let isIn = true;
  answer({
    Session: () => (isIn ? makeHolderSession() : makeSession()),
    SignOut: () => {
      isIn = false;
      return { signOut: { __typename: 'SignOutSuccess', signedOut: true } };
    },
  });
  show(<Shell>{null}</Shell>);

  fireEvent.click(await screen.findByRole('button', { name: '登出' }));

  await waitFor(() => expect(location.pathname + location.search).toBe('/sign-in?out'));
  await waitFor(() => expect(screen.queryByText('測試・王小明，您好')).toBeNull());
  expect(screen.getByRole('link', { name: frame.menu['/sign-in'] })).toBeTruthy();
});

test('a sign-out that did not arrive is not taken for one', async () => {
  history.replaceState(null, '', '/home');
  answer({
    Session: () => makeHolderSession(),
    SignOut: () => new Response('', { status: 503 }),
  });
  show(<Shell>{null}</Shell>);

  fireEvent.click(await screen.findByRole('button', { name: '登出' }));

  await screen.findByText('您尚未登出，請稍後再試一次。');
  expect(screen.getByText('測試・王小明，您好')).toBeTruthy();
});
