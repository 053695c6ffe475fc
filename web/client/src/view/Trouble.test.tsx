import { act, fireEvent, screen } from '@testing-library/preact';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { makeSession, show } from '../test/people';
import { answer } from '../test/server';
import { loadWords } from '../words';
import { rememberLanguage } from '../words/language';
import { Trouble } from './Trouble';

beforeEach(() => void answer({ Session: () => makeSession() }));
afterEach(() => {
  vi.useRealTimers();
  rememberLanguage('zh-Hant-TW');
});

function wait(seconds: number) {
  const noAnswer = { kind: 'TOO_MANY_REQUESTS', seconds } as const;
  return show(<Trouble trouble={{ noAnswer }} onAgain={onAgain} />);
}

const onAgain = vi.fn();

test.each([
  ['zh-Hant-TW', 1, '請於 1 秒後再試'],
  ['zh-Hant-TW', 59, '請於 59 秒後再試'],
  ['zh-Hant-TW', 61, '請於 2 分鐘後再試'],
  ['zh-Hant-TW', 3600, '請於 1 小時後再試'],
  ['en', 1, 'try again in 1 second;'],
  ['en', 600, 'try again in 10 minutes;'],
  ['en', 7201, 'try again in 3 hours;'],
] as const)('the wait is told in words: %s, %d seconds', async (language, seconds, words) => {
  rememberLanguage(language);
  await loadWords('pages');

  wait(seconds);

  expect(screen.getByRole('alert').textContent).toContain(words);
});

test('once the wait is over it says so, and the button is there all along', () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  wait(30);
  expect(screen.queryByText(/現在可以再試一次/)).toBeNull();

  act(() => void vi.advanceTimersByTime(30_000));

  expect(screen.getByText(/現在可以再試一次/)).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: '再試一次' }));
  expect(onAgain).toHaveBeenCalledTimes(1);
});
