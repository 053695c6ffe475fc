/** Where an applicant stands: three steps, the present one marked. */
import { useFrameWords } from '../words';

export function Steps({ now }: { now: number }) {
  const words = useFrameWords();
  return (
    <ol class="steps" aria-label={words.shell.steps}>
      {words.steps.map((name, index) => {
        const number = index + 1;
        const past = number < now;
        return (
          <li
            key={name}
            class={past ? 'past' : ''}
            aria-current={number === now ? 'step' : undefined}
          >
            <span class="mark" aria-hidden="true">
              {past ? '✓' : number}
            </span>
            <span class={number === now ? undefined : 'later'}>
              {name}
              {past && <span class="unseen">{words.shell.stepDone}</span>}
            </span>
          </li>
        );
      })}
    </ol>
  );
}
