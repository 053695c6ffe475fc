/** The GraphQL documents of the mailed links. */
import type { ResultOf } from 'gql.tada';
import { ApplicationFields } from './application';
import { graphql } from './graphql';
import { RefusalFields } from './refusal';

export const LinkQuery = graphql(
  `
    query Link($token: String!) {
      link(token: $token) {
        __typename
        purpose
        caseNumber
        controlNumber
        companyName
        holderName
        expiresAt
        about
        marked
        note
        results {
          field
          outcome
          lookAlikes
        }
        application {
          ...ApplicationFields
        }
      }
    }
  `,
  [ApplicationFields],
);

export type Link = NonNullable<ResultOf<typeof LinkQuery>['link']>;
export type FieldResult = Link['results'][number];

export const ActivateAccountMutation = graphql(
  `
    mutation ActivateAccount($input: ActivateAccountInput!) {
      activateAccount(input: $input) {
        __typename
        ... on ActivateAccountSuccess {
          application {
            ...ApplicationFields
          }
        }
        ...RefusalFields
      }
    }
  `,
  [ApplicationFields, RefusalFields],
);

export const ResendMailMutation = graphql(
  `
  mutation ResendMail($input: ResendMailInput!) {
    resendMail(input: $input) {
      __typename
      ... on ResendMailSuccess {
        caseNumber
      }
      ...RefusalFields
    }
  }
`,
  [RefusalFields],
);
