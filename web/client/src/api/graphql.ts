/** The typed `graphql` tag: documents are checked against the printed schema at compile time. */
import { initGraphQLTada } from 'gql.tada';
import type { introspection, introspection_types } from './graphql-env';

export const graphql = initGraphQLTada<{
  introspection: introspection;
  scalars: { DateTime: string; Base64: string; Cursor: string; UUID: string };
}>();

/** The name of every user error of the contract; a new one makes the catalogues incomplete. */
export type UserErrorName = introspection_types['UserError']['possibleTypes'];
