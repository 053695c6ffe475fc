/** A page that could not be fetched, or could not be shown: what it is, and how to go on. */
import { Button } from '../view/Button';
import { Page } from '../view/Page';
import { useFrameWords } from '../words';

export function NotLoaded({
  kind = 'NOT_FETCHED',
  busy = false,
  onAgain,
}: {
  kind?: 'NOT_FETCHED' | 'NOT_SHOWN';
  busy?: boolean;
  onAgain: () => void;
}) {
  const { notLoaded } = useFrameWords();
  const { title, text } = notLoaded[kind];
  return (
    <Page title={title} hasErrors={false}>
      <p role="alert">{text}</p>
      <div class="actions">
        <Button busy={busy} onPress={onAgain}>
          {notLoaded.again}
        </Button>
        <p role="status">{busy ? notLoaded.trying : ''}</p>
      </div>
    </Page>
  );
}
