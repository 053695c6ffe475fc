/** The one GraphQL client, and how a request that got no answer is told apart from a refusal. */
import {
  type AnyVariables,
  Client,
  type CombinedError,
  cacheExchange,
  fetchExchange,
  type TypedDocumentNode,
} from '@urql/core';
import { currentLanguage } from '../words/language';
import type { UserErrorCode, UserErrorRemedy } from './graphql';
import { patienceExchange, waitOf } from './patience';
import { byId, reloadIfUnknown } from './registered';

export const ENDPOINT = '/graphql';

/** What every user error carries: a member of a mutation's result, or the extensions of a query's error. */
export interface Refusal {
  readonly code: UserErrorCode;
  readonly title: string;
  readonly message: string;
  readonly remedy: UserErrorRemedy;
  readonly path: readonly string[];
}

/** Why there is no answer at all: nobody reached, the service failed, or too much was asked for now. */
export type NoAnswer =
  | { readonly kind: 'UNREACHABLE' }
  | { readonly kind: 'SERVICE_FAULT'; readonly reference: string | undefined }
  | { readonly kind: 'TOO_MANY_REQUESTS'; readonly seconds: number };

export type Reply<Data> = { readonly data: Data } | { readonly noAnswer: NoAnswer };

/** What came of a query's field: it, why it is refused, why there is no answer, or nothing yet. */
export type Reading<Value> =
  | { readonly value: Value }
  | { readonly refusal: Refusal }
  | { readonly noAnswer: NoAnswer }
  | undefined;

/** Read a query's field beside the errors of its answer. */
export function readingOf<Value>(
  value: Value | null | undefined,
  error: CombinedError | undefined,
): Reading<Value> {
  if (value !== null && value !== undefined) return { value };
  const refusal = refusalOf(error);
  if (refusal) return { refusal };
  return error && { noAnswer: whyNoAnswer(error) };
}

/** The user error for which a field is null; undefined for a failure of the service or the network. */
function refusalOf(error: CombinedError | undefined): Refusal | undefined {
  if (waitOf(error) !== undefined) return undefined;
  // The title is what the service gives to user errors alone.
  const told = error?.graphQLErrors.find(({ extensions }) => typeof extensions.title === 'string');
  if (!told) return undefined;
  const { code, title, remedy, path } = told.extensions as unknown as Omit<Refusal, 'message'>;
  return { code, title, message: told.message, remedy, path };
}

let askedAt = Date.now();

/** When this page last asked the service for something; it ends the sessions of who is idle. */
export function lastAskedAt(): number {
  return askedAt;
}

export function makeClient(): Client {
  return new Client({
    url: ENDPOINT,
    // GET would put the link's token into logs.
    preferGetMethod: false,
    exchanges: [cacheExchange, patienceExchange, fetchExchange],
    fetch: async (input, init) => {
      askedAt = Date.now();
      // What is sent while the page goes away, such as what was typed last, arrives all the same.
      const keepalive = document.visibilityState === 'hidden';
      return reloadIfUnknown(await fetch(input, { ...(await byId(init)), keepalive }));
    },
    fetchOptions: () => ({
      headers: {
        // urql's own header also asks for text/event-stream, which a server may take at its word.
        accept: 'application/graphql-response+json, application/json',
        'accept-language': currentLanguage(),
      },
    }),
  });
}

export let client = makeClient();

/** Begin with nothing kept, as each test does. */
export function renewClient(): Client {
  client = makeClient();
  return client;
}

/** What a mutation changes beside what it answers with: kept answers about these are asked for anew. */
export interface Changes {
  readonly changes?: readonly string[];
}

/** Send a mutation; an answer is data, and only its absence is `noAnswer`. */
export async function send<Data, Variables extends AnyVariables>(
  mutation: TypedDocumentNode<Data, Variables>,
  variables: Variables,
  { changes = [] }: Changes = {},
): Promise<Reply<Data>> {
  const context = { additionalTypenames: [...changes] };
  const result = await client.mutation(mutation, variables, context).toPromise();
  if (result.data && !result.error) {
    if (Object.values(result.data).some(isSignInNeeded)) dispatchEvent(new Event(SIGN_IN_NEEDED));
    return { data: result.data };
  }
  return { noAnswer: whyNoAnswer(result.error) };
}

/** Told to the window when the service answered that nobody is signed in here. */
export const SIGN_IN_NEEDED = 'sign-in-needed';

function isSignInNeeded(answer: unknown): boolean {
  const needed: UserErrorCode = 'SIGN_IN_NEEDED';
  return (answer as { code?: unknown } | null)?.code === needed;
}

const reasons = new WeakMap<CombinedError, NoAnswer>();

/** Tell why; of one error it is the same object each time, so that a page sees when there is a new one. */
export function whyNoAnswer(error: CombinedError | undefined): NoAnswer {
  const known = error && reasons.get(error);
  const reason = known ?? reasonOf(error);
  if (error) reasons.set(error, reason);
  return reason;
}

function reasonOf(error: CombinedError | undefined): NoAnswer {
  const seconds = waitOf(error);
  if (seconds !== undefined) return { kind: 'TOO_MANY_REQUESTS', seconds };
  const status = (error?.response as Response | undefined)?.status;
  // 503 has the reason as JSON where it is the service's own, and none where it is a proxy's.
  if (status === 503 || (error?.networkError && (status === undefined || status >= 502))) {
    return { kind: 'UNREACHABLE' };
  }
  const id = error?.graphQLErrors[0]?.extensions.id;
  return { kind: 'SERVICE_FAULT', reference: typeof id === 'string' ? id : undefined };
}
