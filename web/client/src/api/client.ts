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

export const ENDPOINT = '/graphql';

/** What every union member that implements UserError carries. */
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
    fetch: (input, init) => {
      askedAt = Date.now();
      return fetch(input, init);
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
  if (error?.networkError && (status === undefined || status >= 502)) {
    return { kind: 'UNREACHABLE' };
  }
  const id = error?.graphQLErrors[0]?.extensions.id;
  return { kind: 'SERVICE_FAULT', reference: typeof id === 'string' ? id : undefined };
}
