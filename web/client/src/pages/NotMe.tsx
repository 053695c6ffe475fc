/** 「這不是我們做的」: the link of a letter that told of a change; looking changes nothing, the button halts it. */
import { useQuery } from '@urql/preact';
import { useState } from 'preact/hooks';
import { type Change, ChangeLinkQuery, ReportChangeMutation } from '../api/changeLink';
import { type Refusal, send, whyNoAnswer } from '../api/client';
import { Button } from '../view/Button';
import { useHelp } from '../view/help';
import { Loading } from '../view/Loading';
import { Notice } from '../view/Notice';
import { Page } from '../view/Page';
import { Said } from '../view/Said';
import { SummaryList } from '../view/SummaryList';
import { Text } from '../view/Text';
import { Trouble, type TroubleState } from '../view/Trouble';
import { useHolderWords, useLanguage, useWords } from '../words';
import { formatTime } from '../words/dates';
import { useAnew } from '../words/useAnew';

export default function NotMe() {
  const words = useWords();
  const { notMe } = useHolderWords();
  const token = location.hash.slice(1);
  const [{ data, error }, execute] = useQuery({
    query: ChangeLinkQuery,
    variables: { token },
    pause: token === '',
  });
  const again = () => execute({ requestPolicy: 'network-only' });
  useAnew(data !== undefined && data.changeLink.__typename !== 'ChangeLink', again);
  if (token === '') {
    return (
      <Page title={words.link.missing.title}>
        <p>{words.link.missing.text}</p>
        <a class="button" href="/">
          {words.notFound.home}
        </a>
      </Page>
    );
  }
  if (!data && !error) return <Loading title={notMe.title} />;
  const answer = data?.changeLink;
  if (answer?.__typename === 'ChangeLink') return <ChangePage change={answer} token={token} />;
  if (!answer) {
    return (
      <Page title={notMe.title}>
        {error && <Trouble trouble={{ noAnswer: whyNoAnswer(error) }} onAgain={again} />}
      </Page>
    );
  }
  return <Gone refusal={answer} />;
}

function Gone({ refusal }: { refusal: Refusal }) {
  const { notMe } = useHolderWords();
  const help = useHelp();
  return (
    <Page title={refusal.title}>
      <p>
        <Said>{refusal.message}</Said>
      </p>
      <p>
        <Text>{notMe.help(help)}</Text>
      </p>
    </Page>
  );
}

function ChangePage({ change, token }: { change: Change; token: string }) {
  const { notMe } = useHolderWords();
  const { language } = useLanguage();
  const help = useHelp();
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<TroubleState>();
  const [reported, setReported] = useState(false);

  async function report() {
    setBusy(true);
    setTrouble(undefined);
    const reply = await send(ReportChangeMutation, { input: { token } });
    setBusy(false);
    if ('noAnswer' in reply) return setTrouble(reply);
    const answer = reply.data.reportChange;
    if (answer.__typename !== 'ReportChangeSuccess') return setTrouble({ refusal: answer });
    return setReported(true);
  }

  const { kind, previousHolderName } = change;
  return (
    <Page title={notMe.title}>
      {trouble && <Trouble trouble={trouble} />}
      {reported && (
        <Notice kind="good" title={notMe.doneTitle} takesFocus>
          <p>{notMe.doneText}</p>
          <p>
            <Text>{notMe.help(help)}</Text>
          </p>
        </Notice>
      )}
      {!reported && <p class="lead">{notMe.lead}</p>}
      <SummaryList
        rows={[
          { name: notMe.what, value: notMe.kinds[kind] },
          { name: notMe.at, value: formatTime(change.at, language) },
          { name: notMe.company, value: change.companyName ?? change.controlNumber },
          { name: notMe.holder, value: change.holderName },
          ...(previousHolderName ? [{ name: notMe.previous, value: previousHolderName }] : []),
          { name: notMe.by, value: change.actorName },
        ]}
      />
      {!reported && (
        <>
          <p>{notMe.whatHappens}</p>
          <div class="actions">
            <Button kind="grave" busy={busy} onPress={report}>
              {busy ? notMe.sending : notMe.button}
            </Button>
          </div>
          <p>{notMe.known}</p>
        </>
      )}
    </Page>
  );
}
