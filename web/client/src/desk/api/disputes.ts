/** Disputed changes of cards, and their settlement. */
import type { ResultOf } from 'gql.tada';
import { graphql } from '../../api/graphql';
import { ProblemFields, RefusalFields } from '../../api/refusal';

const CardFields = graphql(`
  fragment DisputedCardFields on Certificate @_unmask {
    holderName
    cardNumber
    phone
    email
    label
    status
    validUntil
  }
`);

export const DisputesQuery = graphql(
  `
  query DeskDisputes($first: Int, $after: Cursor) {
    staff {
      disputes(first: $first, after: $after) {
        edges {
          node {
            id
            kind
            at
            reportedAt
            formerPhone
            formerEmail
            formerLabel
            account {
              id
              controlNumber
              name
            }
            certificate {
              ...DisputedCardFields
            }
            previous {
              ...DisputedCardFields
            }
            by {
              ...DisputedCardFields
            }
          }
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
`,
  [CardFields],
);

export const SettleMutation = graphql(
  `
  mutation DeskSettle($input: SettleChangeInput!) {
    settleChange(input: $input) {
      __typename
      ... on SettleChangeSuccess {
        dispute {
          id
        }
      }
      ...RefusalFields
      ...ProblemFields
    }
  }
`,
  [RefusalFields, ProblemFields],
);

type List = NonNullable<NonNullable<ResultOf<typeof DisputesQuery>['staff']>['disputes']>;
export type Dispute = List['edges'][number]['node'];
export type DisputedCard = Dispute['certificate'];
