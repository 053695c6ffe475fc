/** 自然人憑證管理: the cards as the manual lists them, a line each, with what can be done about them. */
import type { Card } from '../api/cards';
import { useHolderWords, useLanguage } from '../words';
import { formatDay, formatTime } from '../words/dates';

export function CardTable({
  cards,
  from,
  of,
  mayChange,
}: {
  cards: readonly Card[];
  /** The number of the first card of this page, and of all cards. */
  from: number;
  of: number;
  mayChange: boolean;
}) {
  const { cards: copy } = useHolderWords();
  return (
    <table class="cards">
      <caption class="small soft">{copy.caption(from, from + cards.length - 1, of)}</caption>
      <thead>
        <tr>
          <th scope="col">#</th>
          <th scope="col">{copy.holder}</th>
          <th scope="col">{copy.phone}</th>
          <th scope="col">{copy.email}</th>
          <th scope="col">{copy.cardNumber}</th>
          <th scope="col">{copy.acts}</th>
        </tr>
      </thead>
      <tbody>
        {cards.map((card, index) => (
          <Line key={card.id} card={card} number={from + index} mayChange={mayChange} />
        ))}
      </tbody>
    </table>
  );
}

function Line({ card, number, mayChange }: { card: Card; number: number; mayChange: boolean }) {
  const { cards: copy } = useHolderWords();
  const { language } = useLanguage();
  const { status, expiresInDays } = card;
  return (
    <tr>
      <td class="number">{number}</td>
      <th scope="row">
        {card.holderName}
        {card.label && <span class="label">（{card.label}）</span>}
        {card.isCurrent && <span class="tag">{copy.isCurrent}</span>}
        {status !== 'LIVE' && <span class="tag warn">{copy.statuses[status]}</span>}
        {status === 'LIVE' && expiresInDays !== null && (
          <span class="note">{copy.expiresIn(expiresInDays)}</span>
        )}
      </th>
      <td data-label={copy.phone}>{card.phone}</td>
      <td data-label={copy.email} class="mail">
        {card.email}
      </td>
      <td data-label={copy.cardNumber}>
        <span class="whole">{card.cardNumber}</span>
        <span class="small soft">
          {copy.validUntil}：{formatDay(card.validUntil, language)}
        </span>
        <span class="small soft">
          {card.lastUsedAt
            ? `${copy.lastUsedAt}：${formatTime(card.lastUsedAt, language)}`
            : copy.neverUsed}
        </span>
      </td>
      <td class="acts">{mayChange && <Acts card={card} />}</td>
    </tr>
  );
}

function Acts({ card }: { card: Card }) {
  const { cards: copy } = useHolderWords();
  const which = <span class="unseen">{copy.which(card.holderName)}</span>;
  const id = encodeURIComponent(card.id);
  return (
    <>
      {card.status === 'LIVE' && (
        <a href={`/cards?edit=${id}`}>
          {copy.edit}
          {which}
        </a>
      )}
      <a href={`/cards?replace=${id}`}>
        {copy.replace}
        {which}
      </a>
      <a href={`/cards?remove=${id}`}>
        {copy.remove}
        {which}
      </a>
    </>
  );
}
