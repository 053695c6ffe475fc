/** Staff: their accounts, invitations, and the cards that await confirmation. */
import type { ResultOf } from 'gql.tada';
import { graphql } from '../../api/graphql';
import { ProblemFields, RefusalFields } from '../../api/refusal';

export const AwaitingQuery = graphql(`
  query DeskAwaiting($first: Int, $after: Cursor) {
    staff {
      awaitingConfirmation(first: $first, after: $after) {
        edges {
          node {
            boundAt
            account {
              id
              controlNumber
              name
              role
            }
            certificate {
              id
              holderName
              cardNumber
              phone
              email
              validUntil
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
`);

export const CreateStaffMutation = graphql(
  `
  mutation DeskCreateStaff($input: CreateStaffInput!) {
    createStaff(input: $input) {
      __typename
      ... on CreateStaffSuccess {
        account {
          id
          controlNumber
        }
      }
      ...RefusalFields
      ...ProblemFields
    }
  }
`,
  [RefusalFields, ProblemFields],
);

export const InviteAgainMutation = graphql(
  `
  mutation DeskInviteAgain($input: InviteStaffAgainInput!) {
    inviteStaffAgain(input: $input) {
      __typename
      ... on InviteStaffAgainSuccess {
        account {
          id
          controlNumber
        }
      }
      ...RefusalFields
      ...ProblemFields
    }
  }
`,
  [RefusalFields, ProblemFields],
);

export const ConfirmCardMutation = graphql(
  `
  mutation DeskConfirmCard($input: ConfirmStaffCardInput!) {
    confirmStaffCard(input: $input) {
      __typename
      ... on ConfirmStaffCardSuccess {
        account {
          id
        }
      }
      ...RefusalFields
    }
  }
`,
  [RefusalFields],
);

export const RejectCardMutation = graphql(
  `
  mutation DeskRejectCard($input: RejectStaffCardInput!) {
    rejectStaffCard(input: $input) {
      __typename
      ... on RejectStaffCardSuccess {
        account {
          id
        }
      }
      ...RefusalFields
    }
  }
`,
  [RefusalFields],
);

export const OpenAccountMutation = graphql(
  `
  mutation DeskOpenAccount($input: OpenAccountInput!) {
    openAccount(input: $input) {
      __typename
      ... on OpenAccountSuccess {
        account {
          id
          controlNumber
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
  NonNullable<ResultOf<typeof AwaitingQuery>['staff']>['awaitingConfirmation']
>;
export type Awaiting = List['edges'][number]['node'];
