/** The typed `graphql` tag: documents are checked against the printed schema at compile time. */
import {
  type AnyVariables,
  formatDocument,
  stringifyDocument,
  type TypedDocumentNode,
} from '@urql/core';
import { initGraphQLTada } from 'gql.tada';
import type { introspection, introspection_types } from './graphql-env';

export const graphql = initGraphQLTada<{
  introspection: introspection;
  scalars: { DateTime: string; Date: string; Base64: string; Cursor: string; UUID: string };
}>();

/** The code of every user error of the contract. */
export type UserErrorCode = introspection_types['UserErrorCode']['enumValues'];

/** The next steps that a user error may name; a new one makes `REMEDIES` incomplete. */
export type UserErrorRemedy = introspection_types['UserErrorRemedy']['enumValues'];

/** The text of a stream's document, without directives such as `@_required`, which are for the compiler. */
export function textOf<Data, Variables extends AnyVariables>(
  document: TypedDocumentNode<Data, Variables>,
): string {
  const formatted: unknown = formatDocument(document);
  return stringifyDocument(formatted as TypedDocumentNode);
}
