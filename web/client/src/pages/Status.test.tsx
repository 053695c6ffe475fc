import { fireEvent, screen, waitFor } from '@testing-library/preact';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Application } from '../api/application';
import { tellOpened } from '../api/opened';
import { useSession } from '../api/session';
import { makeApplication, makeHolderSession, makeSession, show } from '../test/people';
import { answer } from '../test/server';
import Status from './Status';

const NONE = '此瀏覽器沒有進行中的申請。';
const TAKEN = '此申請已在另一個瀏覽器以自然人憑證繼續';

/** The page, and a button that asks who is here again. */
function Again() {
  const { refresh } = useSession();
  return (
    <>
      <Status />
      <button type="button" onClick={refresh}>
        again
      </button>
    </>
  );
}

/** Show the page to somebody who is first known by one answer, and when asked again by another. */
function known(first: Application | null, then: () => unknown) {
  let asked = 0;
  answer({
    Session: () => {
      asked += 1;
      return asked === 1 ? makeSession(first) : then();
    },
  });
  show(<Again />);
}

function askAgain() {
  fireEvent.click(screen.getByRole('button', { name: 'again' }));
}

beforeEach(() => {
  history.replaceState(null, '', '/status');
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-11-23T09:00:00Z') });
});
afterEach(() => vi.useRealTimers());

test('while it is asked again who is here, nobody is told that there is nothing', async () => {
  let arrive: (() => void) | undefined;
  const held = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  known(null, async () => {
    await held;
    return makeSession(makeApplication({ status: 'WITHDRAWN' }));
  });
  await screen.findByText(NONE);

  askAgain();

  await screen.findByText('載入中…');
  expect(screen.queryByText(NONE)).toBeNull();
  arrive?.();
  await screen.findByText('已撤回');
});

test('an application that the card has taken elsewhere is told so, with its case number', async () => {
  const application = makeApplication({ status: 'WITHDRAWN' });
  known(application, () => makeSession());
  await screen.findByText('已撤回');

  askAgain();

  await screen.findByText(TAKEN);
  expect(screen.getByText(application.caseNumber)).toBeTruthy();
  const card = screen.getByRole('link', { name: '以自然人憑證繼續' });
  expect(card.getAttribute('href')).toBe('/continue');
});

test('a session that has run out is not taken for an application that went elsewhere', async () => {
  known(makeApplication({ status: 'WITHDRAWN' }), () => makeSession());
  await screen.findByText('已撤回');
  vi.setSystemTime(new Date('2026-11-24T09:00:00Z'));

  askAgain();

  await screen.findByText(NONE);
  expect(screen.queryByText(TAKEN)).toBeNull();
});

const OPEN = '帳號權限已開通，之後請以綁定的自然人憑證登入即時追蹤系統專區。';

/** The page says that the account is open, and leads to signing in. */
async function saysOpen() {
  await screen.findByText(OPEN);
  expect(screen.getByText('已開通')).toBeTruthy();
  const signIn = screen.getByRole('link', { name: '以自然人憑證登入' });
  expect(signIn.getAttribute('href')).toBe('/sign-in');
  expect(screen.queryByText(NONE)).toBeNull();
  expect(screen.queryByText(TAKEN)).toBeNull();
}

test('after the account was opened here, the page says so although the service shows nothing', async () => {
  const application = makeApplication({ status: 'ACTIVATED' });
  tellOpened(application);

  known(null, () => makeSession());

  await saysOpen();
  expect(screen.getByText(application.caseNumber)).toBeTruthy();
});

test('a tab that watches learns that another tab has opened the account', async () => {
  const application = makeApplication({ status: 'APPROVED' });
  known(application, () => makeSession());
  await screen.findByText('審核通過');

  tellOpened({ ...application, status: 'ACTIVATED' });

  await saysOpen();
});

test('a stream that ends because the account was opened says so, and not that nothing is there', async () => {
  const application = makeApplication({ status: 'APPROVED' });
  known(application, () => makeSession());
  await screen.findByText('審核通過');
  // The stream may end before the other tab has told.
  askAgain();
  await screen.findByText(TAKEN);

  tellOpened({ ...application, status: 'ACTIVATED' });

  await saysOpen();
});

test('a new application is shown although another has opened an account before', async () => {
  tellOpened(makeApplication({ status: 'ACTIVATED' }));

  known(makeApplication({ id: 'QXBwbGljYXRpb246Mg==', status: 'UNDER_REVIEW' }), () =>
    makeSession(),
  );

  await screen.findByText('審核中');
  expect(screen.queryByText(OPEN)).toBeNull();
});

test('who has signed in is not told any more that the account is open', async () => {
  tellOpened(makeApplication({ status: 'ACTIVATED' }));
  known(null, () => makeHolderSession());
  await saysOpen();

  askAgain();

  await screen.findByText(NONE);
  await waitFor(() => expect(sessionStorage.getItem('opened-account')).toBeNull());
});
