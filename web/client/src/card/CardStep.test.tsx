import { fireEvent, screen, waitFor } from '@testing-library/preact';
import { expect, test, vi } from 'vitest';
import { readDraft } from '../forms/draft';
import { makeSession, ORIGIN, show } from '../test/people';
import { type Popup, popups, READY, say } from '../test/popup';
import { type Asked, answer } from '../test/server';
import { CardStep } from './CardStep';
import type { SignedChallenge } from './useCard';

const BUTTON = '取得憑證資訊';
const PIN = 'Ab123456';
const CHALLENGE = { id: 'Q2g6MQ==', text: 'service: test', expiresAt: '2026-11-23T08:05:00Z' };

async function shown() {
  const asked: Asked[] = answer({
    Session: () => makeSession(),
    RequestChallenge: () => ({
      requestChallenge: { __typename: 'RequestChallengeSuccess', challenge: CHALLENGE },
    }),
  });
  const { made, open } = popups();
  const signed = vi.fn<(signed: SignedChallenge) => void>();
  show(<CardStep purpose="BIND" shown={{ subject: '1' }} button={BUTTON} onSigned={signed} />);
  const pin = screen.getByLabelText<HTMLInputElement>('憑證卡片密碼');
  await waitFor(() => expect(asked.map((each) => each.operation)).toContain('RequestChallenge'));
  await settled();
  return { asked, made, open, signed, pin };
}

/** Let what was fetched arrive. */
async function settled() {
  await new Promise((resolve) => setTimeout(resolve, 30));
}

function type(input: HTMLInputElement, value: string) {
  fireEvent.input(input, { target: { value } });
}

function press(name: string) {
  fireEvent.click(screen.getByRole('button', { name }));
}

function sign(pin: HTMLInputElement, value = PIN) {
  type(pin, value);
  fireEvent.submit(pin.form as HTMLFormElement);
}

function lastMessage(popup: Popup | undefined): Record<string, string> {
  return JSON.parse(popup?.postMessage.mock.calls[0]?.[0] ?? '{}') as Record<string, string>;
}

test('one press opens one popup, signs the challenge fetched before, and clears the PIN', async () => {
  const { made, open, signed, pin } = await shown();

  sign(pin);

  expect(open).toHaveBeenCalledTimes(1);
  expect(pin.value).toBe('');
  const popup = made[0] as Popup;
  say(popup, READY);
  expect(lastMessage(popup)).toMatchObject({
    func: 'MakeSignature',
    tbs: CHALLENGE.text,
    pin: PIN,
  });
  say(popup, JSON.stringify({ func: 'sign', ret_code: 0, signature: 'AAAA', cardSN: 'TP1' }));
  await waitFor(() => expect(signed).toHaveBeenCalledTimes(1));
  expect(signed.mock.calls[0]?.[0]).toMatchObject({
    challengeId: CHALLENGE.id,
    signature: 'AAAA',
    cardNumber: 'TP1',
  });
});

test('a press before the challenge is here costs nothing, and it is said when to press again', async () => {
  let arrive: (() => void) | undefined;
  const held = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  answer({
    Session: () => makeSession(),
    RequestChallenge: async () => {
      await held;
      return { requestChallenge: { __typename: 'RequestChallengeSuccess', challenge: CHALLENGE } };
    },
  });
  const { open } = popups();
  show(
    <CardStep purpose="BIND" shown={{ subject: '1' }} button={BUTTON} onSigned={() => undefined} />,
  );
  const pin = screen.getByLabelText<HTMLInputElement>('憑證卡片密碼');

  sign(pin);
  await screen.findByText('正在準備，請稍候再按一次。');
  expect(open).not.toHaveBeenCalled();
  expect(pin.value).toBe(PIN);
  arrive?.();

  const said = await screen.findByText('準備好了，請再按一次。');
  expect(said.getAttribute('role')).toBe('status');
  sign(pin);
  expect(open).toHaveBeenCalledTimes(1);
});

test('the PIN goes to no server and into no storage', async () => {
  const { asked, made, pin } = await shown();

  sign(pin);
  say(made[0] as Popup, READY);
  say(made[0] as Popup, '{"func":"sign","ret_code":0,"signature":"AAAA"}');
  await settled();

  const stored = JSON.stringify({ ...sessionStorage, ...localStorage });
  expect(asked.map((each) => each.text).join()).not.toContain(PIN);
  expect(stored).not.toContain(PIN);
  expect((made[0] as Popup).postMessage.mock.calls.map((call) => call[1])).toEqual([ORIGIN]);
});

test.each(['12345', '123456789'])('a PIN of another length spends no try: %s', async (value) => {
  const { open, pin } = await shown();

  sign(pin, value);

  expect(open).not.toHaveBeenCalled();
  expect((await screen.findAllByText(/PIN 碼為 6 至 8 碼。此次沒有送進卡片/)).length).toBe(2);
});

test('a wrong PIN tells the tries left, warns before the last, and is never tried again by itself', async () => {
  const { made, open, pin } = await shown();

  sign(pin);
  say(made[0] as Popup, READY);
  say(made[0] as Popup, '{"func":"sign","ret_code":1980760070,"last_error":-2147483647}');

  await screen.findByText('PIN 碼錯誤');
  expect(screen.getByText('還可以再試 1 次。')).toBeTruthy();
  expect(screen.getByText('這是最後一次機會')).toBeTruthy();
  expect(readDraft('card.triesLeft')).toBe(1);
  await settled();
  expect(open).toHaveBeenCalledTimes(1);
});

test('a site that is not trusted is offered the component’s own page', async () => {
  const { made, open, pin } = await shown();
  sign(pin);
  say(made[0] as Popup, READY);
  say(made[0] as Popup, '{"func":"sign","ret_code":1979711537}');
  await screen.findByText('讀卡元件尚未信任本網站');

  press('將本網站加入信任');
  say(made[1] as Popup, '{"ret_code":0}');

  expect(open.mock.calls[1]?.[0]).toBe(`${ORIGIN}/addDomain?domain=localhost`);
  await screen.findByText('已加入信任，請再試一次。');
});

test('several cards have to be chosen between, and the chosen reader is named', async () => {
  const { made, open, pin } = await shown();
  press('重新偵測卡片');
  say(made[0] as Popup, READY);
  const slots = ['A', 'B'].map((slot) => ({
    slotDescription: slot,
    token: { serialNumber: `TP${slot}` },
  }));
  say(made[0] as Popup, JSON.stringify({ func: 'pkcs11info', ret_code: 0, slots }));
  await screen.findByText('偵測到多張卡片');

  sign(pin);
  expect(open).toHaveBeenCalledTimes(1);
  const chooser = screen.getByLabelText<HTMLSelectElement>('選擇讀卡機及卡片');
  fireEvent.change(chooser, { target: { value: 'B' } });
  sign(pin);

  say(made[1] as Popup, READY);
  expect(lastMessage(made[1])).toHaveProperty('slotDescription', 'B');
});

test('a blocked popup is told apart', async () => {
  const { open, pin } = await shown();
  open.mockReturnValue(null);

  sign(pin);

  await screen.findByText('瀏覽器封鎖了讀卡視窗');
});
