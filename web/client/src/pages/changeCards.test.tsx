import { fireEvent, screen } from '@testing-library/preact';
import { beforeEach, expect, test } from 'vitest';
import type { Card } from '../api/cards';
import { readDraft } from '../forms/draft';
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

test('a colleague’s card signs, is looked at, and is added', async () => {
  const { asked, made } = shown('/cards?add', {
    AddCertificate: () => ({
      addCertificate: { __typename: 'AddCertificateSuccess', certificate: LIN },
    }),
  });
  await sign(asked, made, { purpose: 'ADD', signature: 'LINS' });
  await screen.findByText('TP00000000000102');
  type('連絡電話', '0912345678');
  type('Email', 'lin@example.com');
  type('名稱（選填）', '北區車隊');

  submitFormOf('Email');

  await screen.findByText('已新增憑證。');
  expect(asked.find((each) => each.operation === 'AddCertificate')?.variables).toEqual({
    input: {
      controlNumber: ACCOUNT.controlNumber,
      challengeId: 'challenge 1',
      signature: 'LINS',
      phone: '0912345678',
      email: 'lin@example.com',
      label: '北區車隊',
    },
  });
  expect(readDraft('card.add')).toBeUndefined();
});

test('whose proof is old proves before the colleague is asked to sign', async () => {
  const { asked, made } = shown(
    '/cards?add',
    { ProveCard: () => ({ proveCard: { __typename: 'ProveCardSuccess', provenAt: NOW() } }) },
    '2026-11-23T08:00:00Z',
  );
  await screen.findByText('請再以登入所用的自然人憑證確認一次');
  expect(screen.queryByText('讀取同事的自然人憑證')).toBeNull();

  await sign(asked, made, { purpose: 'PROVE', prefix: 'proof-', signature: 'OWN' });

  await screen.findByText('讀取同事的自然人憑證');
});

test('an edit that lacks a proof is done again after it, with what was typed', async () => {
  let isProven = false;
  const { asked, made } = shown(`/cards?edit=${encodeURIComponent(LIN.id)}`, {
    EditCertificate: () =>
      isProven
        ? { editCertificate: { __typename: 'EditCertificateSuccess', certificate: LIN } }
        : { editCertificate: refusal('CARD_PROOF_NEEDED') },
    ProveCard: () => {
      isProven = true;
      return { proveCard: { __typename: 'ProveCardSuccess', provenAt: NOW() } };
    },
  });
  await screen.findByLabelText('連絡電話');
  type('連絡電話', '0987654321');
  submitFormOf('連絡電話');
  await screen.findByText('請再以登入所用的自然人憑證確認一次');

  await sign(asked, made, { purpose: 'PROVE', prefix: 'proof-', signature: 'OWN' });

  await screen.findByText('已修改憑證資料。');
  const sent = asked.filter((each) => each.operation === 'EditCertificate');
  expect(sent).toHaveLength(2);
  expect(sent[1]?.variables).toEqual(sent[0]?.variables);
  expect(sent[0]?.variables).toMatchObject({ input: { id: LIN.id, phone: '0987654321' } });
});

test('nothing is deleted before it was confirmed', async () => {
  const { asked } = shown(`/cards?remove=${encodeURIComponent(LIN.id)}`, {
    RemoveCertificate: () => ({
      removeCertificate: {
        __typename: 'RemoveCertificateSuccess',
        signedOut: false,
        certificate: { __typename: 'Certificate', id: LIN.id },
      },
    }),
  });
  const button = await screen.findByRole('button', { name: '確定刪除憑證' });
  expect(asked.map((each) => each.operation)).not.toContain('RemoveCertificate');

  fireEvent.click(button);

  await screen.findByText('已刪除憑證。');
  const sent = asked.filter((each) => each.operation === 'RemoveCertificate');
  expect(sent.map((each) => each.variables)).toEqual([{ input: { id: LIN.id } }]);
});

test('the last card is led to its replacement', async () => {
  shown(`/cards?remove=${encodeURIComponent(OWN.id)}`, {
    Card: () => ({ node: OWN }),
    RemoveCertificate: () => ({ removeCertificate: refusal('LAST_CERTIFICATE') }),
  });

  fireEvent.click(await screen.findByRole('button', { name: '確定刪除憑證' }));

  await screen.findByText('LAST_CERTIFICATE 的標題');
  const link = screen.getByRole('link', { name: '改為更換憑證' });
  expect(link.getAttribute('href')).toBe(`/cards?replace=${encodeURIComponent(OWN.id)}`);
});
