import { fireEvent, screen, waitFor } from '@testing-library/preact';
import { expect, test } from 'vitest';
import { makeSession, ORIGIN, show } from '../test/people';
import { type Popup, popups, READY, say } from '../test/popup';
import { answer } from '../test/server';
import Help from './Help';

async function shown() {
  const asked = answer({ Session: () => makeSession() });
  const { made, open } = popups();
  show(<Help />);
  await waitFor(() => expect(asked).toHaveLength(1));
  await new Promise((resolve) => setTimeout(resolve, 30));
  return { asked, made, open };
}

function detect(made: readonly Popup[], reply: object) {
  fireEvent.click(screen.getByRole('button', { name: /檢測$/ }));
  const popup = made.at(-1) as Popup;
  say(popup, READY);
  say(popup, JSON.stringify({ func: 'pkcs11info', ...reply }));
}

function states(): (string | null)[] {
  return [...document.querySelectorAll('.checks > li')].map((each) =>
    each.getAttribute('data-state'),
  );
}

const SLOT = { slotDescription: 'Reader A', token: { serialNumber: 'TP00000000000101' } };

test('nothing is looked for before it is asked for', async () => {
  const { open } = await shown();

  expect(open).not.toHaveBeenCalled();
  expect(states().slice(1)).toEqual(Array(7).fill('OPEN'));
});

test('a card that is read is told with reader and number, and a test signature goes to no server', async () => {
  const { asked, made, open } = await shown();
  detect(made, { ret_code: 0, serverVersion: '1.3.4.103349', slots: [SLOT] });
  await screen.findByText('讀到卡片 TP00000000000101');
  expect(screen.getByText('已接上：Reader A')).toBeTruthy();

  const pin = screen.getByLabelText<HTMLInputElement>('憑證卡片密碼');
  fireEvent.input(pin, { target: { value: 'Ab123456' } });
  fireEvent.submit(pin.form as HTMLFormElement);
  expect(pin.value).toBe('');
  say(made[1] as Popup, READY);
  const message = (made[1] as Popup).postMessage.mock.calls[0]?.[0] ?? '';
  say(made[1] as Popup, JSON.stringify({ func: 'sign', ret_code: 0, signature: 'AAAA' }));

  await screen.findByText('簽章成功。');
  expect(message).toContain('沒有任何效力');
  expect(open).toHaveBeenCalledTimes(2);
  expect(asked.map((each) => each.operation)).toEqual(['Session']);
});

test('a site that is not trusted is found, and can be added from there', async () => {
  const { made, open } = await shown();

  detect(made, { ret_code: 1979711537 });

  await screen.findByText('將本網站加入信任');
  expect(states()[3]).toBe('BAD');
  fireEvent.click(screen.getByRole('button', { name: '將本網站加入信任' }));
  expect(open.mock.calls[1]?.[0]).toBe(`${ORIGIN}/addDomain?domain=localhost`);
});

test('a component without readers stops at the reader', async () => {
  const { made } = await shown();

  detect(made, { ret_code: 0, serverVersion: '1.3.4.103349', slots: [] });

  await waitFor(() => expect(states()[5]).toBe('BAD'));
  expect(states().slice(6)).toEqual(['OPEN', 'OPEN']);
});
