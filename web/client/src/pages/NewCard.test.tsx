import { screen, waitFor } from '@testing-library/preact';
import { expect, test } from 'vitest';
import { LIN, NOW, OWN, shown } from '../test/cards';
import { ACCOUNT, makeHolderSession } from '../test/people';
import { refusal, sign, submitFormOf, type } from '../test/sign';

const OTHERS = { ...ACCOUNT, id: 'other', controlNumber: 'B0000007', name: '測試運輸' };

test('a page of one account is not used for another that the browser has signed in to', async () => {
  let account = ACCOUNT;
  const { asked, made } = shown('/cards?add', {
    Session: () => makeHolderSession({ account, provenAt: NOW() }),
    AddCertificate: () => {
      account = OTHERS;
      return { addCertificate: refusal('ANOTHER_ACCOUNT') };
    },
  });
  await sign(asked, made, { purpose: 'ADD', signature: 'LINS' });
  await screen.findByText('TP00000000000102');
  type('連絡電話', '0912345678');
  type('Email', 'lin@example.com');

  submitFormOf('Email');

  await screen.findByText('ANOTHER_ACCOUNT 的說明');
  await screen.findByText('B0000007');
  expect(screen.queryByText('TP00000000000102')).toBeNull();
  await waitFor(() =>
    expect(asked.filter((each) => each.operation === 'RequestChallenge').at(-1)?.variables).toEqual(
      { input: { purpose: 'ADD', controlNumber: 'B0000007' } },
    ),
  );
});

test('a card that was changed meanwhile is shown as it is now, and replaced by the same signature', async () => {
  let card = LIN;
  const { asked, made } = shown(`/cards?replace=${encodeURIComponent(LIN.id)}`, {
    Card: () => ({ node: card }),
    ReplaceCertificate: ({ variables }) => {
      if ((variables.input as { version: string }).version === 'v2') {
        const done = { __typename: 'ReplaceCertificateSuccess', signedOut: false };
        return { replaceCertificate: { ...done, certificate: OWN } };
      }
      card = { ...LIN, label: '南區車隊', version: 'v2' };
      return { replaceCertificate: refusal('CARDS_CHANGED') };
    },
  });
  await sign(asked, made, { purpose: 'REPLACE', signature: 'NEW' });
  await screen.findByText('TP00000000000102');
  type('連絡電話', '0912345678');
  type('Email', 'new@example.com');
  submitFormOf('Email');
  await screen.findByText('CARDS_CHANGED 的說明');
  await screen.findByText('南區車隊');

  submitFormOf('Email');

  await screen.findByText('已更換憑證。');
  const sent = asked.filter((each) => each.operation === 'ReplaceCertificate');
  const shownThen = { controlNumber: ACCOUNT.controlNumber, id: LIN.id, signature: 'NEW' };
  expect(sent.map((each) => each.variables)).toMatchObject([
    { input: { ...shownThen, version: 'v1' } },
    { input: { ...shownThen, version: 'v2' } },
  ]);
});

test('a card that is no longer on the list is not there to be replaced', async () => {
  let card = LIN;
  const { asked, made } = shown(`/cards?replace=${encodeURIComponent(LIN.id)}`, {
    Card: () => ({ node: card }),
    ReplaceCertificate: () => {
      card = { ...LIN, status: 'REMOVED' };
      return { replaceCertificate: refusal('CERTIFICATE_NOT_FOUND') };
    },
  });
  await sign(asked, made, { purpose: 'REPLACE', signature: 'NEW' });
  await screen.findByText('TP00000000000102');
  type('連絡電話', '0912345678');
  type('Email', 'new@example.com');

  submitFormOf('Email');

  await screen.findByText('找不到此憑證');
  expect(screen.queryByLabelText('Email')).toBeNull();
});
