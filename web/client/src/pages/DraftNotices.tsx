/** Said above a form: that what stands in it was brought back, or that the draft was erased. */
import { Notice } from '../view/Notice';
import { useLanguage, useWords } from '../words';
import { formatTime } from '../words/dates';

export function DraftNotices({
  broughtBack,
  wasDiscarded,
}: {
  /** When what stands in the fields was kept, where it was brought back. */
  broughtBack: string | undefined;
  wasDiscarded: boolean;
}) {
  const { draft } = useWords();
  const { language } = useLanguage();
  return (
    <>
      {wasDiscarded && <Notice kind="good" title={draft.discarded} takesFocus />}
      {broughtBack && (
        <Notice kind="good" title={draft.broughtBack}>
          <p>{draft.broughtBackText(formatTime(broughtBack, language))}</p>
        </Notice>
      )}
    </>
  );
}
