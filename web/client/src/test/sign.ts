/** Sign as a person does: type the PIN, press, and the component's window answers. */
import { fireEvent, screen, waitFor } from '@testing-library/preact';
import { expect } from 'vitest';
import type { Refusal } from '../api/client';
import type { UserErrorCode } from '../api/graphql';
import { type Popup, READY, say } from './popup';
import type { Asked } from './server';

/** The answer to every request for a challenge; each has its own id. */
export function challenges() {
  let count = 0;
  return () => {
    count += 1;
    const challenge = { id: `challenge ${count}`, text: 'text', expiresAt: '' };
    return { requestChallenge: { __typename: 'RequestChallengeSuccess', challenge } };
  };
}

/** Wait for the challenge of this purpose, then have the card sign; `signature` tells signatures apart. */
export async function sign(
  asked: readonly Asked[],
  made: readonly Popup[],
  { purpose, prefix = '', signature }: { purpose: string; prefix?: string; signature: string },
) {
  await waitFor(() =>
    expect(asked.map((each) => each.text).join()).toContain(`"purpose":"${purpose}"`),
  );
  await screen.findAllByLabelText('憑證卡片密碼');
  await new Promise((resolve) => setTimeout(resolve, 30));
  const pin = document.getElementById(`${prefix}pin`) as HTMLInputElement;
  fireEvent.input(pin, { target: { value: 'Ab123456' } });
  fireEvent.submit(pin.form as HTMLFormElement);
  const popup = made.at(-1) as Popup;
  say(popup, READY);
  say(popup, JSON.stringify({ func: 'sign', ret_code: 0, signature, cardSN: 'TP00000000000102' }));
}

export function type(label: string, value: string) {
  fireEvent.input(screen.getByLabelText(label), { target: { value } });
}

export function submitFormOf(label: string) {
  const input = screen.getByLabelText<HTMLInputElement>(label);
  fireEvent.submit(input.form as HTMLFormElement);
}

/** A user error as the service answers with it; its words are made of its code. */
export function refusal(code: UserErrorCode, said: Partial<Refusal> = {}) {
  const words = { title: `${code} 的標題`, message: `${code} 的說明` };
  return { __typename: 'Refused', code, ...words, remedy: 'MESSAGE', path: [], ...said } as const;
}
