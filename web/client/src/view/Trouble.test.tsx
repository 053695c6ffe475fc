import { act, fireEvent, screen, waitFor } from '@testing-library/preact';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { makeSession, show } from '../test/people';
import { answer } from '../test/server';
import { refusal } from '../test/sign';
import { loadWords, useLanguage } from '../words';
import { rememberLanguage } from '../words/language';
import { ErrorSummary } from './ErrorSummary';
import { InputField } from './Field';
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

function English() {
  const { choose } = useLanguage();
  return (
    <button type="button" onClick={() => choose('en')}>
      English
    </button>
  );
}

test('what the service said stays, as Chinese, when all around it turns English', async () => {
  show(
    <>
      <English />
      <Trouble
        trouble={{
          refusal: refusal('SIGNATURE_WRONG', { title: '驗證失敗', message: '請重新讀卡。' }),
        }}
      />
    </>,
  );
  expect(screen.getByRole('alert').querySelector('[lang]')).toBeNull();
  const button = screen.getByRole('button', { name: 'English' });
  button.focus();

  fireEvent.click(button);

  await waitFor(() => expect(document.documentElement.lang).toBe('en'));
  expect(screen.getByText('驗證失敗').lang).toBe('zh-Hant-TW');
  expect(screen.getByText('請重新讀卡。').lang).toBe('zh-Hant-TW');
  expect(document.activeElement).toBe(button);
});

test('what is wrong with a field is marked in its language, at the field and at the top', async () => {
  const message = '郵遞區號不正確。';
  show(
    <>
      <English />
      <ErrorSummary problems={[{ field: 'code', message }]} />
      <InputField id="code" label="Code" problem={message} />
    </>,
  );

  fireEvent.click(screen.getByRole('button', { name: 'English' }));

  await waitFor(() => {
    expect(screen.getAllByText(message).map((each) => each.lang)).toEqual([
      'zh-Hant-TW',
      'zh-Hant-TW',
    ]);
  });
});
