/** Corrections of mailboxes that were imported wrong, by two of the staff. */
import type { ResultOf } from 'gql.tada';
import { graphql } from '../../api/graphql';
import { ProblemFields, RefusalFields } from '../../api/refusal';

export const CorrectionsQuery = graphql(`
  query DeskCorrections($first: Int, $after: Cursor) {
    staff {
      mailboxCorrections(first: $first, after: $after) {
        edges {
          node {
            id
            status
            controlNumber
            accountName
            previousMailbox
            email
            reason
            evidence
            proposedBy
            proposedAt
            expiresAt
            confirmedBy
            confirmedAt
            effectiveAt
            followsObjection
          }
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
`);

export const ProposeCorrectionMutation = graphql(
  `
  mutation DeskProposeCorrection($input: ProposeMailboxCorrectionInput!) {
    proposeMailboxCorrection(input: $input) {
      __typename
      ... on ProposeMailboxCorrectionSuccess {
        correction {
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

export const ConfirmCorrectionMutation = graphql(
  `
  mutation DeskConfirmCorrection($input: ConfirmMailboxCorrectionInput!) {
    confirmMailboxCorrection(input: $input) {
      __typename
      ... on ConfirmMailboxCorrectionSuccess {
        correction {
          id
        }
      }
      ...RefusalFields
    }
  }
`,
  [RefusalFields],
);

export const EndCorrectionMutation = graphql(
  `
  mutation DeskEndCorrection($input: EndMailboxCorrectionInput!) {
    endMailboxCorrection(input: $input) {
      __typename
      ... on EndMailboxCorrectionSuccess {
        correction {
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

type List = NonNullable<
  NonNullable<ResultOf<typeof CorrectionsQuery>['staff']>['mailboxCorrections']
>;
export type Correction = List['edges'][number]['node'];
