/** What a signed-in holder finds first: her account, what wants doing, and where to go. */
import { useEffect } from 'preact/hooks';
import { type Holder, useRuled, useSession } from '../api/session';
import { DESK, HOLDER_DOORS } from '../links';
import { Notice } from '../view/Notice';
import { Page } from '../view/Page';
import { SummaryList } from '../view/SummaryList';
import { useHolderWords, useLanguage } from '../words';
import { daysUntil, formatDay, formatTime } from '../words/dates';
import { HolderPage } from './HolderPage';
import { Systems } from './Systems';

export default function Home() {
  const { home } = useHolderWords();
  return (
    <HolderPage title={home.title}>
      {(holder) => (holder.account.role ? <ToTheDesk /> : <Welcome holder={holder} />)}
    </HolderPage>
  );
}

/** The home of staff is the desk. */
function ToTheDesk() {
  const { home } = useHolderWords();
  useEffect(() => location.replace(DESK), []);
  return (
    <Page title={home.title}>
      <a class="button" href={DESK}>
        {home.desk}
      </a>
    </Page>
  );
}

function Welcome({ holder }: { holder: Holder }) {
  const { language } = useLanguage();
  const { home, cards } = useHolderWords();
  const { service } = useSession();
  const ruled = useRuled();
  const { account, card } = holder;
  const daysLeft = daysUntil(card.validUntil);
  // Said from the day of the first reminder that the service mails.
  const expiresSoon = daysLeft <= Math.max(0, ...(service?.rules.expiryAnnouncedDays ?? []));
  return (
    <Page title={home.title}>
      <p class="lead">{home.lead(card.holderName)}</p>
      {expiresSoon && (
        <Notice kind="warn" title={home.expires(daysLeft)}>
          <p>{home.expiresText(formatDay(card.validUntil, language))}</p>
        </Notice>
      )}
      {account.frozenSince && (
        <Notice kind="bad" title={cards.frozen}>
          <p>{cards.frozenText(formatTime(account.frozenSince, language))}</p>
        </Notice>
      )}
      {account.mailboxCorrection && (
        <Notice kind="warn" title={home.mailbox}>
          <p>
            {home.mailboxText(
              account.mailboxCorrection.email,
              account.mailboxCorrection.effectiveAt &&
                formatTime(account.mailboxCorrection.effectiveAt, language),
            )}
          </p>
        </Notice>
      )}
      {account.confirmationDue && (
        <Notice kind="warn" title={cards.confirmTitle}>
          <p>{ruled(cards.confirmDue)}</p>
          <a class="button" href="/cards">
            {home.doors['/cards'].name}
          </a>
        </Notice>
      )}
      <SummaryList
        rows={[
          { name: home.controlNumber, value: account.controlNumber },
          { name: home.name, value: account.name ?? home.noName },
          { name: home.status, value: home.statuses[account.status] },
          { name: home.openedAt, value: formatDay(account.openedAt, language) },
          { name: home.ownCard, value: `${card.holderName}　${card.cardNumber}` },
          { name: home.validUntil, value: formatDay(card.validUntil, language) },
        ]}
      />
      <Systems />
      <h2>{home.workHeading}</h2>
      <ul class="doors">
        {HOLDER_DOORS.map((path) => (
          <li key={path}>
            <a href={path}>{home.doors[path].name}</a>
            <p>{home.doors[path].text}</p>
          </li>
        ))}
      </ul>
    </Page>
  );
}
