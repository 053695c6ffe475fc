/** Where an applicant stands: three steps, the present one marked. */
import { useFrameWords } from '../words';

/** The present step; 4 when all three are done. */
export type Step = 1 | 2 | 3 | 4;

export function Steps({ now }: { now: Step }) {
  const words = useFrameWords();
  // On narrow screens one name only has room.
  const named = Math.min(now, words.steps.length);
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
            <span class={number === named ? undefined : 'later'}>
              {name}
              {past && <span class="unseen">{words.shell.stepDone}</span>}
            </span>
          </li>
        );
      })}
    </ol>
  );
}
