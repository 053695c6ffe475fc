/** The application as a list of two tasks, each with how far it is and where to go on. */
import type { Company } from '../api/application';
import { useSession } from '../api/session';
import { readDraft } from '../forms/draft';
import { Loading } from '../view/Loading';
import { Notice } from '../view/Notice';
import { Page } from '../view/Page';
import { Trouble } from '../view/Trouble';
import { useWords } from '../words';

type TaskState = 'DONE' | 'TO_DO' | 'LATER';

export default function Tasks() {
  const { tasks, apply, remedies } = useWords();
  const session = useSession();
  const { application } = session;
  if (session.loading) return <Loading title={tasks.title} />;
  const isDraft = application?.status === 'DRAFT';
  const kept = session.unsentForm?.purpose === 'NEW_ACCOUNT' ? session.unsentForm : undefined;
  const unsent = isDraft ? undefined : nameOf(kept ?? readDraft<Begun>('apply')?.values);
  const isUnderWay =
    application && !isDraft && !['WITHDRAWN', 'EXPIRED'].includes(application.status);
  if (isUnderWay) {
    return (
      <Page title={tasks.title}>
        <Notice kind="good" title={tasks.sent(application.caseNumber)}>
          <p>{tasks.sentText}</p>
        </Notice>
        <TaskList states={['DONE', 'DONE']} />
        <a class="button" href="/status">
          {remedies.STATUS}
        </a>
      </Page>
    );
  }
  return (
    <Page title={tasks.title}>
      {session.noAnswer && (
        <Trouble trouble={{ noAnswer: session.noAnswer }} onAgain={session.refresh} />
      )}
      <p class="lead">{tasks.lead}</p>
      {unsent && (
        <Notice title={tasks.unsent}>
          <p>{tasks.unsentText(unsent)}</p>
        </Notice>
      )}
      <TaskList states={isDraft ? ['DONE', 'TO_DO'] : ['TO_DO', 'LATER']} />
      <a class="button" href={isDraft ? '/bind' : '/apply'}>
        {isDraft ? tasks.goOn : unsent ? tasks.unsentGoOn : apply.next}
      </a>
    </Page>
  );
}

/** What a tab holds of a form that was begun. */
interface Begun {
  readonly values?: Company;
}

/** What was begun, by the name that was typed; undefined where nothing was. */
function nameOf(begun: Pick<Company, 'companyName' | 'controlNumber'> | undefined) {
  return begun && (begun.companyName || begun.controlNumber || undefined);
}

function TaskList({ states }: { states: readonly [TaskState, TaskState] }) {
  const { tasks } = useWords();
  const first = states[0] === 'DONE' ? '/apply?change' : '/apply';
  return (
    <ol class="tasks">
      {tasks.names.map(({ name, text }, index) => {
        const state = states[index] ?? 'LATER';
        const isOpen = state === 'TO_DO' || (state === 'DONE' && states[1] === 'TO_DO');
        return (
          <li key={name}>
            <div>
              {isOpen ? <a href={index === 0 ? first : '/bind'}>{name}</a> : <span>{name}</span>}
              <p class="small soft">{text}</p>
            </div>
            <span class="tag" data-state={state}>
              {tasks.states[state]}
            </span>
          </li>
        );
      })}
    </ol>
  );
}
