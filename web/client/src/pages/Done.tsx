/** The account is open; may be printed and bookmarked. */
import { useSession } from '../api/session';
import { Button } from '../view/Button';
import { Page } from '../view/Page';
import { SummaryList } from '../view/SummaryList';
import { useWords } from '../words';

export default function Done() {
  const words = useWords();
  const { done, status, notices } = words;
  const { application } = useSession();
  const opened = application?.status === 'ACTIVATED' ? application : undefined;
  return (
    <Page title={done.title}>
      <div class="panel" data-status="ACTIVATED">
        <p class="state">{status.names.ACTIVATED}</p>
        <p>{done.lead}</p>
      </div>
      {opened && (
        <SummaryList
          rows={[
            { name: status.caseNumber, value: opened.caseNumber },
            { name: status.controlNumber, value: opened.company.controlNumber },
            { name: status.company, value: opened.company.companyName },
            { name: status.holder, value: opened.certificate?.holderName ?? '' },
            { name: status.cardNumber, value: opened.certificate?.cardNumber ?? '' },
          ]}
        />
      )}
      <h2>{done.nextHeading}</h2>
      <ul>
        <li>{notices.moreCards}</li>
        <li>{notices.onePlace}</li>
      </ul>
      <Button kind="second" onPress={print}>
        {done.print}
      </Button>
    </Page>
  );
}
