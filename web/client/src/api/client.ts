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
import type { UserErrorName } from './graphql';

export const ENDPOINT = '/graphql';

/** What every union member that implements UserError carries. */
export interface Refusal {
  readonly __typename: UserErrorName;
  readonly code: string;
  readonly message: string;
  readonly path: readonly string[];
}

/** Why there is no answer at all: nobody reached, or the service failed. */
export interface NoAnswer {
  readonly kind: 'UNREACHABLE' | 'SERVICE_FAULT';
  readonly reference: string | undefined;
}

export type Reply<Data> = { readonly data: Data } | { readonly noAnswer: NoAnswer };

export function makeClient(): Client {
  return new Client({
    url: ENDPOINT,
    // GET would put the link's token into logs.
    preferGetMethod: false,
    exchanges: [cacheExchange, fetchExchange],
    fetchOptions: () => ({
      headers: {
        // urql's own header also asks for text/event-stream, which a server may take at its word.
        accept: 'application/graphql-response+json, application/json',
        'accept-language': currentLanguage(),
      },
    }),
  });
}

export const client = makeClient();

/** Send a mutation; an answer is data, and only its absence is `noAnswer`. */
export async function send<Data, Variables extends AnyVariables>(
  mutation: TypedDocumentNode<Data, Variables>,
  variables: Variables,
): Promise<Reply<Data>> {
  const result = await client.mutation(mutation, variables).toPromise();
  if (result.data && !result.error) return { data: result.data };
  return { noAnswer: whyNoAnswer(result.error) };
}

export function whyNoAnswer(error: CombinedError | undefined): NoAnswer {
  const status = (error?.response as Response | undefined)?.status;
  if (error?.networkError && (status === undefined || status >= 502)) {
    return { kind: 'UNREACHABLE', reference: undefined };
  }
  const id = error?.graphQLErrors[0]?.extensions.id;
  return { kind: 'SERVICE_FAULT', reference: typeof id === 'string' ? id : undefined };
}
