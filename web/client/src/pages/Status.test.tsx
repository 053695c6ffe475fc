import { fireEvent, screen } from '@testing-library/preact';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Application } from '../api/application';
import { useSession } from '../api/session';
import { makeApplication, makeSession, show } from '../test/people';
import { answer } from '../test/server';
import Status from './Status';

const NONE = '這個瀏覽器沒有進行中的申請。';
const TAKEN = '這件申請已在另一個瀏覽器以自然人憑證繼續';

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
    return makeSession(makeApplication({ status: 'ACTIVATED' }));
  });
  await screen.findByText(NONE);

  askAgain();

  await screen.findByText('載入中…');
  expect(screen.queryByText(NONE)).toBeNull();
  arrive?.();
  await screen.findByText('已開通');
});

test('an application that the card has taken elsewhere is told so, with its case number', async () => {
  const application = makeApplication({ status: 'ACTIVATED' });
  known(application, () => makeSession());
  await screen.findByText('已開通');

  askAgain();

  await screen.findByText(TAKEN);
  expect(screen.getByText(application.caseNumber)).toBeTruthy();
  const card = screen.getByRole('link', { name: '以自然人憑證繼續' });
  expect(card.getAttribute('href')).toBe('/continue');
});

test('a session that has run out is not taken for an application that went elsewhere', async () => {
  known(makeApplication({ status: 'ACTIVATED' }), () => makeSession());
  await screen.findByText('已開通');
  vi.setSystemTime(new Date('2026-11-24T09:00:00Z'));

  askAgain();

  await screen.findByText(NONE);
  expect(screen.queryByText(TAKEN)).toBeNull();
});
