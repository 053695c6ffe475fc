import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ORIGIN } from '../test/people';
import { type Popup, popups, READY, say } from '../test/popup';
import { NO_ANSWER_MS, OPERATION_MS, operate, parseObject, SLOW_MS } from './bridge';

const MESSAGE = '{"func":"GetUserCert"}';
const REPLY = '{"func":"pkcs11info","ret_code":0}';

function start(onSlow = () => {}) {
  const { made, open } = popups();
  const answer = operate({ origin: ORIGIN, path: '/popupForm', message: MESSAGE, onSlow });
  return { answer, open, popup: made[0] as Popup };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('an operation', () => {
  test('goes from ready over the message to the answer', async () => {
    const { answer, popup, open } = start();

    say(popup, READY);
    say(popup, REPLY);

    expect(await answer).toEqual({ reply: { func: 'pkcs11info', ret_code: 0 } });
    expect(open).toHaveBeenCalledTimes(1);
    expect(open.mock.calls[0]?.[0]).toBe(`${ORIGIN}/popupForm`);
    expect(popup.closed).toBe(true);
  });

  test('tells its message to the pinned origin only', () => {
    const { popup } = start();

    say(popup, READY);

    expect(popup.postMessage.mock.calls).toEqual([[MESSAGE, ORIGIN]]);
  });

  test('opens a window of another name each time', () => {
    const { open } = popups();

    void operate({ origin: ORIGIN, path: '/popupForm', message: MESSAGE });
    void operate({ origin: ORIGIN, path: '/popupForm', message: MESSAGE });

    const [first, second] = open.mock.calls.map((call) => call[1]);
    expect(first).not.toBe(second);
  });

  test('answers a popup that says ready twice only once, for the PIN must not be tried again', () => {
    const { popup } = start();

    say(popup, READY);
    say(popup, READY);

    expect(popup.postMessage).toHaveBeenCalledTimes(1);
  });

  test('that needs no message is answered without ready', async () => {
    const { made } = popups();
    const answer = operate({ origin: ORIGIN, path: '/addDomain?domain=localhost' });

    say(made[0] as Popup, '{"ret_code":0}');

    expect(await answer).toEqual({ reply: { ret_code: 0 } });
  });
});

describe('what is not listened to', () => {
  test('another origin', async () => {
    const { answer, popup } = start();

    say(popup, READY, { origin: 'http://127.0.0.1:61161' });
    say(popup, REPLY, { origin: 'https://evil.example' });
    await vi.advanceTimersByTimeAsync(NO_ANSWER_MS);

    expect(popup.postMessage).not.toHaveBeenCalled();
    expect(await answer).toEqual({ trouble: 'NO_ANSWER' });
  });

  test('another window of the right origin', () => {
    const { popup } = start();

    say(popup, READY, { source: window });

    expect(popup.postMessage).not.toHaveBeenCalled();
  });

  test('an object, as browser extensions post', () => {
    const { popup } = start();

    say(popup, { func: 'getTbs' });

    expect(popup.postMessage).not.toHaveBeenCalled();
  });

  test('an answer before ready', async () => {
    const { answer, popup } = start();

    say(popup, REPLY);
    await vi.advanceTimersByTimeAsync(NO_ANSWER_MS);

    expect(await answer).toEqual({ trouble: 'NO_ANSWER' });
  });
});

describe('trouble', () => {
  test('a blocked popup', async () => {
    vi.spyOn(window, 'open').mockReturnValue(null);

    const answer = await operate({ origin: ORIGIN, path: '/popupForm', message: MESSAGE });

    expect(answer).toEqual({ trouble: 'POPUP_BLOCKED' });
  });

  test('a silent component is waited for, spoken of after 3 s, given up and closed after 10 s', async () => {
    const onSlow = vi.fn();
    const { answer, popup } = start(onSlow);

    await vi.advanceTimersByTimeAsync(SLOW_MS - 1);
    expect(onSlow).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(onSlow).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(NO_ANSWER_MS - SLOW_MS);

    expect(await answer).toEqual({ trouble: 'NO_ANSWER' });
    expect(popup.close).toHaveBeenCalled();
  });

  test('a component that was ready and then hangs', async () => {
    const { answer, popup } = start();

    say(popup, READY);
    await vi.advanceTimersByTimeAsync(OPERATION_MS);

    expect(await answer).toEqual({ trouble: 'TIMED_OUT' });
  });

  test('a window that the person closed', async () => {
    const { answer, popup } = start();

    popup.closed = true;
    await vi.advanceTimersByTimeAsync(1_500);

    expect(await answer).toEqual({ trouble: 'WINDOW_CLOSED' });
  });

  test('a window that closed itself just before its answer arrived is no trouble', async () => {
    const { answer, popup } = start();
    say(popup, READY);

    popup.closed = true;
    await vi.advanceTimersByTimeAsync(400);
    say(popup, REPLY);

    expect(await answer).toHaveProperty('reply');
  });

  test.each(['not json', '[1]', '7', 'null'])('an answer that cannot be read: %s', async (junk) => {
    const { answer, popup } = start();

    say(popup, READY);
    say(popup, junk);

    expect(await answer).toEqual({ trouble: 'REPLY_UNREADABLE' });
  });
});

describe('an answer', () => {
  test.each([
    ['{"last_error":18446744071562067969}', { last_error: '18446744071562067969' }],
    [
      '{"a":-9223372036854775807,"b":[1234567890123456]}',
      { a: '-9223372036854775807', b: ['1234567890123456'] },
    ],
    ['{"last_error":-2147483647}', { last_error: -2147483647 }],
    [
      '{"text":"1234567890123456789 \\"1234567890123456789"}',
      { text: '1234567890123456789 "1234567890123456789' },
    ],
    ['{"fraction":1234567890123456.5}', { fraction: 1234567890123456.5 }],
    ['[1]', undefined],
    ['{"open', undefined],
  ])('%s is read without losing a bit', (text, value) => {
    expect(parseObject(text)).toEqual(value);
  });
});
