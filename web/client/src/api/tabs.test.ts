import { expect, test, vi } from 'vitest';
import { Channel, takeBrowser } from '../test/browser';
import { SESSION } from '../test/people';
import { refusal } from '../test/sign';
import { ACCOUNT, APPLICATION, accountChanged, changed, streams, update } from '../test/stream';
import { alive, inBrowser, opens, shows, tab } from '../test/tabs';

inBrowser();

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
