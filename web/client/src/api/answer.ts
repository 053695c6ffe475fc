/** One request to the service, and what came of it: data, errors beside it, or nothing that can be read. */
import { currentLanguage } from '../words/language';
import { idOf, type Operation } from './graphql';
import { type Told, waitBy, waitIn } from './patience';
import { reloadIfUnknown } from './registered';

export const ENDPOINT = '/graphql';
/** How long an answer is waited for; the service answers within half of it, or says that it cannot. */
const LONGEST_MS = 60_000;

/** Why an answer lacks something. */
export interface Failure {
  readonly errors: readonly Told[];
  /** The answer's HTTP status; undefined where nobody was reached. */
  readonly status?: number | undefined;
  /** It was no answer of GraphQL. */
  readonly isUnread: boolean;
  /** How many seconds the service wants to be left alone, where it refused for that. */
  readonly waitSeconds?: number | undefined;
}

export interface Answer<Data> {
  readonly data: Data | undefined;
  readonly error: Failure | undefined;
}

let askedAt = Date.now();

/** When this page last asked the service for something; it ends the sessions of who is idle. */
export function lastAskedAt(): number {
  return askedAt;
}

/** Send an operation; never throws. */
export async function ask<Data, Variables>(
  operation: Operation<Data, Variables>,
  variables: Variables,
): Promise<Answer<Data>> {
  askedAt = Date.now();
  let response: Response | undefined;
  const waiting = new AbortController();
  const end = setTimeout(() => waiting.abort(), LONGEST_MS);
  try {
    response = await reloadIfUnknown(
      await fetch(ENDPOINT, {
        // GET would put the link's token into logs.
        method: 'POST',
        headers: {
          accept: 'application/graphql-response+json, application/json',
          'accept-language': currentLanguage(),
          'content-type': 'application/json',
        },
        body: JSON.stringify({ documentId: idOf(operation), variables }),
        // What is sent while the page goes away, such as what was typed last, arrives all the same.
        keepalive: document.visibilityState === 'hidden',
        signal: waiting.signal,
      }),
    );
    return read(await response.json(), response);
  } catch {
    return { data: undefined, error: failureOf([], response, true) };
  } finally {
    clearTimeout(end);
  }
}

function read<Data>(body: unknown, response: Response): Answer<Data> {
  const { data, errors } = body as { data?: Data | null; errors?: readonly Told[] };
  if (data === undefined && !errors) return { data, error: failureOf([], response, true) };
  const error = errors && failureOf(errors, response, false);
  return { data: data ?? undefined, error };
}

function failureOf(
  errors: readonly Told[],
  response: Response | undefined,
  isUnread: boolean,
): Failure {
  const waitSeconds = waitIn(errors) ?? (response?.status === 429 ? waitBy(response) : undefined);
  return { errors, status: response?.status, isUnread, waitSeconds };
}
