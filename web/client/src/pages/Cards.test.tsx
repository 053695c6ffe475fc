import { fireEvent, screen, waitFor } from '@testing-library/preact';
import { beforeEach, expect, test } from 'vitest';
import type { Card } from '../api/cards';
import { ACCOUNT, makeHolderSession, OWN_CARD, show } from '../test/people';
import { popups } from '../test/popup';
import { answer } from '../test/server';
import { challenges, refusal } from '../test/sign';
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

const CONFIRM = '確認所有憑證無誤';

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

function article(name: string): HTMLElement {
  const found = [...document.querySelectorAll<HTMLElement>('article')].find((each) =>
    each.textContent?.includes(name),
  );
  if (!found) throw new Error(`no card of ${name}`);
  return found;
}

beforeEach(() => history.replaceState(null, '', '/cards'));

test('the cards are listed with what the manual shows, the own one marked', async () => {
  shown('/cards', {});

  await screen.findByRole('heading', { name: /測試・林美玲（北區車隊）/ });
  expect(article('王小明').textContent).toContain('您登入的憑證');
  const lin = article('林美玲').textContent;
  for (const text of ['TP00••••••••0102', '尚未登入過', '再 12 天到期']) {
    expect(lin).toContain(text);
  }
});

test('the next page is asked for behind the last card of this one', async () => {
  const { asked } = shown('/cards?after=there', {
    Cards: () => cardsOf([LIN], { next: 'next+1' }),
  });

  const next = await screen.findByRole('link', { name: '下一頁' });

  expect(next.getAttribute('href')).toBe('/cards?after=next%2B1');
  expect(screen.getByRole('link', { name: '回到第一頁' })).toBeTruthy();
  expect(asked.find((each) => each.operation === 'Cards')?.variables).toEqual({ after: 'there' });
});

test('while a change is looked into no card can be changed', async () => {
  shown('/cards', {
    Cards: () => cardsOf([OWN, LIN], { account: { frozenSince: '2026-11-24T01:00:00Z' } }),
  });

  await screen.findByText('憑證異動查證中');
  expect(screen.queryByRole('link', { name: '新增憑證' })).toBeNull();
  expect(screen.queryByRole('link', { name: /^刪除/ })).toBeNull();
});

test('cards that nobody confirmed for long are confirmed by one press', async () => {
  let isDue = true;
  const { asked } = shown('/cards', {
    Cards: () => cardsOf([OWN], { account: { confirmationDue: isDue } }),
    ConfirmCertificates: () => {
      isDue = false;
      const account = { ...ACCOUNT, confirmationDue: false };
      return { confirmCertificates: { __typename: 'ConfirmCertificatesSuccess', account } };
    },
  });
  await screen.findByText(/已超過 180 天沒有確認/);

  fireEvent.click(await screen.findByRole('button', { name: CONFIRM }));

  await screen.findByText('已確認，謝謝。');
  expect(asked.find((each) => each.operation === 'ConfirmCertificates')?.variables).toEqual({
    input: { controlNumber: ACCOUNT.controlNumber, certificateIds: [OWN.id] },
  });
});

test('the cards that are confirmed are named, on whatever page of them one is', async () => {
  const { asked } = shown('/cards?after=there', {
    Cards: () => cardsOf([LIN], { all: [OWN, LIN] }),
    ConfirmCertificates: () => ({ confirmCertificates: refusal('SIGN_IN_NEEDED') }),
  });

  fireEvent.click(await screen.findByRole('button', { name: CONFIRM }));

  await waitFor(() =>
    expect(asked.find((each) => each.operation === 'ConfirmCertificates')?.variables).toEqual({
      input: { controlNumber: ACCOUNT.controlNumber, certificateIds: [OWN.id, LIN.id] },
    }),
  );
  const named = [...document.querySelectorAll('.notice li')].map((each) => each.textContent);
  expect(named).toEqual(['測試・王小明', '測試・林美玲（北區車隊）']);
});

test('cards that have changed are shown as they are now, and can then be confirmed', async () => {
  let cards = [OWN];
  const { asked } = shown('/cards', {
    Cards: () => cardsOf(cards),
    ConfirmCertificates: ({ variables }) => {
      const { certificateIds } = variables.input as { certificateIds: string[] };
      if (certificateIds.length === 2) {
        const account = { ...ACCOUNT, confirmationDue: false };
        return { confirmCertificates: { __typename: 'ConfirmCertificatesSuccess', account } };
      }
      cards = [OWN, LIN];
      return { confirmCertificates: refusal('CARDS_CHANGED') };
    },
  });

  fireEvent.click(await screen.findByRole('button', { name: CONFIRM }));

  await screen.findByText('CARDS_CHANGED 的說明');
  await screen.findByRole('heading', { name: /測試・林美玲（北區車隊）/ });
  fireEvent.click(screen.getByRole('button', { name: CONFIRM }));
  await screen.findByText('已確認，謝謝。');
  expect(screen.queryByText('CARDS_CHANGED 的說明')).toBeNull();
  expect(asked.filter((each) => each.operation === 'ConfirmCertificates')).toHaveLength(2);
});

test('more cards than are listed at once are not confirmed', async () => {
  shown('/cards', { Cards: () => cardsOf([OWN], { hasMore: true }) });

  await screen.findByText(/憑證超過 50 張/);
  expect(screen.queryByRole('button', { name: CONFIRM })).toBeNull();
});
