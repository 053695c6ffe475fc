/** Which case comes after this one, and what was just done with the last. */
import { askAnew } from '../../api/client';
import { NextCaseQuery } from '../api/queue';
import { addressOf } from '../pages/address';

/** The address of the case that waits longest among those that no colleague has taken. */
export async function nextAddress(afterId: string): Promise<string | undefined> {
  const { data } = await askAnew(NextCaseQuery, { first: 50 });
  const waiting = data?.staff?.reviewQueue?.edges.map(({ node }) => node) ?? [];
  const free = waiting.filter((row) => row.claimedBy === null || row.claimedByViewer);
  const place = free.findIndex(({ application }) => application.id === afterId);
  // Behind this one, or from the beginning once the end is reached.
  const next = [...free.slice(place + 1), ...free.slice(0, Math.max(place, 0))][0];
  return next && next.application.id !== afterId ? addressOf(next) : undefined;
}

export interface Done {
  readonly text: string;
  /** The case it was, to look at once more. */
  readonly address: string;
  readonly caseNumber: string;
  /** Whether the page that says it shows the next case, or there is none. */
  readonly after: 'NEXT' | 'NONE';
}

let done: Done | undefined;

/** Remember what was done until the page that comes next says it. */
export function tellDone(what: Done) {
  done = what;
}

/** Return what was done with the last case, once. */
export function takeDone(): Done | undefined {
  const told = done;
  done = undefined;
  return told;
}
