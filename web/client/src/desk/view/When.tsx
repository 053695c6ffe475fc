/** A moment, as a table has room for it; a dash where there is none. */
import { useLanguage } from '../../words';
import { formatTime } from '../../words/dates';

export function When({ at }: { at: string | null | undefined }) {
  const { language } = useLanguage();
  if (!at) return <>—</>;
  return (
    <time class="num" dateTime={at}>
      {formatTime(at, language)}
    </time>
  );
}
