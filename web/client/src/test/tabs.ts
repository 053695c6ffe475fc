/** Tabs of one browser that follow something, over a service that streams. */
import { afterEach, beforeEach, expect, vi } from 'vitest';
import { makeLine } from '../api/line';
import { type Following, Tabs } from '../api/tabs';
import type { Change } from '../api/updates';
import { giveBrowser, takeBrowser } from './browser';
import { SESSION } from './people';
import { APPLICATION, type Opened } from './stream';

const ends: (() => boolean)[] = [];

/** Give each test of a file a browser of its own. */
export function inBrowser() {
  beforeEach(giveBrowser);
  afterEach(() => {
    for (const end of ends.splice(0)) end();
    takeBrowser();
    vi.useRealTimers();
  });
}

/** Open a tab that follows something; what it was shown is in `seen`. */
export function tab({
  subject = APPLICATION,
  session = SESSION,
  whileHidden = false,
}: {
  subject?: string;
  session?: string;
  whileHidden?: boolean;
} = {}) {
  const seen: string[] = [];
  const states: string[] = [];
  const onGone = vi.fn();
  const tabs = new Tabs({ name: 'live', session, makeLine });
  const follow = (what: string, more: Partial<Following<Change>> = {}) => {
    const end = tabs.follow(what, {
      onChange: ({ cursor }) => seen.push(cursor),
      onState: (state) => states.push(state),
      onGone,
      whileHidden,
      ...more,
    });
    ends.push(end);
    return end;
  };
  return { seen, states, onGone, follow, end: follow(subject) };
}

export const alive = (opened: readonly Opened[]) => opened.filter(({ isOpen }) => isOpen);

/** Wait for so many streams in all, and give the last one. */
export async function opens(opened: readonly Opened[], count: number): Promise<Opened> {
  await vi.waitFor(() => expect(opened).toHaveLength(count), 5_000);
  const last = opened.at(-1);
  if (!last) throw new Error('no stream');
  return last;
}

export const FAKED = [
  'setTimeout',
  'clearTimeout',
  'setInterval',
  'clearInterval',
  'Date',
] as const;

/** Let time pass, in which the service sends its heartbeats. */
export async function pass(opened: readonly Opened[], seconds: number) {
  for (let passed = 0; passed < seconds; passed += 1) {
    if (passed % 15 === 0) for (const stream of alive(opened)) stream.write(': ping\n\n');
    await vi.advanceTimersByTimeAsync(1_000);
  }
}

export const shows = (one: { seen: string[] }, ...cursors: string[]) =>
  vi.waitFor(() => expect(one.seen).toEqual(cursors));
