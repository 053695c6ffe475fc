import { HttpResponse, http } from 'msw';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { makeSession } from '../test/people';
import { answer, server } from '../test/server';
import { SessionQuery } from './application';
import { askAnew, type Client, renewClient, send, whyNoAnswer } from './client';
import { WithdrawApplicationMutation } from './documents';
import type { Known } from './kept';

const WITHDRAW = { input: { id: '1' } };

function refused(
  seconds: number,
  { path, status = 429 }: { path?: string[]; status?: number } = {},
) {
  const extensions = { code: 'TOO_MANY_REQUESTS', retryAfter: seconds };
  const error = { message: '操作次數過多', extensions, ...(path && { path }) };
  const body = { errors: [error], ...(path && { data: null }) };
  const headers = { 'content-type': 'application/graphql-response+json' };
  return new Response(JSON.stringify(body), { status, headers });
}

function watch(client: Client) {
  const results: Known<unknown>[] = [];
  const kept = client.kept(SessionQuery, {});
  const note = () => kept.known.fetching || kept.known.stale || results.push(kept.known);
  ends.push(kept.watch(note, false));
  return results;
}

const ends: (() => void)[] = [];
beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] }));
afterEach(() => {
  for (const end of ends.splice(0)) end();
  vi.useRealTimers();
});

test.each([
  ['of the whole request', refused(90)],
  ['of one act', refused(90, { path: ['withdrawApplication'], status: 200 })],
  ['by a proxy', new Response('slow down', { status: 429, headers: { 'retry-after': '90' } })],
])('a refusal %s says how long to wait', async (_of, response) => {
  server.use(http.post('*/graphql', () => response));

  expect(await send(WithdrawApplicationMutation, WITHDRAW)).toEqual({
    noAnswer: { kind: 'TOO_MANY_REQUESTS', seconds: 90 },
  });
});

test('who refuses without saying how long is left alone for a minute', async () => {
  server.use(http.post('*/graphql', () => new HttpResponse('slow down', { status: 429 })));

  expect(await send(WithdrawApplicationMutation, WITHDRAW)).toHaveProperty('noAnswer.seconds', 60);
});

test('a refused query is asked again when the wait is over, and not before', async () => {
  let isOpen = false;
  const asked = answer({ Session: () => (isOpen ? makeSession() : refused(30)) });
  const results = watch(renewClient());
  await vi.waitFor(() => expect(results).toHaveLength(1));
  isOpen = true;

  vi.advanceTimersByTime(20_000);
  const early = await askAnew(SessionQuery, {});

  expect(asked).toHaveLength(1);
  expect(whyNoAnswer(early.error)).toEqual({ kind: 'TOO_MANY_REQUESTS', seconds: 10 });
  vi.advanceTimersByTime(10_000);
  await vi.waitFor(() => expect(results.at(-1)?.data).toHaveProperty('service'));
  expect(asked).toHaveLength(2);
});

test('one that nobody looks at any more is not asked again', async () => {
  const asked = answer({ Session: () => refused(30) });
  const results = watch(renewClient());
  await vi.waitFor(() => expect(results).toHaveLength(1));
  ends.pop()?.();

  await vi.advanceTimersByTimeAsync(60_000);

  expect(asked).toHaveLength(1);
});

test('what a person does is not held back: it may have a measure of its own', async () => {
  const asked = answer({
    WithdrawApplication: () => refused(30, { path: ['withdrawApplication'], status: 200 }),
  });

  await send(WithdrawApplicationMutation, WITHDRAW);
  await send(WithdrawApplicationMutation, WITHDRAW);

  expect(asked).toHaveLength(2);
});
