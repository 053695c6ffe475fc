/** One page: its title, its heading that takes focus on arrival, its steps, its notices beside. */
import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { useFrameWords } from '../words';
import { type Step, Steps } from './Steps';

let shownBefore: string | undefined;
// The page that has just gone had the focus, which went with it.
let tookFocus = false;

export function Page({
  title,
  step,
  hasErrors,
  hasAnswer = false,
  isBroad = false,
  part = '',
  aside,
  children,
}: {
  title: string;
  /** Which of the three steps of an application this is. */
  step?: Step | undefined;
  hasErrors?: boolean;
  /** Something on it answers what was just pressed, and takes the focus itself. */
  hasAnswer?: boolean;
  /** Its lists take the whole width where there is room. */
  isBroad?: boolean;
  /** Which part of a long list it shows: another one is arrived at as another page is. */
  part?: string | undefined;
  aside?: ComponentChildren;
  children: ComponentChildren;
}) {
  const words = useFrameWords();
  const heading = useRef<HTMLHeadingElement>(null);
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(
    () => () => {
      tookFocus = box.current?.contains(document.activeElement) ?? false;
    },
    [],
  );
  useEffect(() => {
    const prefix = hasErrors ? words.shell.errorPrefix : '';
    document.title = `${prefix}${title}｜${words.service.name}`;
  }, [title, hasErrors, words]);
  useEffect(() => {
    // The browser itself announces the first page; every later one must be announced by focus,
    // which the list of what is wrong takes where there is one.
    const shown = `${title} ${part}`;
    const isOther = shownBefore !== undefined && shownBefore !== shown;
    if (isOther) scrollTo(0, 0);
    const isFree = document.activeElement === null || document.activeElement === document.body;
    if (!hasErrors && !hasAnswer && (isOther || (tookFocus && isFree))) {
      heading.current?.focus({ preventScroll: true });
    }
    tookFocus = false;
    shownBefore = shown;
  }, [part]);
  return (
    <div ref={box} class={`page ${aside ? 'has-aside' : ''} ${isBroad ? 'broad' : ''}`}>
      <div class="flow wide">
        {step && <Steps now={step} />}
        <h1 tabIndex={-1} ref={heading}>
          {title}
        </h1>
      </div>
      <div class="flow">{children}</div>
      {aside && <aside class="flow aside">{aside}</aside>}
    </div>
  );
}
