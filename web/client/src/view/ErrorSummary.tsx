/** All problems at the top of the page: it takes the focus, and each leads to its field. */
import { useEffect, useRef } from 'preact/hooks';
import type { Problem } from '../forms/problems';
import { useWords } from '../words';
import { Said } from './Said';

export function ErrorSummary({ problems }: { problems: readonly Problem[] }) {
  const words = useWords();
  const box = useRef<HTMLDivElement>(null);
  // A new list is a new attempt, even where it says the same.
  useEffect(() => {
    if (problems.length > 0) box.current?.focus();
  }, [problems]);
  if (problems.length === 0) return null;
  return (
    <div class="errors" tabIndex={-1} ref={box}>
      <div role="alert" class="flow">
        <h2>{words.problems.heading}</h2>
        <ul>
          {problems.map(({ field, message }) => (
            <li key={`${field} ${message}`}>
              {field ? (
                <a href={`#${field}`} onClick={(event) => goTo(event, field)}>
                  <Said>{message}</Said>
                </a>
              ) : (
                <Said>{message}</Said>
              )}
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}

// The address must not change: on some pages its fragment is the mailed link's token.
function goTo(event: MouseEvent, field: string) {
  event.preventDefault();
  const control = document.getElementById(field);
  control?.closest('.field')?.scrollIntoView({ block: 'start' });
  control?.focus({ preventScroll: true });
}
