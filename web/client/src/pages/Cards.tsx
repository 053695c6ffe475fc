/** 自然人憑證管理: the account's cards, ten a page, as they are now; every change on a page of its own. */
import { useQuery } from '@urql/preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { CardsQuery } from '../api/cards';
import { whyNoAnswer } from '../api/client';
import type { LiveState } from '../api/live';
import { type Holder, useSession } from '../api/session';
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
import { Confirmation } from './Confirmation';
import { HolderPage } from './HolderPage';
import { AddCard, ReplaceCard } from './NewCard';
import { OneCard } from './OneCard';

const QUERY_CONTEXT = { additionalTypenames: ['Certificate', 'Account'] };

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
  const { after } = query;
  const [{ data, error, fetching }, execute] = useQuery({
    query: CardsQuery,
    variables: after ? { after } : {},
    requestPolicy: 'cache-and-network',
    context: QUERY_CONTEXT,
  });
  const [live, setLive] = useState<LiveState>('CONNECTING');
  const [seenAt, setSeenAt] = useState(() => new Date());
  const [announced, setAnnounced] = useState('');
  const again = () => execute({ ...QUERY_CONTEXT, requestPolicy: 'network-only' });

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
    [after, holder.sessionId, holder.account.id],
  );
  useEffect(() => {
    if (data && !data.viewer?.account) session.refresh();
  }, [data]);

  const account = data?.viewer?.account ?? holder.account;
  const list = data?.viewer?.account?.certificates;
  const isFrozen = account.frozenSince !== null;
  // Where nobody has confirmed for long, it is the first thing to do, and its answer stays there; else the last.
  const wasDue = useRef(false);
  wasDue.current ||= account.confirmationDue;
  const confirmation = (
    <Confirmation
      key="confirmation"
      account={account}
      cards={data?.viewer?.account?.all}
      onConfirmed={again}
    />
  );
  return (
    <Page title={cards.title} isBroad part={after}>
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
      {wasDue.current && confirmation}
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
      <ul class="cards">
        {list?.edges.map(({ node }) => (
          <li key={node.id}>
            <OneCard card={node} mayChange={!isFrozen} />
          </li>
        ))}
      </ul>
      <nav class="actions" aria-label={cards.paging}>
        {after && <a href="/cards">{cards.firstPage}</a>}
        {list?.pageInfo.hasNextPage && (
          <a
            class="button second"
            href={`/cards?after=${encodeURIComponent(list.pageInfo.endCursor ?? '')}`}
          >
            {cards.nextPage}
          </a>
        )}
      </nav>
      {!wasDue.current && confirmation}
      <p>
        <a href="/leave">{cards.leave}</a>
      </p>
    </Page>
  );
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
