/** Something a person should know, set apart from the text. */
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { useLanguage } from '../words';
import { Said } from './Said';

export function Notice({
  kind = 'info',
  title,
  takesFocus,
  children,
}: {
  kind?: 'info' | 'good' | 'warn' | 'bad';
  title?: string | undefined;
  /** The answer to what was just pressed: moves the focus here when it appears. */
  takesFocus?: boolean;
  children?: ComponentChildren;
}) {
  const box = useRef<HTMLDivElement>(null);
  const { language } = useLanguage();
  const saidIn = useRef(language);
  useEffect(() => {
    // The same in another language is nothing new.
    const isNew = saidIn.current === language;
    saidIn.current = language;
    if (takesFocus && isNew) box.current?.focus();
  }, [takesFocus, title]);
  return (
    <div
      class={`notice ${kind}`}
      tabIndex={takesFocus ? -1 : undefined}
      role={takesFocus ? 'alert' : undefined}
      ref={box}
    >
      {title && (
        <h2>
          <Said>{title}</Said>
        </h2>
      )}
      {children}
    </div>
  );
}
