/** Alice at form 2/2: her card signs, she types how she is reached, and presses. */
import { fireEvent, screen, waitFor } from '@testing-library/preact';
import { expect } from 'vitest';
import Bind from '../pages/Bind';
import { makeApplication, makeSession, show } from './people';
import { type Popup, popups, READY, say } from './popup';
import { answer } from './server';

export const application = makeApplication();
export const SIGNATURE = 'AAAABBBB';

/** Open form 2/2 and have the card sign; the returned list grows with every request. */
export async function read(answers: Parameters<typeof answer>[0] = {}) {
  let challenges = 0;
  const asked = answer({
    Session: () => makeSession(application),
    RequestChallenge: () => {
      challenges += 1;
      const challenge = { id: `challenge ${challenges}`, text: 'text', expiresAt: '' };
      return { requestChallenge: { __typename: 'RequestChallengeSuccess', challenge } };
    },
    ...answers,
  });
  const { made } = popups();
  show(<Bind />);
  await screen.findByLabelText('憑證卡片密碼');
  await waitFor(() => expect(challenges).toBe(1));
  await new Promise((resolve) => setTimeout(resolve, 30));
  const pin = screen.getByLabelText<HTMLInputElement>('憑證卡片密碼');
  fireEvent.input(pin, { target: { value: 'Ab123456' } });
  fireEvent.submit(pin.form as HTMLFormElement);
  say(made[0] as Popup, READY);
  say(
    made[0] as Popup,
    JSON.stringify({ func: 'sign', ret_code: 0, signature: SIGNATURE, cardSN: 'TP00000000000101' }),
  );
  await screen.findByText('已取得憑證資訊。');
  return asked;
}

export function fillContact() {
  fireEvent.input(screen.getByLabelText('連絡電話'), { target: { value: '0912345678' } });
  fireEvent.input(screen.getByLabelText('Email'), { target: { value: 'wang@example.com' } });
}

export function sendIt() {
  fireEvent.click(screen.getByRole('button', { name: '確認送出' }));
  fireEvent.submit(screen.getByLabelText<HTMLInputElement>('Email').form as HTMLFormElement);
}
