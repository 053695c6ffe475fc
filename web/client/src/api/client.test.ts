import { HttpResponse, http } from 'msw';
import { expect, test, vi } from 'vitest';
import { makeApplication } from '../test/people';
import { answer, server } from '../test/server';
import { refusal } from '../test/sign';
import { rememberLanguage } from '../words/language';
import { askAnew, send } from './client';
import { ApplyMutation, WithdrawApplicationMutation } from './documents';
import { LinkQuery } from './links';

const INPUT = { input: { id: '1' } };

test('asks for JSON only, in the chosen language, and never by GET', async () => {
  const asked = answer({
    Link: () => ({ link: refusal('LINK_UNKNOWN') }),
  });
  rememberLanguage('en');

  await askAnew(LinkQuery, { token: 'secret' });
  rememberLanguage('zh-Hant-TW');

  expect(asked[0]?.headers.get('accept')).toBe(
    'application/graphql-response+json, application/json',
  );
  expect(asked[0]?.headers.get('accept-language')).toBe('en');
  expect(asked[0]?.variables).toEqual({ token: 'secret' });
});

test('an answer is data, a refusal too', async () => {
  answer({
    WithdrawApplication: () => ({
      withdrawApplication: refusal('APPLICATION_MOVED'),
    }),
  });

  const reply = await send(WithdrawApplicationMutation, INPUT);

  expect(reply).toHaveProperty('data.withdrawApplication.code', 'APPLICATION_MOVED');
});

test('nobody reached is told apart from a service that failed', async () => {
  server.use(http.post('*/graphql', () => HttpResponse.error()));
  expect(await send(WithdrawApplicationMutation, INPUT)).toEqual({
    noAnswer: { kind: 'UNREACHABLE' },
  });

  server.use(http.post('*/graphql', () => new HttpResponse('bad gateway', { status: 502 })));
  expect(await send(WithdrawApplicationMutation, INPUT)).toHaveProperty(
    'noAnswer.kind',
    'UNREACHABLE',
  );

  server.use(
    http.post('*/graphql', () =>
      HttpResponse.json({
        data: null,
        errors: [{ message: 'Internal error', extensions: { id: 'abc123' } }],
      }),
    ),
  );
  expect(await send(WithdrawApplicationMutation, INPUT)).toEqual({
    noAnswer: { kind: 'SERVICE_FAULT', reference: 'abc123' },
  });
});

test('who never answers is not waited for longer than a minute', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  server.use(http.post('*/graphql', () => new Promise<never>(() => {})));

  const reply = send(WithdrawApplicationMutation, INPUT);
  await vi.advanceTimersByTimeAsync(60_000);

  expect(await reply).toEqual({ noAnswer: { kind: 'UNREACHABLE' } });
  vi.useRealTimers();
});

test('a service that is unavailable is not one that failed, whatever it says beside', async () => {
  const errors = [{ message: 'Later', extensions: { code: 'SERVICE_UNAVAILABLE', retryAfter: 5 } }];
  server.use(http.post('*/graphql', () => HttpResponse.json({ errors }, { status: 503 })));

  expect(await send(WithdrawApplicationMutation, INPUT)).toEqual({
    noAnswer: { kind: 'UNREACHABLE' },
  });
});

test('the idempotency key goes with the application', async () => {
  const asked = answer({
    Apply: () => ({ apply: { __typename: 'ApplySuccess', application: makeApplication() } }),
  });
  const { company } = makeApplication();

  await send(ApplyMutation, { input: { ...company, requestKey: 'key' } });

  expect(asked[0]?.variables).toHaveProperty('input.requestKey', 'key');
});
