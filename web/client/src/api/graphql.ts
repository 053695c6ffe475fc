/** The typed `graphql` tag: documents are checked against the printed schema at compile time. */
import type { DocumentDecoration, initGraphQLTada } from 'gql.tada';
import type { introspection, introspection_types } from './graphql-env';

type Tada = typeof initGraphQLTada<{
  introspection: introspection;
  scalars: { DateTime: string; Date: string; Base64: string; Cursor: string; UUID: string };
}>;

/** Make a document. The build puts its id in the call's place (`dev/documents.ts`): this never runs. */
export const graphql = undefined as unknown as ReturnType<Tada>;

/** An operation by its id, with the types of what it is given and answers. */
export type Operation<Data, Variables> = DocumentDecoration<Data, Variables>;

/** The id by which the service knows an operation: `sha256:` and the hash of its text in hex. */
export function idOf<Data, Variables>(operation: Operation<Data, Variables>): string {
  return operation as unknown as string;
}

/** The code of every user error of the contract. */
export type UserErrorCode = introspection_types['UserErrorCode']['enumValues'];

/** The next steps that a user error may name; a new one makes `REMEDIES` incomplete. */
export type UserErrorRemedy = introspection_types['UserErrorRemedy']['enumValues'];
