/** What was done with the case before, said once on the page that came by itself. */
import { useState } from 'preact/hooks';
import { useDeskWords } from '../words';
import { takeDone } from './next';

export function DoneNotice() {
  const { decide } = useDeskWords().review;
  const [done] = useState(takeDone);
  if (!done) return null;
  return (
    <p class="said good" role="status">
      {done.text} <a href={done.address}>{done.caseNumber}</a>{' '}
      {done.after === 'NEXT' ? decide.nextShown : decide.noNext}
    </p>
  );
}
