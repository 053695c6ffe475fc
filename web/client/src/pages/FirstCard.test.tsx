import { screen, waitFor } from '@testing-library/preact';
import { expect, test } from 'vitest';
import { ACCOUNT, makeHolderSession, makeSession, show } from '../test/people';
import { answer } from '../test/server';
import { challenges, refusal } from '../test/sign';
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
  expect(screen.queryByRole('link', { name: '重新寄送綁定連結' })).toBeNull();
});

test.each(['SIGN_IN_LINK_EXPIRED', 'SIGN_IN_LINK_REPLACED', 'LINK_UNKNOWN'] as const)(
  '%s leads to another link',
  async (name) => {
    history.replaceState(null, '', '/first-card#token');
    answer({ Session: () => makeSession(), SignInLink: () => ({ signInLink: refusal(name) }) });

    show(<FirstCard />);

    const link = await screen.findByRole('link', { name: '重新寄送綁定連結' });
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
