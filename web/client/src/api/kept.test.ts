import { HttpResponse, http } from 'msw';
import { afterEach, expect, test, vi } from 'vitest';
import { makeApplication, makeSession } from '../test/people';
import { answer, server } from '../test/server';
import { refusal } from '../test/sign';
import { SessionQuery } from './application';
import { askAnew, type Client, renewClient, send } from './client';
import { PostalDistrictsQuery, WithdrawApplicationMutation } from './documents';
import type { Known } from './kept';

const WITHDRAW = { input: { id: '1' } };
const withdrawn = () => ({
  withdrawApplication: {
    __typename: 'WithdrawApplicationSuccess',
    application: makeApplication({ status: 'WITHDRAWN' }),
  },
});

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

function show(client: Client, isAnew = false) {
  const kept = client.kept(SessionQuery, {});
  const seen: Known<unknown>[] = [];
  ends.push(kept.watch(() => seen.push(kept.known), isAnew));
  return { kept, seen, settles: () => vi.waitFor(() => expect(kept.known).toMatchObject(SETTLED)) };
}

const SETTLED = { fetching: false, stale: false };

test('what is shown twice is asked for once', async () => {
  const asked = answer({ Session: () => makeSession() });
  const client = renewClient();

  const [one, other] = [show(client), show(client)];
  await one.settles();

  expect(other.kept.known.data).toHaveProperty('service');
  show(client);
  expect(asked).toHaveLength(1);
});

test('what is kept is shown while it is asked for anew', async () => {
  const asked = answer({ Session: () => makeSession() });
  const client = renewClient();
  await show(client).settles();

  const again = show(client, true);

  expect(again.kept.known).toMatchObject({ fetching: false, stale: true });
  expect(again.kept.known.data).toHaveProperty('service');
  await again.settles();
  expect(asked).toHaveLength(2);
});

test('a change asks for those again that are about it, and for no others', async () => {
  const asked = answer({
    Session: () => makeSession(makeApplication()),
    PostalDistricts: () => ({ postalDistricts: [] }),
    WithdrawApplication: withdrawn,
  });
  const client = renewClient();
  const session = show(client);
  await session.settles();
  const districts = client.kept(PostalDistrictsQuery, {});
  ends.push(districts.watch(() => undefined, false));
  await vi.waitFor(() => expect(districts.known).toMatchObject(SETTLED));

  await send(WithdrawApplicationMutation, WITHDRAW);

  expect(session.kept.known.stale).toBe(true);
  await session.settles();
  expect(asked.map(({ operation }) => operation).sort()).toEqual([
    'PostalDistricts',
    'Session',
    'Session',
    'WithdrawApplication',
  ]);
});

test('a query may be about more than it was answered with', async () => {
  const asked = answer({ Session: () => makeSession(), WithdrawApplication: withdrawn });
  const client = renewClient();
  const session = show(client);
  await session.settles();
  session.kept.add(['Application']);

  await send(WithdrawApplicationMutation, WITHDRAW);

  await session.settles();
  expect(asked.filter(({ operation }) => operation === 'Session')).toHaveLength(2);
});

test('what nobody looks at is asked for when somebody does', async () => {
  const asked = answer({
    Session: () => makeSession(makeApplication()),
    WithdrawApplication: withdrawn,
  });
  const client = renewClient();
  await show(client).settles();
  ends.pop()?.();

  await send(WithdrawApplicationMutation, WITHDRAW);
  expect(asked).toHaveLength(2);

  const later = show(client);
  expect(later.kept.known).toMatchObject({ data: undefined, fetching: true });
  await later.settles();
  expect(asked).toHaveLength(3);
});

test('a change that nobody answered may have happened: what it is about is asked for', async () => {
  const asked = answer({ Session: () => makeSession(makeApplication()) });
  const client = renewClient();
  const session = show(client);
  await session.settles();
  server.use(http.post('*/graphql', () => HttpResponse.error(), { once: true }));

  await send(WithdrawApplicationMutation, WITHDRAW, { changes: ['Application'] });

  await session.settles();
  expect(asked).toHaveLength(2);
});

test('an answer that is overtaken by a later one is not shown', async () => {
  const releases: (() => void)[] = [];
  answer({
    Session: () =>
      new Promise((resolve) => {
        const mine = makeSession(makeApplication({ version: releases.length + 1 }));
        releases.push(() => resolve(mine));
      }),
  });
  const client = renewClient();
  const session = show(client);
  await vi.waitFor(() => expect(releases).toHaveLength(1));
  const later = session.kept.ask();
  await vi.waitFor(() => expect(releases).toHaveLength(2));

  releases[1]?.();
  await later;
  releases[0]?.();
  await new Promise((resolve) => setTimeout(resolve, 20));

  expect(session.kept.known.data).toHaveProperty('viewer.application.version', 2);
});

test('after a failure the next who looks has it tried again', async () => {
  server.use(http.post('*/graphql', () => HttpResponse.error(), { once: true }));
  const client = renewClient();
  const first = show(client);
  await first.settles();
  expect(first.kept.known.error).toMatchObject({ isUnread: true, status: undefined });
  ends.pop()?.();
  answer({ Session: () => makeSession() });

  const second = show(client);

  await vi.waitFor(() => expect(second.kept.known.data).toHaveProperty('service'));
});

test('what no page shows is not kept', async () => {
  const asked = answer({ Session: () => makeSession() });
  const client = renewClient();

  expect((await askAnew(SessionQuery, {})).data).toHaveProperty('service');
  await askAnew(SessionQuery, {});

  expect(client.kept(SessionQuery, {}).known.data).toBeUndefined();
  expect(asked).toHaveLength(2);
});

test('data and a refusal of one of its fields may come together', async () => {
  answer({ Session: () => ({ ...makeSession(), viewer: refusal('SESSION_MISSING') }) });

  const { data, error } = await askAnew(SessionQuery, {});

  expect(data).toHaveProperty('service');
  expect(error?.errors[0]?.extensions).toMatchObject({ code: 'SESSION_MISSING' });
});
