/** What speaks against a case in one line each: the fields that differ, and those not on file. */
import type { ReviewCase } from '../api/case';
import { useFieldNames } from '../view/useFieldNames';
import { useDeskWords } from '../words';

export function Against({ reviewCase: { onFile } }: { reviewCase: ReviewCase }) {
  const { queue } = useDeskWords();
  const names = useFieldNames();
  const named = (wanted: string) =>
    onFile.fields
      .filter(({ outcome }) => outcome === wanted)
      .map(({ field }) => names[field])
      .join(queue.stop);
  const differ = named('DIFFERS');
  const missing = named('NOT_ON_FILE');
  if (!differ && !missing) return null;
  return (
    <ul class="bare against">
      {differ && <li class="differs">{queue.differ(differ)}</li>}
      {missing && <li>{queue.notOnFile(missing)}</li>}
    </ul>
  );
}
