/** A modal dialog: the page beneath stays as it is, and has the focus back when it closes. */
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';

export function Dialog({
  title,
  onClose,
  children,
}: {
  title: string;
  /** Closed by its own button, by Escape, or by the browser's way back. */
  onClose: () => void;
  children: ComponentChildren;
}) {
  const box = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const dialog = box.current;
    dialog?.showModal();
    // Where it was before; the browser gives it back only to what is still on the page.
    return () => dialog?.close();
  }, []);
  return (
    <dialog
      ref={box}
      class="dialog flow"
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <h2 id={id}>{title}</h2>
      {children}
    </dialog>
  );
}
