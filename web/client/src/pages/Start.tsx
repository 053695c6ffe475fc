/** The first page: what this is, what one needs, how long it takes, what happens next. */
import { useLocation } from 'preact-iso';
import { useSession } from '../api/session';
import { LINKS } from '../links';
import { Notes } from '../view/Notes';
import { Notice } from '../view/Notice';
import { Outside } from '../view/Outside';
import { Page } from '../view/Page';
import { Text } from '../view/Text';
import { useFrameWords } from '../words';

export function Start() {
  const words = useFrameWords();
  const { start, notices } = words;
  const { application, unsentForm } = useSession();
  const { query } = useLocation();
  const open =
    application && application.status !== 'WITHDRAWN' && application.status !== 'EXPIRED';
  const { exact, mailGoesTo, onePlace, moreCards, vendors } = notices;
  const aside = <Notes items={[exact, mailGoesTo, onePlace, moreCards, vendors]} />;
  return (
    <Page title={start.title} aside={aside} hasAnswer={query.cleared !== undefined}>
      <p class="lead">{start.lead}</p>
      {query.cleared !== undefined && (
        <Notice kind="good" title={start.cleared} takesFocus>
          <p>{start.clearedText}</p>
        </Notice>
      )}
      {!open && unsentForm?.purpose === 'NEW_ACCOUNT' && (
        <Notice>
          <p>{start.unsent}</p>
          <a class="button" href="/apply">
            {start.goOn}
          </a>
        </Notice>
      )}
      {open && (
        <Notice>
          <p>
            <Text>{start.goOnText(application.caseNumber, application.company.companyName)}</Text>
          </p>
          <a class="button" href={application.status === 'DRAFT' ? '/bind' : '/status'}>
            {start.goOn}
          </a>
        </Notice>
      )}
      <a class={open ? 'button second' : 'button'} href="/apply">
        {start.begin}
      </a>
      <h2>{start.prepareHeading}</h2>
      <dl class="prepare">
        {start.prepare.map(([name, text]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      <p>
        <Outside href={LINKS.component}>{start.componentLink}</Outside>
      </p>
      <p>
        <a href="/help">{start.checkLink}</a>
      </p>
      <h2>{start.nextHeading}</h2>
      <ol>
        {start.next.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ol>
      <h2>{start.resumeHeading}</h2>
      <ul>
        <li>
          <a href="/status">{start.resumeStatus}</a>
        </li>
        <li>
          <a href="/continue">{start.resumeCard}</a>
        </li>
        <li>
          <a href="/sign-in">{start.resumeSignIn}</a>
        </li>
        <li>
          <a href="/existing">{start.resumeExisting}</a>
        </li>
      </ul>
    </Page>
  );
}
