import { screen, waitFor } from '@testing-library/preact';
import { expect, test } from 'vitest';
import { ACCOUNT, makeHolderSession, makeSession, OWN_CARD, show } from '../test/people';
import { popups } from '../test/popup';
import { answer } from '../test/server';
import { challenges, refusal, sign, submitFormOf, type } from '../test/sign';
import FirstCard from './FirstCard';

test('a link that a card was bound through leads to signing in, and to no other link', async () => {
  history.replaceState(null, '', '/first-card#token');
  answer({
    Session: () => makeSession(),
    SignInLink: () => ({ signInLink: refusal('SIGN_IN_LINK_SPENT') }),
  });

  show(<FirstCard />);

  const link = await screen.findByRole('link', { name: '以自然人憑證登入' });
  expect(link.getAttribute('href')).toBe('/sign-in');
  expect(screen.queryByRole('link', { name: '重寄綁定連結' })).toBeNull();
});

test.each(['SIGN_IN_LINK_EXPIRED', 'SIGN_IN_LINK_REPLACED', 'LINK_UNKNOWN'] as const)(
  '%s leads to another link',
  async (name) => {
    history.replaceState(null, '', '/first-card#token');
    answer({ Session: () => makeSession(), SignInLink: () => ({ signInLink: refusal(name) }) });

    show(<FirstCard />);

    const link = await screen.findByRole('link', { name: '重寄綁定連結' });
    expect(link.getAttribute('href')).toBe('/existing');
  },
);

test('the account is named, and its number stands in what the card signs', async () => {
  history.replaceState(null, '', '/first-card');
  const session = makeHolderSession({ kind: 'BIND_ONLY', certificate: null });
  const asked = answer({ Session: () => session, RequestChallenge: challenges() });

  show(<FirstCard />);

  await screen.findByText(ACCOUNT.controlNumber);
  await waitFor(() =>
    expect(asked.find((each) => each.operation === 'RequestChallenge')?.variables).toEqual({
      input: { purpose: 'FIRST_CARD', controlNumber: ACCOUNT.controlNumber },
    }),
  );
});

test('who was taken out of the account is told so by the service, and whom to ask', async () => {
  history.replaceState(null, '', '/first-card');
  const { viewer, service } = makeHolderSession();
  const asked = answer({
    Session: () => ({ service, viewer: { ...viewer, kind: 'BIND_ONLY', certificate: null } }),
    RequestChallenge: challenges(),
    BindFirstCard: () => ({ bindFirstCard: refusal('FORMER_HOLDER', { remedy: 'HELP' }) }),
  });
  const { made } = popups();
  show(<FirstCard />);
  await sign(asked, made, { purpose: 'FIRST_CARD', signature: 'FIRST' });
  await screen.findByText('已取得憑證資訊。');
  type('連絡電話', '0912345678');
  type('Email', 'wang@example.com');

  submitFormOf('Email');

  const title = await screen.findByText('FORMER_HOLDER 的標題');
  const notice = title.closest('[role=alert]') as HTMLElement;
  expect(notice.textContent).toContain('FORMER_HOLDER 的說明');
  expect(notice.querySelector('a')?.getAttribute('href')).toBe('mailto:toxicgps@moenv.gov.tw');
});

test.each(['INVITATION_EXPIRED', 'INVITATION_REPLACED'] as const)(
  '%s offers no link, since an administrator invites anew',
  async (name) => {
    history.replaceState(null, '', '/first-card#token');
    answer({ Session: () => makeSession(), SignInLink: () => ({ signInLink: refusal(name) }) });

    show(<FirstCard />);

    await screen.findByText(`${name} 的說明`);
    expect(screen.queryByRole('link', { name: '重寄綁定連結' })).toBeNull();
  },
);

test('the card of invited staff is bound, and the page says that it awaits confirmation', async () => {
  history.replaceState(null, '', '/first-card#token');
  let isBound = false;
  const { viewer, service } = makeHolderSession({ kind: 'BIND_ONLY', certificate: null });
  const asked = answer({
    Session: () => (isBound ? makeSession() : { service, viewer }),
    RequestChallenge: challenges(),
    BindFirstCard: () => {
      isBound = true;
      return {
        bindFirstCard: {
          __typename: 'BindFirstCardSuccess',
          account: { ...ACCOUNT, kind: 'STAFF' },
          certificate: OWN_CARD,
          awaitsConfirmation: true,
        },
      };
    },
  });
  const { made } = popups();
  show(<FirstCard />);

  await sign(asked, made, { purpose: 'FIRST_CARD', signature: 'STAFF' });
  await screen.findByText('已取得憑證資訊。');
  type('連絡電話', '0912345678');
  type('Email', 'wang@example.com');
  submitFormOf('Email');

  await screen.findByText('待系統管理者確認');
  expect(location.pathname).toBe('/first-card');
});
