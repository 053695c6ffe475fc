/** What the pages of links in letters share: looking changes nothing, the button does the one act. */
import { useState } from 'preact/hooks';
import type { NoAnswer, Refusal } from '../api/client';
import { Button } from '../view/Button';
import { useHelp } from '../view/help';
import { Notice } from '../view/Notice';
import { Page } from '../view/Page';
import { Said } from '../view/Said';
import { SummaryList } from '../view/SummaryList';
import { Text } from '../view/Text';
import { Trouble, type TroubleState } from '../view/Trouble';
import { useWords } from '../words';

interface ActWords {
  readonly title: string;
  readonly lead: string;
  readonly whatHappens: string;
  readonly button: string;
  readonly sending: string;
  readonly otherwise: string;
  readonly doneTitle: string;
  readonly doneText: string;
  readonly help: (help: string) => string;
}

export function MailedAct({
  words,
  rows,
  isGrave = false,
  act,
}: {
  words: ActWords;
  rows: readonly { readonly name: string; readonly value: string }[];
  isGrave?: boolean;
  /** Do it; what stands in the way comes back. */
  act: () => Promise<TroubleState | undefined>;
}) {
  const help = useHelp();
  const [busy, setBusy] = useState(false);
  const [done, setDone] = useState(false);
  const [trouble, setTrouble] = useState<TroubleState>();

  async function press() {
    setBusy(true);
    setTrouble(undefined);
    const found = await act();
    setBusy(false);
    setTrouble(found);
    setDone(found === undefined);
  }

  return (
    <Page title={words.title}>
      {trouble && <Trouble trouble={trouble} />}
      {done && (
        <Notice kind="good" title={words.doneTitle} takesFocus>
          <p>{words.doneText}</p>
          <p>
            <Text>{words.help(help)}</Text>
          </p>
        </Notice>
      )}
      {!done && <p class="lead">{words.lead}</p>}
      <SummaryList rows={rows} />
      {!done && (
        <>
          <p>{words.whatHappens}</p>
          <div class="actions">
            <Button kind={isGrave ? 'grave' : 'first'} busy={busy} onPress={press}>
              {busy ? words.sending : words.button}
            </Button>
          </div>
          <p>{words.otherwise}</p>
        </>
      )}
    </Page>
  );
}

/** A link that is incomplete, leads nowhere, or is not answered about. */
export function NoMailedAct({
  words,
  refusal,
  noAnswer,
  onAgain,
}: {
  words: ActWords;
  refusal?: Refusal | undefined;
  noAnswer?: NoAnswer | undefined;
  onAgain?: () => void;
}) {
  const { link, notFound } = useWords();
  const help = useHelp();
  if (refusal) {
    return (
      <Page title={refusal.title}>
        <p>
          <Said>{refusal.message}</Said>
        </p>
        <p>
          <Text>{words.help(help)}</Text>
        </p>
      </Page>
    );
  }
  if (noAnswer) {
    return (
      <Page title={words.title}>
        <Trouble trouble={{ noAnswer }} {...(onAgain ? { onAgain } : {})} />
      </Page>
    );
  }
  return (
    <Page title={link.missing.title}>
      <p>{link.missing.text}</p>
      <a class="button" href="/">
        {notFound.home}
      </a>
    </Page>
  );
}
