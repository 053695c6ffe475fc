import { http } from 'msw';
import { afterEach, expect, test, vi } from 'vitest';
import { SESSION } from '../test/people';
import { server } from '../test/server';
import { refusal } from '../test/sign';
import { APPLICATION, changed, refusedWhole, streams, update } from '../test/stream';
import type { LiveState } from './live';
import { watchApplication } from './watch';

function watch() {
  const seen: string[] = [];
  const states: LiveState[] = [];
  const onGone = vi.fn();
  const end = watchApplication({
    session: SESSION,
    id: APPLICATION,
    onApplication: (application) => seen.push(application.status),
    onState: (state) => states.push(state),
    onGone,
  });
  ends.push(end);
  return { seen, states, onGone, end };
}

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
  vi.useRealTimers();
});

test('a change is seen, and the line is live', async () => {
  const opened = streams();
  const { seen, states } = watch();

  await vi.waitFor(() => expect(opened).toHaveLength(1));
  opened[0]?.write(`: ping\n\n${changed('c1', 'UNDER_REVIEW')}`);

  await vi.waitFor(() => expect(seen).toEqual(['UNDER_REVIEW']));
  expect(states[0]).toBe('CONNECTING');
  expect(states.at(-1)).toBe('LIVE');
});

test('a line that is cut is said to be lost, and resumed after the last cursor', async () => {
  const opened = streams();
  const { seen, states } = watch();
  await vi.waitFor(() => expect(opened).toHaveLength(1));
  expect(opened[0]?.asked).toEqual({ sessionId: SESSION, subjects: [{ id: APPLICATION }] });
  opened[0]?.write(changed('c1', 'UNDER_REVIEW'));
  await vi.waitFor(() => expect(seen).toHaveLength(1));

  opened[0]?.cut();

  await vi.waitFor(() => expect(states.at(-1)).toBe('LOST'));
  await vi.waitFor(() => expect(opened).toHaveLength(2), 3_000);
  expect(opened[1]?.asked.subjects).toEqual([{ id: APPLICATION, after: 'c1' }]);
  opened[1]?.write(changed('c2', 'APPROVED'));
  await vi.waitFor(() => expect(seen).toEqual(['UNDER_REVIEW', 'APPROVED']));
  expect(states.at(-1)).toBe('LIVE');
});

test('a cursor that is too old is dropped, and the present state asked for', async () => {
  const opened = streams();
  const { seen } = watch();
  await vi.waitFor(() => expect(opened).toHaveLength(1));
  opened[0]?.write(changed('c1', 'UNDER_REVIEW'));
  await vi.waitFor(() => expect(seen).toHaveLength(1));

  opened[0]?.write(
    update({ ...refusal('RESYNC_REQUIRED'), __typename: 'ResyncRequired', cursor: 'c9' }),
  );

  await vi.waitFor(() => expect(opened).toHaveLength(2));
  expect(opened[1]?.asked.subjects).toEqual([{ id: APPLICATION }]);
});

test('an application that is ours no more ends the watch', async () => {
  const opened = streams();
  const { onGone } = watch();
  await vi.waitFor(() => expect(opened).toHaveLength(1));

  opened[0]?.write(update(refusal('APPLICATION_NOT_FOUND')));

  await vi.waitFor(() => expect(onGone).toHaveBeenCalledTimes(1));
  expect(opened).toHaveLength(1);
});

test('a session that another has taken the place of ends the watch', async () => {
  const opened = streams();
  const { onGone, seen } = watch();
  await vi.waitFor(() => expect(opened).toHaveLength(1));

  opened[0]?.write(refusedWhole(refusal('SESSION_MISSING')));

  await vi.waitFor(() => expect(onGone).toHaveBeenCalledTimes(1));
  expect(seen).toEqual([]);
  expect(opened).toHaveLength(1);
});

test('a network that goes says so, and one that comes back opens a new line', async () => {
  const opened = streams();
  const { states } = watch();
  await vi.waitFor(() => expect(states.at(-1)).toBe('LIVE'));

  dispatchEvent(new Event('offline'));
  expect(states.at(-1)).toBe('LOST');
  dispatchEvent(new Event('online'));

  await vi.waitFor(() => expect(opened).toHaveLength(2));
  await vi.waitFor(() => expect(states.at(-1)).toBe('LIVE'));
});

/** Refuse every line, and tell what was asked. */
function refuseLines(reply: () => Response): () => number {
  let asked = 0;
  server.use(
    http.post('*/graphql', () => {
      asked += 1;
      return reply();
    }),
  );
  return () => asked;
}

const TOO_MANY = { code: 'TOO_MANY_REQUESTS', retryAfter: 120 };
const STREAM = { 'content-type': 'text/event-stream' };

test.each([
  [
    'too much was asked',
    () => new Response(null, { status: 429, headers: { 'retry-after': '120' } }),
  ],
  [
    'no stream is free',
    () => new Response(null, { status: 503, headers: { 'retry-after': '120' } }),
  ],
  [
    'the subscription has its own measure',
    () =>
      new Response(
        `event: next\ndata: ${JSON.stringify({ data: null, errors: [{ message: '', extensions: TOO_MANY }] })}\n\n`,
        { headers: STREAM },
      ),
  ],
])('a line that is refused because %s waits as long as it was told', async (_why, reply) => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  const asked = refuseLines(reply);
  const { states } = watch();
  await vi.waitFor(() => expect(states.at(-1)).toBe('LOST'));

  await vi.advanceTimersByTimeAsync(60_000);
  dispatchEvent(new Event('online'));
  await vi.advanceTimersByTimeAsync(59_000);
  expect(asked()).toBe(1);
  expect(states.at(-1)).toBe('LOST');

  await vi.advanceTimersByTimeAsync(13_000);
  await vi.waitFor(() => expect(asked()).toBe(2));
});
