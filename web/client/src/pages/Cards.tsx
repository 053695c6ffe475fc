/** 自然人憑證管理: the account's cards, ten a page, as they are now; every change on a page of its own. */

import { useEffect, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { type AllCards, CardsQuery } from '../api/cards';
import { whyNoAnswer } from '../api/client';
import type { LiveState } from '../api/live';
import { type Holder, useSession } from '../api/session';
import { useQuery } from '../api/useQuery';
import { watchAccount } from '../api/watchAccount';
import { LiveLine } from '../view/LiveLine';
import { Moved } from '../view/Moved';
import { Notice } from '../view/Notice';
import { Page } from '../view/Page';
import { Text } from '../view/Text';
import { Trouble } from '../view/Trouble';
import { useHolderWords, useLanguage, useWords } from '../words';
import { formatTime } from '../words/dates';
import { EditCard, RemoveCard } from './CardChanges';
import { CardTable } from './CardTable';
import { Confirmation } from './Confirmation';
import { HolderPage } from './HolderPage';
import { AddCard, ReplaceCard } from './NewCard';

const ABOUT = ['Certificate', 'Account'];

export default function Cards() {
  const { cards } = useHolderWords();
  const { query } = useLocation();
  const { add, edit, replace, remove } = query;
  return (
    <HolderPage title={cards.title}>
      {(holder) => {
        if (add !== undefined) return <AddCard holder={holder} />;
        if (edit) return <EditCard id={edit} />;
        if (replace) return <ReplaceCard id={replace} holder={holder} />;
        if (remove) return <RemoveCard id={remove} />;
        return <CardList holder={holder} />;
      }}
    </HolderPage>
  );
}

function CardList({ holder }: { holder: Holder }) {
  const words = useWords();
  const { cards } = useHolderWords();
  const { language } = useLanguage();
  const { query } = useLocation();
  const session = useSession();
  const [{ data, error, fetching }, again] = useQuery({
    query: CardsQuery,
    anew: true,
    about: ABOUT,
  });
  const [live, setLive] = useState<LiveState>('CONNECTING');
  const [seenAt, setSeenAt] = useState(() => new Date());
  const [announced, setAnnounced] = useState('');

  useEffect(
    () =>
      watchAccount({
        session: holder.sessionId,
        id: holder.account.id,
        onState: (state) => {
          setLive(state);
          if (state === 'LIVE') setSeenAt(new Date());
        },
        onChange: (kind) => {
          again();
          if (kind === null) return;
          session.refresh();
          setAnnounced(cards.changed(formatTime(new Date(), language)));
        },
        onGone: session.refresh,
      }),
    [holder.sessionId, holder.account.id],
  );
  useEffect(() => {
    if (data && !data.viewer?.account) session.refresh();
  }, [data]);

  const account = data?.viewer?.account ?? holder.account;
  const list = data?.viewer?.account?.certificates;
  const isFrozen = account.frozenSince !== null;
  const { shown, from, all, page, pages } = pageOf(list, query.page);
  return (
    <Page title={cards.title} isBroad part={query.page}>
      <Moved />
      <p class="unseen" aria-live="polite">
        {announced}
      </p>
      {query.done && <Done what={query.done} />}
      {account.frozenSince && (
        <Notice kind="bad" title={cards.frozen}>
          <p>
            <Text>{cards.frozenText(formatTime(account.frozenSince, language))}</Text>
          </p>
        </Notice>
      )}
      <Confirmation account={account} cards={list} onConfirmed={again} />
      <LiveLine
        live={live}
        texts={{
          LIVE: cards.liveNow,
          CONNECTING: words.status.connecting,
          LOST: cards.lost(formatTime(seenAt, language)),
        }}
      />
      {error && !data && <Trouble trouble={{ noAnswer: whyNoAnswer(error) }} onAgain={again} />}
      {fetching && !data && <p role="status">{words.shell.loading}</p>}
      {!isFrozen && (
        <a class="button" href="/cards?add">
          {cards.add}
        </a>
      )}
      {list && <CardTable cards={shown} from={from} of={all} mayChange={!isFrozen} />}
      {pages > 1 && (
        <nav class="actions" aria-label={cards.paging}>
          {page > 1 && <a href={addressOf(page - 1)}>{cards.previousPage}</a>}
          <span>{cards.pageOf(page, pages)}</span>
          {page < pages && (
            <a class="button second" href={addressOf(page + 1)}>
              {cards.nextPage}
            </a>
          )}
        </nav>
      )}
      <p>
        <a href="/leave">{cards.leave}</a>
      </p>
    </Page>
  );
}

const A_PAGE = 10;

/** The cards of a page, ten each; the own one stands first of all. */
function pageOf(list: AllCards | undefined, asked: string | undefined) {
  const nodes = list?.edges.map(({ node }) => node) ?? [];
  const sorted = [
    ...nodes.filter(({ isCurrent }) => isCurrent),
    ...nodes.filter(({ isCurrent }) => !isCurrent),
  ];
  const pages = Math.max(1, Math.ceil(sorted.length / A_PAGE));
  const page = Math.min(pages, Math.max(1, Number.parseInt(asked ?? '1', 10) || 1));
  const start = (page - 1) * A_PAGE;
  return {
    shown: sorted.slice(start, start + A_PAGE),
    from: start + 1,
    all: sorted.length,
    page,
    pages,
  };
}

function addressOf(page: number): string {
  return page === 1 ? '/cards' : `/cards?page=${page}`;
}

function Done({ what }: { what: string }) {
  const { cards } = useHolderWords();
  const said: Readonly<Record<string, string>> = cards.done;
  const title = said[what];
  return title ? (
    <Notice kind="good" title={title}>
      <p>{cards.doneText}</p>
    </Notice>
  ) : null;
}
