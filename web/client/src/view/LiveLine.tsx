/** Says whether what is shown changes by itself, and since when it does not. */
import type { LiveState } from '../api/live';
import { Text } from './Text';

export function LiveLine({
  live,
  texts,
}: {
  live: LiveState;
  texts: Readonly<Record<LiveState, string>>;
}) {
  return (
    <p class="live" data-live={live} role="status">
      <span class="dot" data-live={live} aria-hidden="true" />
      <span>
        <Text>{texts[live]}</Text>
      </span>
    </p>
  );
}
