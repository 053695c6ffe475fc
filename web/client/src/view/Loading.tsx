/** The page before its data has come. */
import { useWords } from '../words';
import { Page } from './Page';
import type { Step } from './Steps';

export function Loading({ title, step }: { title: string; step?: Step | undefined }) {
  const words = useWords();
  return (
    <Page title={title} step={step}>
      <p role="status">{words.shell.loading}</p>
    </Page>
  );
}
