/** The page before its data has come. */
import { useWords } from '../words';
import { Page } from './Page';

export function Loading({ title, step }: { title: string; step?: 1 | 2 | 3 }) {
  const words = useWords();
  return (
    <Page title={title} {...(step ? { step } : {})}>
      <p role="status">{words.shell.loading}</p>
    </Page>
  );
}
