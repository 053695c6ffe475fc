import { HttpResponse, http } from 'msw';
import { afterEach, expect, test, vi } from 'vitest';
import { makeApplication } from '../test/people';
import { server } from '../test/server';
import { refusal } from '../test/sign';
import type { Application } from './application';
import type { LiveState } from './live';
import { watchApplication } from './watch';

interface Line {
  readonly variables: { readonly id: string; readonly after?: string };
  readonly write: (text: string) => void;
  readonly cut: () => void;
}

/** A service that streams, and can be cut. */
function lines(): Line[] {
  const opened: Line[] = [];
  server.use(
    http.post('*/graphql', async ({ request }) => {
      const { variables } = (await request.json()) as Line;
      const encoder = new TextEncoder();
      const body = new ReadableStream<Uint8Array>({
        start(controller) {
          opened.push({
            variables,
            write: (text) => controller.enqueue(encoder.encode(text)),
            cut: () => controller.close(),
          });
        },
      });
      return new HttpResponse(body, { headers: { 'content-type': 'text/event-stream' } });
    }),
  );
  return opened;
}

function next(applicationStatus: object): string {
  return `event: next\ndata: ${JSON.stringify({ data: { applicationStatus } })}\n\n`;
}

function changed(cursor: string, status: Application['status']): string {
  const application = makeApplication({ status });
  return next({
    __typename: 'ApplicationStatusChanged',
    cursor,
    at: application.createdAt,
    application,
  });
}

function watch() {
  const seen: string[] = [];
  const states: LiveState[] = [];
  const onGone = vi.fn();
  const end = watchApplication({
    id: '1',
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
  const opened = lines();
  const { seen, states } = watch();

  await vi.waitFor(() => expect(opened).toHaveLength(1));
  opened[0]?.write(`: ping\n\n${changed('c1', 'UNDER_REVIEW')}`);

  await vi.waitFor(() => expect(seen).toEqual(['UNDER_REVIEW']));
  expect(states[0]).toBe('CONNECTING');
  expect(states.at(-1)).toBe('LIVE');
});

test('a line that is cut is said to be lost, and resumed after the last cursor', async () => {
  const opened = lines();
  const { seen, states } = watch();
  await vi.waitFor(() => expect(opened).toHaveLength(1));
  expect(opened[0]?.variables).toEqual({ id: '1' });
  opened[0]?.write(changed('c1', 'UNDER_REVIEW'));
  await vi.waitFor(() => expect(seen).toHaveLength(1));

  opened[0]?.cut();

  await vi.waitFor(() => expect(states.at(-1)).toBe('LOST'));
  await vi.waitFor(() => expect(opened).toHaveLength(2), 3_000);
  expect(opened[1]?.variables).toEqual({ id: '1', after: 'c1' });
  opened[1]?.write(changed('c2', 'APPROVED'));
  await vi.waitFor(() => expect(seen).toEqual(['UNDER_REVIEW', 'APPROVED']));
  expect(states.at(-1)).toBe('LIVE');
});

test('a cursor that is too old is dropped, and the present state asked for', async () => {
  const opened = lines();
  const { seen } = watch();
  await vi.waitFor(() => expect(opened).toHaveLength(1));
  opened[0]?.write(changed('c1', 'UNDER_REVIEW'));
  await vi.waitFor(() => expect(seen).toHaveLength(1));

  opened[0]?.write(
    next({ ...refusal('RESYNC_REQUIRED'), __typename: 'ResyncRequired', cursor: 'c9' }),
  );

  await vi.waitFor(() => expect(opened).toHaveLength(2));
  expect(opened[1]?.variables).toEqual({ id: '1' });
});

test('an application that is ours no more ends the watch', async () => {
  const opened = lines();
  const { onGone } = watch();
  await vi.waitFor(() => expect(opened).toHaveLength(1));

  opened[0]?.write(next(refusal('APPLICATION_NOT_FOUND')));

  await vi.waitFor(() => expect(onGone).toHaveBeenCalledTimes(1));
  expect(opened).toHaveLength(1);
});

test('a network that goes says so, and one that comes back opens a new line', async () => {
  const opened = lines();
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
