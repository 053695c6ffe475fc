/** One card in the list of cards, with what can be done about it. */
import type { Card } from '../api/cards';
import { SummaryList } from '../view/SummaryList';
import { useHolderWords, useLanguage } from '../words';
import { formatDay, formatTime } from '../words/dates';

export function OneCard({ card, mayChange }: { card: Card; mayChange: boolean }) {
  const { cards } = useHolderWords();
  const { language } = useLanguage();
  const { status, expiresInDays } = card;
  const which = <span class="unseen">{cards.which(card.holderName)}</span>;
  const id = encodeURIComponent(card.id);
  return (
    <article class="flow">
      <h2>
        {card.holderName}
        {card.label && `（${card.label}）`}
        {card.isCurrent && <span class="tag">{cards.isCurrent}</span>}
        {status !== 'LIVE' && <span class="tag warn">{cards.statuses[status]}</span>}
      </h2>
      {status === 'LIVE' && expiresInDays !== null && (
        <p class="note">{cards.expiresIn(expiresInDays)}</p>
      )}
      <SummaryList
        rows={[
          { name: cards.cardNumber, value: card.cardNumber },
          { name: cards.phone, value: card.phone },
          { name: cards.email, value: card.email },
          { name: cards.validUntil, value: formatDay(card.validUntil, language) },
          {
            name: cards.lastUsedAt,
            value: card.lastUsedAt ? formatTime(card.lastUsedAt, language) : cards.neverUsed,
          },
        ]}
      />
      {mayChange && (
        <div class="actions">
          {status === 'LIVE' && (
            <a href={`/cards?edit=${id}`}>
              {cards.edit}
              {which}
            </a>
          )}
          <a href={`/cards?replace=${id}`}>
            {cards.replace}
            {which}
          </a>
          <a href={`/cards?remove=${id}`}>
            {cards.remove}
            {which}
          </a>
        </div>
      )}
    </article>
  );
}
