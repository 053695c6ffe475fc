import { afterEach, expect, test, vi } from 'vitest';
import { Tabs } from '../../api/tabs';
import { see } from '../../test/browser';
import { HEAD, makeRow } from '../../test/desk';
import { SESSION } from '../../test/people';
import { refusal } from '../../test/sign';
import { queue, streams } from '../../test/stream';
import { alive, FAKED, inBrowser, opens, pass, shows } from '../../test/tabs';
import { put } from '../pages/useQueue';
import { makeQueueLine, QUEUE } from './queueLine';

inBrowser();
const ends: (() => boolean)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

/** Open a window of the desk; what it was shown is in `seen`. */
function desk(session = SESSION) {
  const seen: string[] = [];
  const onGone = vi.fn();
  const onMissed = vi.fn();
  const tabs = new Tabs({ name: 'desk', session, makeLine: makeQueueLine });
  const end = tabs.follow(QUEUE, {
    onChange: ({ cursor }) => seen.push(cursor),
    onState: () => undefined,
    onGone,
    onMissed,
    whileHidden: true,
  });
  ends.push(end);
  return { seen, onGone, onMissed, end };
}

const CHANGED = { __typename: 'ReviewQueueChanged', at: HEAD.oldestWaiting, head: HEAD } as const;

function told(cursor: string): string {
  return queue({ ...CHANGED, cursor, kind: 'CLAIMED', case: makeRow() });
}

test('eight windows are told the same over one stream of their session', async () => {
  const opened = streams();
  const windows = Array.from({ length: 8 }, () => desk());

  const stream = await opens(opened, 1);
  stream.write(told('c1'));
  stream.write(told('c2'));

  for (const one of windows) await shows(one, 'c1', 'c2');
  expect(opened).toHaveLength(1);
  expect(stream.asked).toEqual({ sessionId: SESSION });
});

test('when the leader closes another goes on after its cursor, and none is told twice', async () => {
  const opened = streams();
  const leader = desk();
  const others = [desk(), desk()];
  (await opens(opened, 1)).write(told('c1'));
  for (const one of others) await shows(one, 'c1');

  leader.end();

  const stream = await opens(opened, 2);
  expect(stream.asked.after).toBe('c1');
  await vi.waitFor(() => expect(alive(opened)).toEqual([stream]));
  stream.write(told('c1'));
  stream.write(told('c2'));
  for (const one of others) await shows(one, 'c1', 'c2');
});

test('a leader that nobody looks at keeps the line', async () => {
  vi.useFakeTimers({ toFake: [...FAKED] });
  const opened = streams();
  const [one, other] = [desk(), desk()];
  (await opens(opened, 1)).write(told('c1'));
  await shows(other, 'c1');

  see('hidden');
  await pass(opened, 300);

  expect(alive(opened)).toHaveLength(1);
  alive(opened)[0]?.write(told('c2'));
  await shows(one, 'c1', 'c2');
  await shows(other, 'c1', 'c2');
});

test('a cursor that the service does not know has every window ask for all anew', async () => {
  const opened = streams();
  const windows = [desk(), desk()];
  const first = await opens(opened, 1);
  first.write(told('c1'));
  for (const one of windows) await shows(one, 'c1');

  first.write(queue({ ...refusal('RESYNC_REQUIRED'), __typename: 'ResyncRequired', cursor: 'c9' }));

  const stream = await opens(opened, 2);
  expect(stream.asked.after).toBeUndefined();
  for (const one of windows) expect(one.onMissed).toHaveBeenCalledTimes(1);
});

test.each(['SESSION_MISSING', 'NOT_ALLOWED', 'SIGN_IN_NEEDED'] as const)(
  '%s ends the line in every window, and is not tried again',
  async (code) => {
    vi.useFakeTimers({ toFake: [...FAKED] });
    const opened = streams();
    const windows = [desk(), desk()];
    const stream = await opens(opened, 1);

    stream.write(queue(refusal(code)));

    for (const one of windows) {
      await vi.waitFor(() => expect(one.onGone).toHaveBeenCalledTimes(1));
    }
    await vi.advanceTimersByTimeAsync(60_000);
    expect(alive(opened)).toEqual([]);
    expect(opened.length).toBeLessThanOrEqual(2);
  },
);

test('a case that one is told at the start is put in its place, and not announced as new', () => {
  const onNew = vi.fn();
  const heard = { ...CHANGED, cursor: 'c1', case: makeRow() };

  expect(put([], { ...heard, kind: null }, onNew)).toEqual([makeRow()]);
  expect(onNew).not.toHaveBeenCalled();
  put([], { ...heard, kind: 'LEFT_TO_PERSON' }, onNew);
  expect(onNew).toHaveBeenCalledOnce();
});
