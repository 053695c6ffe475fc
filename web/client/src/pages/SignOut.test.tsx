import { fireEvent, screen, waitFor } from '@testing-library/preact';
import { HttpResponse } from 'msw';
import { beforeEach, expect, test } from 'vitest';
import { makeHolderSession, makeSession, show } from '../test/people';
import { answer } from '../test/server';
import SignOut from './SignOut';

const LEAD = /測試・王小明，您要登出本專區嗎？/;

beforeEach(() => history.replaceState(null, '', '/sign-out'));

test('looking at the page signs nobody out; the button does', async () => {
  const asked = answer({
    Session: makeHolderSession,
    SignOut: () => ({ signOut: { __typename: 'SignOutSuccess' } }),
  });
  show(<SignOut />);
  await screen.findByText(LEAD);
  expect(asked.map((each) => each.operation)).not.toContain('SignOut');

  fireEvent.click(screen.getByRole('button', { name: '登出' }));

  await waitFor(() => expect(location.pathname + location.search).toBe('/sign-in?out'));
  expect(asked.filter((each) => each.operation === 'SignOut')).toHaveLength(1);
});

test('who would rather stay goes home', async () => {
  answer({ Session: makeHolderSession });

  show(<SignOut />);

  const stay = await screen.findByRole('link', { name: '不登出' });
  expect(stay.getAttribute('href')).toBe('/home');
});

test('who could not be signed out is told so', async () => {
  answer({ Session: makeHolderSession, SignOut: () => HttpResponse.error() });
  show(<SignOut />);

  fireEvent.click(await screen.findByRole('button', { name: '登出' }));

  await screen.findByText('您尚未登出，請稍後再試一次。');
  expect(location.pathname).toBe('/sign-out');
});

test('who is not signed in has nothing to end', async () => {
  answer({ Session: () => makeSession() });

  show(<SignOut />);

  await screen.findByText(/您目前沒有登入/);
  expect(screen.queryByRole('button', { name: '登出' })).toBeNull();
});
