/** The queue's line, which the windows of the desk share: one of them has it, the others hear from that one. */
import type { Line, LineOf } from '../../api/line';
import { makeStream, type Verdict } from '../../api/stream';
import { type QueueChange, QueueChangedSubscription, type QueueMessage } from './queue';

/** What is followed over it: there is nothing else. */
export const QUEUE = 'queue';

/** Make the line, which is not open yet. */
export function makeQueueLine(of: LineOf<QueueChange>): Line {
  return makeStream({
    document: QueueChangedSubscription,
    variables: {
      sessionId: of.session,
      get after() {
        return of.subjects().find(({ id }) => id === QUEUE)?.after;
      },
    },
    isIdle: () => of.subjects().length === 0,
    onData: (data) => receive(data?.reviewQueueChanged),
    onState: of.onState,
  });

  function receive(message: QueueMessage | undefined): Verdict {
    if (!message) return 'LATER';
    of.onState('LIVE');
    // All windows have one session and see one queue: what ends it for one ends it for all.
    of.onMessage(QUEUE, message);
    return message.__typename === 'Refused' ? 'END' : 'GO_ON';
  }
}
