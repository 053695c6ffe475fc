/** Follow something live, over the one stream that all tabs of this browser share. */
import { makeLine } from './line';
import { type Following, Tabs } from './tabs';
import type { Change } from './updates';

export type { LiveState } from './line';

export interface Followed extends Following<Change> {
  /** The session that follows (`Viewer.sessionId`): tabs of another hear nothing of it. */
  readonly session: string;
  /** The ID of an application, or of the session's account. */
  readonly subject: string;
}

const ofSession = new Map<string, Tabs<Change>>();

/** Start following; the returned function ends it. */
export function follow({ session, subject, ...following }: Followed): () => void {
  const tabs = ofSession.get(session) ?? new Tabs({ name: 'live', session, makeLine });
  ofSession.set(session, tabs);
  const end = tabs.follow(subject, following);
  return () => {
    if (end() && ofSession.get(session) === tabs) ofSession.delete(session);
  };
}
