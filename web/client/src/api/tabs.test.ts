import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Channel, giveBrowser, see, takeBrowser } from '../test/browser';
import { SESSION } from '../test/people';
import { refusal } from '../test/sign';
import {
  ACCOUNT,
  APPLICATION,
  accountChanged,
  changed,
  type Opened,
  streams,
  update,
} from '../test/stream';
import { type Following, Tabs } from './tabs';

const ends: (() => boolean)[] = [];

beforeEach(giveBrowser);
afterEach(() => {
  for (const end of ends.splice(0)) end();
  takeBrowser();
  vi.useRealTimers();
});

/** Open a tab that follows something; what it was shown is in `seen`. */
function tab({
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
  const tabs = new Tabs(session);
  const follow = (what: string, more: Partial<Following> = {}) => {
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

const alive = (opened: readonly Opened[]) => opened.filter(({ isOpen }) => isOpen);

/** Wait for so many streams in all, and give the last one. */
async function opens(opened: readonly Opened[], count: number): Promise<Opened> {
  await vi.waitFor(() => expect(opened).toHaveLength(count), 5_000);
  const last = opened.at(-1);
  if (!last) throw new Error('no stream');
  return last;
}

const FAKED = ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] as const;

/** Let time pass, in which the service sends its heartbeats. */
async function pass(opened: readonly Opened[], seconds: number) {
  for (let passed = 0; passed < seconds; passed += 1) {
    if (passed % 15 === 0) for (const stream of alive(opened)) stream.write(': ping\n\n');
    await vi.advanceTimersByTimeAsync(1_000);
  }
}

const shows = (one: { seen: string[] }, ...cursors: string[]) =>
  vi.waitFor(() => expect(one.seen).toEqual(cursors));

test('twelve tabs that follow the same are all live over one stream', async () => {
  const opened = streams();
  const tabs = Array.from({ length: 12 }, () => tab());

  const stream = await opens(opened, 1);
  stream.write(changed('c1', 'UNDER_REVIEW'));
  stream.write(changed('c2', 'APPROVED'));

  for (const one of tabs) await shows(one, 'c1', 'c2');
  for (const one of tabs) expect(one.states.at(-1)).toBe('LIVE');
  expect(opened).toHaveLength(1);
});

test('several subjects go over one stream, and each tab is shown its own', async () => {
  const opened = streams();
  const one = tab();
  const other = tab({ subject: ACCOUNT });

  const stream = await opens(opened, 1);
  expect(stream.asked.subjects).toEqual([{ id: APPLICATION }, { id: ACCOUNT }]);
  stream.write(changed('c1', 'APPROVED'));
  stream.write(accountChanged('a1', null));

  await shows(one, 'c1');
  await shows(other, 'a1');
});

test('a subject that a new tab brings joins the stream, and the others go on where they were', async () => {
  const opened = streams();
  const one = tab();
  (await opens(opened, 1)).write(changed('c1', 'UNDER_REVIEW'));
  await shows(one, 'c1');

  tab({ subject: ACCOUNT });

  const stream = await opens(opened, 2);
  expect(stream.asked.subjects).toEqual([{ id: APPLICATION, after: 'c1' }, { id: ACCOUNT }]);
  expect(alive(opened)).toEqual([stream]);
  expect(one.states.slice(one.states.indexOf('LIVE'))).not.toContain('CONNECTING');
});

test('a subject that nobody follows any more leaves the stream, and is begun anew', async () => {
  const opened = streams();
  const one = tab();
  const other = tab({ subject: ACCOUNT });
  const first = await opens(opened, 1);
  first.write(changed('c1', 'UNDER_REVIEW'));
  first.write(accountChanged('a1', null));
  await shows(one, 'c1');
  await shows(other, 'a1');

  other.end();
  const second = await opens(opened, 2);
  expect(second.asked.subjects).toEqual([{ id: APPLICATION, after: 'c1' }]);
  tab({ subject: ACCOUNT });

  const third = await opens(opened, 3);
  expect(third.asked.subjects).toEqual([{ id: APPLICATION, after: 'c1' }, { id: ACCOUNT }]);
});

test('what a tab followed that has crashed is left out after a while', async () => {
  vi.useFakeTimers({ toFake: [...FAKED] });
  const opened = streams();
  tab();
  tab({ subject: ACCOUNT });
  (await opens(opened, 1)).write(changed('c1', 'UNDER_REVIEW'));
  const ofLeader = () =>
    opened.filter(({ asked }) => asked.subjects.some(({ id }) => id === APPLICATION));

  Channel.all.at(-1)?.close();
  await pass(opened, 140);
  expect(ofLeader()).toHaveLength(1);
  await pass(opened, 30);

  await vi.waitFor(() => expect(ofLeader()).toHaveLength(2));
  expect(ofLeader()[1]?.asked.subjects).toEqual([{ id: APPLICATION, after: 'c1' }]);
});

test('a tab that comes later is shown the present state, and the others nothing twice', async () => {
  const opened = streams();
  const one = tab();
  const stream = await opens(opened, 1);
  stream.write(changed('c1', 'UNDER_REVIEW'));
  stream.write(changed('c2', 'APPROVED'));
  await shows(one, 'c1', 'c2');

  const late = tab();
  await shows(late, 'c2');
  stream.write(changed('c3', 'ACTIVATED'));

  await shows(late, 'c2', 'c3');
  await shows(one, 'c1', 'c2', 'c3');
  expect(opened).toHaveLength(1);
});

test('what was told before the line was lost is not shown to a new tab as what is', async () => {
  const opened = streams();
  const one = tab();
  const stream = await opens(opened, 1);
  stream.write(changed('c1', 'UNDER_REVIEW'));
  await shows(one, 'c1');
  stream.cut();
  await vi.waitFor(() => expect(one.states.at(-1)).toBe('LOST'));

  const late = tab();
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(late.seen).toEqual([]);

  await opens(opened, 2);
  await shows(late, 'c1');
});

test('when the leader goes the next one goes on where it stood, and nothing is lost or twice', async () => {
  const opened = streams();
  const first = tab();
  const [second, third] = [tab(), tab()];
  (await opens(opened, 1)).write(changed('c1', 'UNDER_REVIEW'));
  await shows(third, 'c1');

  first.end();

  const stream = await opens(opened, 2);
  expect(stream.asked.subjects).toEqual([{ id: APPLICATION, after: 'c1' }]);
  await vi.waitFor(() => expect(opened[0]?.isOpen).toBe(false));
  // The service tells the last one again where the cursor had not been passed on.
  stream.write(changed('c1', 'UNDER_REVIEW'));
  stream.write(changed('c2', 'APPROVED'));
  await shows(second, 'c1', 'c2');
  await shows(third, 'c1', 'c2');
});

test('tabs of another session hear nothing, and have a stream of their own', async () => {
  const opened = streams();
  const hers = tab();
  await opens(opened, 1);
  const his = tab({ session: 'another' });

  const stream = await opens(opened, 2);
  expect(opened.map(({ asked }) => asked.sessionId)).toEqual([SESSION, 'another']);
  stream.write(changed('d1', 'APPROVED'));
  opened[0]?.write(changed('c1', 'UNDER_REVIEW'));

  await shows(his, 'd1');
  await shows(hers, 'c1');
});

test('a subject that is refused ends in every tab, and the others go on', async () => {
  const opened = streams();
  const [one, other] = [tab(), tab()];
  const account = tab({ subject: ACCOUNT });
  const stream = await opens(opened, 1);

  stream.write(update(refusal('APPLICATION_NOT_FOUND')));

  await vi.waitFor(() => expect(one.onGone).toHaveBeenCalledTimes(1));
  await vi.waitFor(() => expect(other.onGone).toHaveBeenCalledTimes(1));
  // The leader wants nothing any more: the one that does takes over.
  (await opens(opened, 2)).write(accountChanged('a1', null));
  await shows(account, 'a1');
  expect(account.onGone).not.toHaveBeenCalled();
});

test('a cursor that the service does not know is dropped in every tab', async () => {
  const opened = streams();
  const [one, other] = [tab(), tab()];
  (await opens(opened, 1)).write(changed('c1', 'UNDER_REVIEW'));
  await shows(other, 'c1');

  opened[0]?.write(
    update({ ...refusal('RESYNC_REQUIRED'), __typename: 'ResyncRequired', cursor: 'c9' }),
  );

  const stream = await opens(opened, 2);
  expect(stream.asked.subjects).toEqual([{ id: APPLICATION }]);
  // What was told before is shown again: it is the present state.
  stream.write(changed('c1', 'UNDER_REVIEW'));
  await shows(one, 'c1', 'c1');
  await shows(other, 'c1', 'c1');
});

test('a tab that is hidden for a minute lets go, and goes on after its cursor', async () => {
  vi.useFakeTimers({ toFake: [...FAKED] });
  const opened = streams();
  const one = tab();
  (await opens(opened, 1)).write(changed('c1', 'UNDER_REVIEW'));
  await shows(one, 'c1');

  see('hidden');
  await pass(opened, 59);
  expect(opened[0]?.isOpen).toBe(true);
  await pass(opened, 2);
  await vi.waitFor(() => expect(opened[0]?.isOpen).toBe(false));
  expect(Channel.all).toEqual([]);
  await pass(opened, 120);
  expect(opened).toHaveLength(1);

  see('visible');
  const stream = await opens(opened, 2);
  expect(stream.asked.subjects).toEqual([{ id: APPLICATION, after: 'c1' }]);
});

test('what a tab begins to follow while it is away waits until it is looked at', async () => {
  const opened = streams();
  const one = tab();
  await opens(opened, 1);
  document.dispatchEvent(new Event('freeze'));
  await vi.waitFor(() => expect(alive(opened)).toEqual([]));

  one.follow(ACCOUNT);
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(opened).toHaveLength(1);

  document.dispatchEvent(new Event('resume'));
  const stream = await opens(opened, 2);
  expect(stream.asked.subjects.map(({ id }) => id)).toEqual([APPLICATION, ACCOUNT]);
});

test('what must be followed unseen keeps its tab, which leads on, and tells the others what they missed', async () => {
  vi.useFakeTimers({ toFake: [...FAKED] });
  const opened = streams();
  const portal = tab();
  const desk = tab({ whileHidden: true });
  (await opens(opened, 1)).write(changed('c1', 'UNDER_REVIEW'));
  await shows(portal, 'c1');

  see('hidden');
  await pass(opened, 61);
  const stream = await opens(opened, 2);
  for (const cursor of ['c2', 'c3']) stream.write(changed(cursor, 'APPROVED'));
  await shows(desk, 'c1', 'c2', 'c3');
  expect(portal.seen).toEqual(['c1']);

  see('visible');
  await shows(portal, 'c1', 'c2', 'c3');
  await vi.waitFor(() => expect(alive(opened)).toHaveLength(1));
});

test('who has missed more than the leader remembers begins with the present state, alone', async () => {
  vi.useFakeTimers({ toFake: [...FAKED] });
  const opened = streams();
  const portal = tab();
  const kept = [tab({ whileHidden: true }), tab({ whileHidden: true })];
  (await opens(opened, 1)).write(changed('c0', 'UNDER_REVIEW'));
  await shows(portal, 'c0');
  see('hidden');
  await pass(opened, 61);
  const stream = await opens(opened, 2);
  const cursors = Array.from({ length: 60 }, (_, index) => `c${index + 1}`);
  for (const cursor of cursors) stream.write(changed(cursor, 'APPROVED'));
  for (const one of kept) await shows(one, 'c0', ...cursors);

  see('visible');

  await shows(portal, 'c0', 'c60');
  await pass(opened, 1);
  for (const one of kept) expect(one.seen).toEqual(['c0', ...cursors]);
});

test.each(['pagehide', 'freeze'])(
  'at %s nothing is held, and afterwards all goes on',
  async (event) => {
    const opened = streams();
    const one = tab();
    (await opens(opened, 1)).write(changed('c1', 'UNDER_REVIEW'));
    await shows(one, 'c1');
    const [leaving, back] =
      event === 'freeze'
        ? [() => document.dispatchEvent(new Event('freeze')), 'resume']
        : [() => dispatchEvent(new Event('pagehide')), 'pageshow'];

    leaving();
    await vi.waitFor(() => expect(opened[0]?.isOpen).toBe(false));
    expect(Channel.all).toEqual([]);

    (event === 'freeze' ? document : window).dispatchEvent(new Event(back));
    const stream = await opens(opened, 2);
    expect(stream.asked.subjects).toEqual([{ id: APPLICATION, after: 'c1' }]);
  },
);

test('what must be followed unseen goes on when its frozen tab may run again, seen or not', async () => {
  const opened = streams();
  tab({ whileHidden: true });
  await opens(opened, 1);
  see('hidden');
  document.dispatchEvent(new Event('freeze'));
  await vi.waitFor(() => expect(alive(opened)).toEqual([]));

  document.dispatchEvent(new Event('resume'));

  await opens(opened, 2);
});

test('another tab stands in for a leader that hangs, until it is heard again', async () => {
  vi.useFakeTimers({ toFake: [...FAKED] });
  const opened = streams();
  const first = tab();
  const [hanging] = Channel.all;
  const others = [tab(), tab()];
  (await opens(opened, 1)).write(changed('c1', 'UNDER_REVIEW'));
  for (const one of others) await shows(one, 'c1');

  hanging?.hang();
  vi.spyOn(hanging as Channel, 'postMessage').mockImplementation(() => {});
  await pass(opened, 15);
  const stream = await opens(opened, 2);
  expect(stream.asked.subjects).toEqual([{ id: APPLICATION, after: 'c1' }]);
  stream.write(changed('c2', 'APPROVED'));
  for (const one of others) await shows(one, 'c1', 'c2');

  vi.mocked(hanging as Channel).postMessage.mockRestore();
  hanging?.wake();
  await vi.waitFor(() => expect(opened[1]?.isOpen).toBe(false));
  opened[0]?.write(changed('c2', 'APPROVED'));
  opened[0]?.write(changed('c3', 'ACTIVATED'));
  for (const one of [first, ...others]) await shows(one, 'c1', 'c2', 'c3');
  expect(alive(opened)).toEqual([opened[0]]);
});

test('where locks are refused each tab has a stream of its own', async () => {
  vi.spyOn(navigator.locks, 'request').mockRejectedValue(new DOMException('', 'SecurityError'));
  const opened = streams();
  const tabs = [tab(), tab()];

  await opens(opened, 2);
  for (const [index, stream] of opened.entries()) stream.write(changed(`c${index}`, 'APPROVED'));

  for (const one of tabs) await vi.waitFor(() => expect(one.seen).toHaveLength(1));
  expect(Channel.all).toEqual([]);
});

test('without locks or channels each tab has a stream of its own', async () => {
  takeBrowser();
  const opened = streams();

  tab();
  tab();

  await opens(opened, 2);
});

test('the last one that stops following closes the stream', async () => {
  const opened = streams();
  const [one, other] = [tab(), tab()];
  await opens(opened, 1);

  other.end();
  one.end();

  await vi.waitFor(() => expect(alive(opened)).toEqual([]));
  expect(Channel.all).toEqual([]);
});

test('two that follow the same in one tab are both shown it', async () => {
  const opened = streams();
  const one = tab();
  (await opens(opened, 1)).write(changed('c1', 'UNDER_REVIEW'));
  await shows(one, 'c1');
  const also: string[] = [];

  one.follow(APPLICATION, { onChange: ({ cursor }) => also.push(cursor) });

  await vi.waitFor(() => expect(also).toEqual(['c1']));
  expect(one.seen).toEqual(['c1']);
});
