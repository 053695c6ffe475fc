import { fireEvent, screen } from '@testing-library/preact';
import { expect, test } from 'vitest';
import { makeHolderSession, show } from '../test/people';
import { answer } from '../test/server';
import { refusal } from '../test/sign';
import Home from './Home';

test('the zone’s systems are those that the service names, and one is gone over to by its address', async () => {
  history.replaceState(null, '', '/home');
  const url = 'https://gps.example/enter?code=once';
  answer({
    Session: () => makeHolderSession(),
    Systems: () => ({
      systems: [
        {
          __typename: 'System',
          partner: { __typename: 'Partner', id: 'p1', name: 'GPS 軌跡監控' },
          loginUrl: null,
        },
      ],
    }),
    CreateHandoff: () => ({
      createHandoff: { ...refusal('PARTNER_NOT_FOUND'), url },
    }),
  });
  show(<Home />);

  fireEvent.click(await screen.findByRole('button', { name: '前往 GPS 軌跡監控' }));

  await screen.findByText('PARTNER_NOT_FOUND 的標題');
});

test('a system with a sign-in of its own is a link to where that starts', async () => {
  history.replaceState(null, '', '/home');
  const loginUrl = 'https://tracks.example/login?iss=https%3A%2F%2Fportal.example';
  const partner = { __typename: 'Partner', id: 'p1', name: 'GPS 軌跡監控' };
  const asked = answer({
    Session: () => makeHolderSession(),
    Systems: () => ({ systems: [{ __typename: 'System', partner, loginUrl }] }),
  });

  show(<Home />);

  const link = await screen.findByRole('link', { name: '前往 GPS 軌跡監控' });
  expect(link.getAttribute('href')).toBe(loginUrl);
  expect(screen.queryByRole('button', { name: '前往 GPS 軌跡監控' })).toBeNull();
  expect(asked.map((each) => each.operation)).not.toContain('CreateHandoff');
});

test('without other systems there is no such menu', async () => {
  history.replaceState(null, '', '/home');
  answer({
    Session: () => makeHolderSession(),
    Systems: () => ({ systems: [] }),
  });

  show(<Home />);

  await screen.findByText('帳號功能');
  expect(screen.queryByText('即時追蹤系統專區')).toBeNull();
});
