import { expect, test, vi } from 'vitest';
import { Channel, see } from '../test/browser';
import { ACCOUNT, APPLICATION, changed, streams } from '../test/stream';
import { alive, FAKED, inBrowser, opens, pass, shows, tab } from '../test/tabs';

inBrowser();

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
