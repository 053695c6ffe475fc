/** The link of a letter that told of a change of cards: looking, and objecting. */
import type { ResultOf } from 'gql.tada';
import { graphql } from './graphql';
import { RefusalFields } from './refusal';

const ChangeFields = graphql(`
  fragment ChangeFields on ChangeLink @_unmask {
    kind
    at
    controlNumber
    companyName
    holderName
    previousHolderName
    actorName
    expiresAt
  }
`);

export type Change = ResultOf<typeof ChangeFields>;

export const ChangeLinkQuery = graphql(
  `
    query ChangeLink($token: String!) {
      changeLink(token: $token) {
        ...ChangeFields
      }
    }
  `,
  [ChangeFields],
);

export const ReportChangeMutation = graphql(
  `
    mutation ReportChange($input: ReportChangeInput!) {
      reportChange(input: $input) {
        __typename
        ... on ReportChangeSuccess {
          change {
            ...ChangeFields
          }
        }
        ...RefusalFields
      }
    }
  `,
  [ChangeFields, RefusalFields],
);
