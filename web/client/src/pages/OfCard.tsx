/** What the pages about one card share: the card itself, and the way back to the list. */

import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Account } from '../api/account';
import { type Card, CardQuery } from '../api/cards';
import { whyNoAnswer } from '../api/client';
import { OF_VIEWER } from '../api/session';
import { useQuery } from '../api/useQuery';
import type { HolderContact } from '../forms/holder';
import { Loading } from '../view/Loading';
import { Moved } from '../view/Moved';
import { Notice } from '../view/Notice';
import { Page } from '../view/Page';
import { SummaryList } from '../view/SummaryList';
import { Trouble } from '../view/Trouble';
import { useHolderWords, useWords } from '../words';

// Changes of the cards are also changes of who the viewer is: the session is asked for anew.
export const CHANGES = { changes: OF_VIEWER };

/** The statuses of the cards that the account's list has. */
const LISTED: readonly Card['status'][] = ['LIVE', 'REVOKED', 'EXPIRED'];

/** A page about one card of the account, found by its id. */
export function OfCard({
  id,
  title,
  hasErrors = false,
  children,
}: {
  id: string;
  title: string;
  hasErrors?: boolean;
  children: (card: Card) => ComponentChildren;
}) {
  const { cards } = useHolderWords();
  // What was found stays while the list behind it is being asked for anew.
  const [{ data, error }] = useQuery({ query: CardQuery, variables: { id } });
  const [card, setCard] = useState<Card>();
  const found = data?.node?.__typename === 'Certificate' ? data.node : undefined;
  useEffect(() => {
    if (found) setCard(found);
  }, [found]);
  const known = card?.id === id ? card : found;
  const shown = known && LISTED.includes(known.status) ? known : undefined;
  if (!known && !data && !error) return <Loading title={title} />;
  return (
    <Page title={title} hasErrors={hasErrors}>
      <Moved />
      {!shown && error && <Trouble trouble={{ noAnswer: whyNoAnswer(error) }} />}
      {!shown && !error && (
        <Notice kind="warn" title={cards.notFound}>
          <p>{cards.notFoundText}</p>
        </Notice>
      )}
      {shown && children(shown)}
      <Back />
    </Page>
  );
}

/** The account that is acted for, as the manual's form 2/2 shows it. */
export function WhichAccount({ account }: { account: Account }) {
  const { home } = useHolderWords();
  return (
    <SummaryList
      rows={[
        { name: home.controlNumber, value: account.controlNumber },
        { name: home.name, value: account.name ?? home.noName },
      ]}
    />
  );
}

export function WhichCard({ card }: { card: Card }) {
  const { cards } = useHolderWords();
  const { bind } = useWords();
  return (
    <SummaryList
      rows={[
        { name: bind.holderName, value: card.holderName },
        { name: cards.cardNumber, value: card.cardNumber },
        ...(card.label ? [{ name: cards.label, value: card.label }] : []),
      ]}
    />
  );
}

export function Back() {
  const { cards } = useHolderWords();
  return (
    <p>
      <a href="/cards">{cards.back}</a>
    </p>
  );
}

/** An empty name is none. */
export function withLabel({ phone, email, label }: HolderContact) {
  return { phone, email, label: label || null };
}
