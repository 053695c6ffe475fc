/** How GraphiQL asks: subscriptions over server-sent events, everything else by POST. */
import type { GraphiQLProps } from 'graphiql';
import { type ExecutionResult, getOperationAST, parse } from 'graphql';
import { createClient } from 'graphql-sse';
import { currentLanguage } from './language';

export const ENDPOINT = '/graphql';
const JSON_TYPES = 'application/graphql-response+json, application/json';
const LONGEST_PAUSE_MS = 15_000;

type Fetcher = GraphiQLProps['fetcher'];
type Question = Parameters<Fetcher>[0];
type Headers = Readonly<Record<string, string>>;

export const fetcher: Fetcher = (asked, options) => {
  const question = withItsOwnName(asked);
  const headers: Headers = { 'accept-language': currentLanguage(), ...options?.headers };
  return isSubscription(question) ? watch(question, headers) : ask(question, headers);
};

/** In a tab just opened GraphiQL names, for a moment, the operation of the tab before. */
function withItsOwnName(question: Question): Question {
  const { operationName, ...rest } = question;
  try {
    return getOperationAST(parse(question.query), operationName) ? question : rest;
  } catch {
    return question;
  }
}

function isSubscription({ query, operationName }: Question): boolean {
  try {
    return getOperationAST(parse(query), operationName)?.operation === 'subscription';
  } catch {
    // What cannot be read is for the service to complain of.
    return false;
  }
}

/** Ask once; a refusal is JSON with errors like any other answer, and is shown as it is. */
export async function ask(question: Question, headers: Headers): Promise<ExecutionResult> {
  const response = await fetch(ENDPOINT, {
    method: 'POST',
    credentials: 'same-origin',
    headers: { accept: JSON_TYPES, ...headers, 'content-type': 'application/json' },
    body: JSON.stringify(question),
  });
  return await response.json();
}

/** Follow a subscription; a stream that broke off is taken up behind the last cursor it gave. */
function watch(question: Question, headers: Headers) {
  let cursor: string | undefined;
  const client = createClient({
    url: ENDPOINT,
    credentials: 'same-origin',
    headers: () => (cursor ? { ...headers, 'last-event-id': cursor } : { ...headers }),
    fetchFn: fetchShown,
    retryAttempts: Number.POSITIVE_INFINITY,
    retry: (attempt) => pause(Math.min(500 * 2 ** attempt, LONGEST_PAUSE_MS)),
    onMessage: ({ data }) => {
      cursor = cursorOf(data) ?? cursor;
    },
  });
  return client.iterate({
    query: question.query,
    variables: question.variables,
    ...(question.operationName && { operationName: question.operationName }),
  });
}

/** Fetch a stream; a refusal (4xx) becomes its only result, where graphql-sse would try again for ever. */
async function fetchShown(input: RequestInfo, init?: RequestInit): Promise<Response> {
  const response = await fetch(input, init);
  if (response.status < 400 || response.status >= 500) return response;
  const refusal = JSON.stringify(await response.json());
  const stream = `event: next\ndata: ${refusal}\n\nevent: complete\ndata:\n\n`;
  return new Response(stream, { headers: { 'content-type': 'text/event-stream' } });
}

function cursorOf(result: { readonly data?: unknown } | null): string | undefined {
  for (const value of Object.values(result?.data ?? {})) {
    if (typeof value === 'object' && value && 'cursor' in value) return String(value.cursor);
  }
  return undefined;
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds * (0.7 + 0.6 * Math.random())));
}
