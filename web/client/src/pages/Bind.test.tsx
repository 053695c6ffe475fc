import { act, fireEvent, screen, waitFor } from '@testing-library/preact';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { readDraft } from '../forms/draft';
import { application, fillContact, read, SIGNATURE, sendIt } from '../test/bind';
import { makeApplication, makeSession, RULES, show } from '../test/people';
import { answer } from '../test/server';
import { refusal } from '../test/sign';
import Bind from './Bind';

beforeEach(() => history.replaceState(null, '', '/bind'));
afterEach(() => vi.useRealTimers());

test('what was read is shown, and sent with what was typed', async () => {
  const asked = await read({
    BindCertificate: () => ({
      bindCertificate: {
        __typename: 'BindCertificateSuccess',
        application: makeApplication({ status: 'UNDER_REVIEW' }),
      },
    }),
  });
  expect(screen.getByText('TP00000000000101')).toBeTruthy();

  fillContact();
  sendIt();

  await waitFor(() => expect(location.pathname).toBe('/status'));
  expect(asked.find((each) => each.operation === 'BindCertificate')?.variables).toEqual({
    input: {
      applicationId: application.id,
      version: 1,
      controlNumber: application.company.controlNumber,
      challengeId: 'challenge 1',
      signature: SIGNATURE,
      phone: '0912345678',
      email: 'wang@example.com',
    },
  });
});

test('the typed contact is kept over a reload, the signature is not', async () => {
  await read();

  fillContact();

  expect(readDraft(`holder.${application.caseNumber}`)).toEqual({
    phone: '0912345678',
    email: 'wang@example.com',
    label: '',
  });
  expect(JSON.stringify({ ...sessionStorage, ...localStorage })).not.toContain(SIGNATURE);
});

test('nothing is sent before a card was read', async () => {
  const asked = answer({ Session: () => makeSession(application) });
  show(<Bind />);
  await screen.findByLabelText('連絡電話');
  fillContact();

  sendIt();

  const missing = await screen.findByRole('link', {
    name: '請先按「取得憑證資訊」，讀取自然人憑證。',
  });
  expect(missing.getAttribute('href')).toBe('#pin');
  expect(asked.map((each) => each.operation)).not.toContain('BindCertificate');
});

test('all that is missing is told at once, the card first', async () => {
  answer({ Session: () => makeSession(application) });
  show(<Bind />);
  await screen.findByLabelText('連絡電話');

  sendIt();

  await screen.findByText('有欄位需要修正');
  const told = [...document.querySelectorAll('.errors a')].map((link) => link.textContent);
  expect(told).toEqual([
    '請先按「取得憑證資訊」，讀取自然人憑證。',
    '請輸入連絡電話。',
    '請輸入 Email。',
  ]);
});

test('after five minutes the signature is dropped, and said so', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], shouldAdvanceTime: true });
  await read();

  await act(async () => {
    await vi.advanceTimersByTimeAsync(RULES.challengeMinutes * 60_000);
  });

  await screen.findByText('憑證資訊已超過 5 分鐘');
  expect(screen.queryByText('TP00000000000101')).toBeNull();
});

test('a refused card is said in words, and the next signature is over a new challenge', async () => {
  const asked = await read({
    BindCertificate: () => ({
      bindCertificate: refusal('CERTIFICATE_REVOKED', {
        title: '憑證已廢止',
        message: '此憑證已廢止，無法使用。',
      }),
    }),
  });
  fillContact();

  sendIt();

  await screen.findByText('憑證已廢止');
  expect(screen.getByText('此憑證已廢止，無法使用。')).toBeTruthy();
  await waitFor(() =>
    expect(asked.filter((each) => each.operation === 'RequestChallenge')).toHaveLength(2),
  );
  expect(screen.getByLabelText<HTMLInputElement>('Email').value).toBe('wang@example.com');

  fireEvent.click(screen.getByRole('button', { name: '重新偵測卡片' }));

  await waitFor(() => expect(screen.queryByText('憑證已廢止')).toBeNull());
});

test('without an application the page leads to form 1/2', async () => {
  answer({ Session: () => makeSession() });

  show(<Bind />);

  await screen.findByText('請先填寫基本資料，再綁定自然人憑證。');
});
