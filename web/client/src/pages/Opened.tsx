/** The account is open: from now on one signs in with the card. */
import type { Opened as Account } from '../api/opened';
import { Page } from '../view/Page';
import { SummaryList } from '../view/SummaryList';
import { useWords } from '../words';

export function Opened({ opened }: { opened: Account }) {
  const words = useWords();
  const { status: copy } = words;
  return (
    <Page title={copy.title} step={4}>
      <div class="panel" data-status="ACTIVATED" role="status">
        <p class="state">{copy.names.ACTIVATED}</p>
        <p>{copy.lead.ACTIVATED}</p>
        <a class="button" href="/sign-in">
          {words.remedies.SIGN_IN}
        </a>
      </div>
      <h2>{copy.nextHeading}</h2>
      <ul>
        <li>{words.notices.moreCards}</li>
        <li>{words.notices.onePlace}</li>
      </ul>
      <SummaryList
        rows={[
          { name: copy.caseNumber, value: opened.caseNumber },
          { name: copy.controlNumber, value: opened.controlNumber },
          { name: copy.company, value: opened.companyName },
        ]}
      />
    </Page>
  );
}
