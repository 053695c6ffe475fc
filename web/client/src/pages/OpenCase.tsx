/** Who has an application under way is asked whether to go on with it or to begin another. */
import type { Application } from '../api/application';
import { FIRST } from '../forms/steps';
import { Moved } from '../view/Moved';
import { Notice } from '../view/Notice';
import { Page } from '../view/Page';
import { useWords } from '../words';

export function OpenCase({ application }: { application: Application }) {
  const { apply } = useWords();
  const { caseNumber, company, status } = application;
  const { controlNumber } = company;
  const isDraft = status === 'DRAFT';
  return (
    <Page title={apply.titles[FIRST]} step={1}>
      <Moved />
      <Notice title={isDraft ? apply.draft(controlNumber) : apply.openCase(caseNumber)}>
        <p>{isDraft ? apply.draftText(caseNumber) : apply.openCaseText}</p>
      </Notice>
      <div class="actions">
        <a class="button" href={isDraft ? '/bind' : '/status'}>
          {isDraft ? apply.goOn(controlNumber) : apply.seeStatus}
        </a>
        {isDraft && <a href="/apply?change">{apply.change}</a>}
        <a href="/apply?another">{apply.another}</a>
      </div>
    </Page>
  );
}
