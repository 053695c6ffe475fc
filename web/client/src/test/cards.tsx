/** The cards of Alice’s company: her own, and that of her colleague. */
import type { Card } from '../api/cards';
import Cards from '../pages/Cards';
import { ACCOUNT, makeHolderSession, OWN_CARD, show } from './people';
import { popups } from './popup';
import { answer } from './server';
import { challenges } from './sign';

export const OWN: Card = {
  ...OWN_CARD,
  label: null,
  lastUsedAt: '2026-11-23T09:00:00Z',
  status: 'LIVE',
  version: 'v1',
  isCurrent: true,
  expiresInDays: null,
};
export const LIN: Card = {
  ...OWN,
  id: 'Q2VydGlmaWNhdGU6Mg==',
  holderName: '測試・林美玲',
  cardNumber: 'TP00••••••••0102',
  label: '北區車隊',
  lastUsedAt: null,
  isCurrent: false,
  expiresInDays: 12,
};
export const NOW = () => new Date().toISOString();

export function cardsOf(cards: readonly Card[], { account = {}, hasMore = false } = {}) {
  const pageInfo = { __typename: 'PageInfo', hasNextPage: hasMore };
  const edges = cards.map((node) => ({ __typename: 'CertificateEdge', node }));
  const certificates = { __typename: 'CertificateConnection', edges, pageInfo };
  const whole = { ...ACCOUNT, ...account, certificates };
  return { viewer: { __typename: 'Viewer', account: whole } };
}

/** A stream in which nothing happens. */
function quiet() {
  return new Response(new ReadableStream(), { headers: { 'content-type': 'text/event-stream' } });
}

/** Show the page of this address, with what the service answers. */
export function shown(address: string, answers: Parameters<typeof answer>[0], provenAt = NOW()) {
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
