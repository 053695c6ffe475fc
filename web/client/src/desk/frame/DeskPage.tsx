/** One page of the desk: its title and count in the tab, and its heading, which takes the focus. */
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { useDeskWords } from '../words';
import { useLiveQueue } from './live';

let shownBefore: string | undefined;

export function DeskPage({
  title,
  part = '',
  beside,
  children,
}: {
  title: string;
  /** Which of several things of one kind it shows: another one is arrived at as another page is. */
  part?: string;
  /** What stands beside the heading. */
  beside?: ComponentChildren;
  children: ComponentChildren;
}) {
  const { shell } = useDeskWords();
  const { head } = useLiveQueue();
  const heading = useRef<HTMLHeadingElement>(null);
  const waiting = head ? `(${head.waiting}) ` : '';
  useEffect(() => {
    document.title = `${waiting}${title}｜${shell.name}`;
  }, [title, waiting, shell]);
  useEffect(() => {
    // The browser itself announces the first page; every later one is announced by the focus.
    const shown = `${title} ${part}`;
    if (shownBefore !== undefined && shownBefore !== shown) {
      scrollTo(0, 0);
      heading.current?.focus({ preventScroll: true });
    }
    shownBefore = shown;
  }, [title, part]);
  return (
    <div class="desk-page">
      <div class="desk-title">
        <h1 tabIndex={-1} ref={heading}>
          {title}
        </h1>
        {beside}
      </div>
      {children}
    </div>
  );
}
