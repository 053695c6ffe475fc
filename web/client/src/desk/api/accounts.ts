/** Accounts as staff look them up, and what an administrator does with one. */
import type { ResultOf } from 'gql.tada';
import { graphql } from '../../api/graphql';
import { ProblemFields, RefusalFields } from '../../api/refusal';

export const AccountsQuery = graphql(`
  query DeskAccounts($filter: AccountsFilter, $first: Int, $after: Cursor) {
    staff {
      accounts(filter: $filter, first: $first, after: $after) {
        edges {
          node {
            id
            controlNumber
            name
            kind
            role
            status
            openedAt
            frozenSince
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

export const AccountQuery = graphql(`
  query DeskAccount($number: String!) {
    staff {
      account(controlNumber: $number) {
        id
        controlNumber
        name
        kind
        role
        status
        statusReason
        openedAt
        mailbox
        frozenSince
        mailboxCorrection {
          id
          email
          status
        }
        opening {
          reason
          contactName
          contactPhone
          sender
          sentAt
          reference
        }
        members {
          id
          name
          beganAt
          dormantSince
          endsAt
          certificate {
            cardNumber
            phone
            email
            validUntil
          }
        }
        journal(first: 30) {
          edges {
            node {
              seq
              at
              kind
              actor
              actorName
            }
          }
        }
      }
    }
  }
`);

export const SuspendMutation = graphql(
  `
  mutation DeskSuspend($input: SuspendAccountInput!) {
    suspendAccount(input: $input) {
      __typename
      ... on SuspendAccountSuccess {
        account {
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

export const RestoreMutation = graphql(
  `
  mutation DeskRestore($input: RestoreAccountInput!) {
    restoreAccount(input: $input) {
      __typename
      ... on RestoreAccountSuccess {
        account {
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

export const CloseMutation = graphql(
  `
  mutation DeskClose($input: CloseAccountInput!) {
    closeAccount(input: $input) {
      __typename
      ... on CloseAccountSuccess {
        account {
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

type Staff = NonNullable<ResultOf<typeof AccountQuery>['staff']>;
export type DeskAccount = NonNullable<Staff['account']>;
type List = NonNullable<NonNullable<ResultOf<typeof AccountsQuery>['staff']>['accounts']>;
export type AccountRow = List['edges'][number]['node'];
