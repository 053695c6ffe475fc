import { screen, waitFor } from '@testing-library/preact';
import { beforeEach, expect, test } from 'vitest';
import type { Card } from '../api/cards';
import { ACCOUNT, makeHolderSession, OWN_CARD, show } from '../test/people';
import { popups } from '../test/popup';
import { answer } from '../test/server';
import { challenges, refusal, sign, submitFormOf, type } from '../test/sign';
import Cards from './Cards';

const OWN: Card = {
  ...OWN_CARD,
  label: null,
  lastUsedAt: '2026-11-23T09:00:00Z',
  status: 'LIVE',
  version: 'v1',
  isCurrent: true,
  expiresInDays: null,
};
const LIN: Card = {
  ...OWN,
  id: 'Q2VydGlmaWNhdGU6Mg==',
  holderName: '測試・林美玲',
  cardNumber: 'TP00••••••••0102',
  label: '北區車隊',
  lastUsedAt: null,
  isCurrent: false,
  expiresInDays: 12,
};
const NOW = () => new Date().toISOString();

function cardsOf(
  cards: readonly Card[],
  { next = null as string | null, account = {}, all = cards, hasMore = false } = {},
) {
  const pageInfo = { __typename: 'PageInfo', hasNextPage: next !== null, endCursor: next };
  const edges = cards.map((node) => ({ __typename: 'CertificateEdge', node }));
  const certificates = { __typename: 'CertificateConnection', edges, pageInfo };
  const everyCard = {
    ...certificates,
    edges: all.map((node) => ({ __typename: 'CertificateEdge', node })),
    pageInfo: { __typename: 'PageInfo', hasNextPage: hasMore },
  };
  const whole = { ...ACCOUNT, ...account, certificates, all: everyCard };
  return { viewer: { __typename: 'Viewer', account: whole } };
}

/** A stream in which nothing happens. */
function quiet() {
  return new Response(new ReadableStream(), { headers: { 'content-type': 'text/event-stream' } });
}

function shown(address: string, answers: Parameters<typeof answer>[0], provenAt = NOW()) {
  history.replaceState(null, '', address);
  const asked = answer({
    Session: () => makeHolderSession({ provenAt }),
    AccountChanged: quiet,
    RequestChallenge: challenges(),
    Card: () => ({ node: LIN }),
    Cards: () => cardsOf([OWN, LIN]),
    ...answers,
  });
  const { made } = popups();
  show(<Cards />);
  return { asked, made };
}

beforeEach(() => history.replaceState(null, '', '/cards'));

test('who replaces the own card is signed out and led to sign in with the new one', async () => {
  let isIn = true;
  const { asked, made } = shown(`/cards?replace=${encodeURIComponent(OWN.id)}`, {
    Session: () => makeHolderSession(isIn ? { provenAt: NOW() } : { account: null }),
    Card: () => ({ node: OWN }),
    ReplaceCertificate: () => {
      isIn = false;
      const done = { __typename: 'ReplaceCertificateSuccess', signedOut: true, certificate: LIN };
      return { replaceCertificate: done };
    },
  });
  await sign(asked, made, { purpose: 'REPLACE', signature: 'NEW' });
  await screen.findByText('TP00000000000102');
  type('連絡電話', '0912345678');
  type('Email', 'new@example.com');

  submitFormOf('Email');

  await waitFor(() => expect(location.pathname + location.search).toBe('/sign-in?replaced'));
});

test('a card of another company is not found', async () => {
  shown('/cards?edit=strange', { Card: () => ({ node: null }) });

  await screen.findByText('找不到這張憑證');
  expect(screen.queryByLabelText('連絡電話')).toBeNull();
});

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

  await screen.findByText('找不到這張憑證');
  expect(screen.queryByLabelText('Email')).toBeNull();
});
