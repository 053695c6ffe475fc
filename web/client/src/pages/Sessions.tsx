/** Where the own card is signed in: known again by device and time, and ended from here. */

import { useEffect, useState } from 'preact/hooks';
import { send, whyNoAnswer } from '../api/client';
import { useSession } from '../api/session';
import { EndSessionMutation, type OwnSession, SessionsQuery } from '../api/signing';
import { useQuery } from '../api/useQuery';
import { Button } from '../view/Button';
import { Notice } from '../view/Notice';
import { Page } from '../view/Page';
import { SummaryList } from '../view/SummaryList';
import { useSignOut } from '../view/signOut';
import { Trouble, type TroubleState } from '../view/Trouble';
import { useHolderWords, useLanguage, useWords } from '../words';
import { formatTime } from '../words/dates';
import { HolderPage } from './HolderPage';

const ABOUT = ['Session', 'Viewer'];

export default function Sessions() {
  const { sessions } = useHolderWords();
  return <HolderPage title={sessions.title}>{() => <OwnSessions />}</HolderPage>;
}

function OwnSessions() {
  const words = useWords();
  const { sessions } = useHolderWords();
  const [{ data, error, fetching }, again] = useQuery({
    query: SessionsQuery,
    anew: true,
    about: ABOUT,
  });
  const session = useSession();
  useEffect(() => {
    if (data && !data.viewer) session.refresh();
  }, [data]);
  const [trouble, setTrouble] = useState<TroubleState>();
  const [ending, setEnding] = useState<string>();
  const [done, setDone] = useState(0);

  async function end({ id }: OwnSession) {
    setEnding(id);
    setTrouble(undefined);
    setDone(0);
    const reply = await send(EndSessionMutation, { input: { id } }, { changes: ['Session'] });
    setEnding(undefined);
    if ('noAnswer' in reply) return setTrouble(reply);
    const answer = reply.data.endSession;
    switch (answer.__typename) {
      case 'EndSessionSuccess':
        return setDone((before) => before + 1);
      default:
        // It has ended by itself meanwhile, which is what was wanted: the list shows it.
        if (answer.code === 'SESSION_NOT_FOUND') {
          again();
        }
        return setTrouble({ refusal: answer });
    }
  }

  const list = data?.viewer?.sessions?.edges.map(({ node }) => node) ?? [];
  return (
    <Page title={sessions.title} isBroad>
      <p class="lead">{sessions.lead}</p>
      {trouble && <Trouble trouble={trouble} />}
      {done > 0 && <Notice key={done} kind="good" title={sessions.ended} takesFocus />}
      {error && !data && <Trouble trouble={{ noAnswer: whyNoAnswer(error) }} onAgain={again} />}
      {fetching && !data && <p role="status">{words.shell.loading}</p>}
      <ul class="cards">
        {list.map((each) => (
          <li key={each.id}>
            <OneSession session={each} busy={ending === each.id} onEnd={() => end(each)} />
          </li>
        ))}
      </ul>
      <p>{sessions.strange}</p>
    </Page>
  );
}

function OneSession({
  session,
  busy,
  onEnd,
}: {
  session: OwnSession;
  busy: boolean;
  onEnd: () => void;
}) {
  const { sessions } = useHolderWords();
  const { language } = useLanguage();
  const signOut = useSignOut();
  const device = session.device ?? sessions.unknownDevice;
  const { startedAt, seenAt, expiresAt, isCurrent } = session;
  return (
    <article class="flow">
      <h2>
        {device}
        {isCurrent && <span class="tag">{sessions.isCurrent}</span>}
      </h2>
      <SummaryList
        rows={[
          { name: sessions.startedAt, value: formatTime(startedAt, language) },
          { name: sessions.seenAt, value: formatTime(seenAt ?? startedAt, language) },
          { name: sessions.expiresAt, value: formatTime(expiresAt, language) },
        ]}
      />
      {isCurrent ? (
        <Button kind="second" busy={signOut.busy} onPress={signOut.go}>
          {sessions.endThis}
        </Button>
      ) : (
        <Button kind="grave" busy={busy} onPress={onEnd}>
          {sessions.end}
          <span class="unseen">{sessions.endWhich(device, formatTime(startedAt, language))}</span>
        </Button>
      )}
    </article>
  );
}
