/** The line from the service that a browser's tabs share: updates of all that they follow. */
import { type LiveState, makeStream, type Stream, type Verdict } from './stream';
import type { Message, Shown } from './told';
import { type Change, type Updates, UpdatesSubscription } from './updates';

export { type LiveState, SILENCE_MS } from './stream';

export interface Subject {
  readonly id: string;
  /** The cursor of what was told last; without one the present state comes first. */
  readonly after?: string | undefined;
}

export interface LineOf<Change extends Shown> {
  /** The session whose stream it is; the service sends nothing to another's. */
  readonly session: string;
  /** What to follow; asked before every attempt, so that each goes on after the latest cursors. */
  readonly subjects: () => readonly Subject[];
  readonly onMessage: (subject: string, message: Message<Change>) => void;
  readonly onState: (state: LiveState) => void;
  /** The browser has another session by now. */
  readonly onGone: () => void;
}

export type Line = Stream;

/** Make a line, which is not open yet. */
export type MakeLine<Change extends Shown> = (of: LineOf<Change>) => Line;

/** Make the portal's line, which is not open yet. */
export function makeLine(of: LineOf<Change>): Line {
  return makeStream<Updates>({
    document: UpdatesSubscription,
    variables: {
      sessionId: of.session,
      get subjects() {
        return of.subjects();
      },
    },
    isIdle: () => of.subjects().length === 0,
    onData: (data) => receive(data?.updates),
    onState: of.onState,
  });

  function receive(update: Updates['updates'] | undefined): Verdict {
    if (update?.__typename === 'Refused' && update.code === 'SESSION_MISSING') {
      of.onGone();
      return 'END';
    }
    const message =
      update?.__typename === 'Update' && (update.applicationStatus ?? update.accountChanged);
    if (!message) return 'LATER';
    of.onState('LIVE');
    of.onMessage(update.subject, message);
    return 'GO_ON';
  }
}
