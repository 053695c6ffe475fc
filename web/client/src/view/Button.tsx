/** A button that stays where it is while its work is under way, and cannot be pressed twice. */
import type { ComponentChildren } from 'preact';

export function Button({
  kind = 'first',
  type = 'button',
  busy = false,
  onPress,
  children,
}: {
  kind?: 'first' | 'second' | 'grave';
  type?: 'button' | 'submit';
  busy?: boolean;
  onPress?: () => void;
  children: ComponentChildren;
}) {
  return (
    <button
      type={type}
      class={`button ${kind}`}
      // A disabled button would lose the focus.
      aria-disabled={busy || undefined}
      onClick={(event) => {
        if (busy) event.preventDefault();
        else onPress?.();
      }}
    >
      {children}
    </button>
  );
}
