/** The approval mail's link: opening it changes nothing, the button opens the account. */

import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { send } from '../api/client';
import { ActivateAccountMutation, type Link } from '../api/links';
import { tellOpened } from '../api/opened';
import { ContinueStep } from '../card/ContinueStep';
import { Button } from '../view/Button';
import { Notes } from '../view/Notes';
import { Notice } from '../view/Notice';
import { Page } from '../view/Page';
import { SummaryList } from '../view/SummaryList';
import { Trouble, type TroubleState } from '../view/Trouble';
import { useLanguage, useWords } from '../words';
import { formatTime } from '../words/dates';
import { LinkPage } from './LinkPage';

export default function Activate() {
  const { activate } = useWords();
  return (
    <LinkPage title={activate.title} purpose="ACTIVATE">
      {(link, token) => <ActivateLink link={link} token={token} />}
    </LinkPage>
  );
}

function ActivateLink({ link, token }: { link: Link; token: string }) {
  const words = useWords();
  const { language } = useLanguage();
  const { activate, status } = words;
  const { route } = useLocation();
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<TroubleState>();
  const [cardNeeded, setCardNeeded] = useState(false);

  async function open() {
    setBusy(true);
    setTrouble(undefined);
    const reply = await send(ActivateAccountMutation, { input: { token } });
    setBusy(false);
    if ('noAnswer' in reply) return setTrouble(reply);
    const answer = reply.data.activateAccount;
    switch (answer.__typename) {
      case 'ActivateAccountSuccess':
        // The session cannot see the application any more, so the status page is told of it.
        tellOpened(answer.application);
        return route('/status', true);
      default:
        if (answer.code === 'CARD_NEEDED') return setCardNeeded(true);
        return setTrouble({ refusal: answer });
    }
  }

  const needsCard = !link.application || cardNeeded;
  return (
    <Page
      title={activate.title}
      step={3}
      aside={<Notes items={[words.notices.onePlace, words.notices.moreCards]} />}
    >
      {trouble && <Trouble trouble={trouble} onAgain={open} />}
      <p class="lead">{activate.lead}</p>
      <SummaryList
        rows={[
          { name: status.caseNumber, value: link.caseNumber },
          { name: status.controlNumber, value: link.controlNumber },
          { name: status.company, value: link.companyName },
          ...(link.holderName ? [{ name: status.holder, value: link.holderName }] : []),
          { name: activate.until, value: formatTime(link.expiresAt, language) },
        ]}
      />
      <p>{activate.notMine}</p>
      {needsCard ? (
        <>
          <Notice title={activate.cardFirst}>
            <p>{activate.cardFirstText(link.holderName ?? '')}</p>
          </Notice>
          <ContinueStep
            button={activate.cardButton}
            onContinued={() => {
              setCardNeeded(false);
              void open();
            }}
          />
        </>
      ) : (
        <div class="actions">
          <Button busy={busy} onPress={open}>
            {busy ? activate.sending : activate.button}
          </Button>
        </div>
      )}
    </Page>
  );
}
