/** Belonging to an account: leaving it, asking for access to it, and being recognised by a reissued card. */
import type { ResultOf } from 'gql.tada';
import { graphql } from './graphql';
import { ProblemFields, RefusalFields } from './refusal';

export const LeavesAtQuery = graphql(`
  query LeavesAt {
    viewer {
      __typename
      leavesAt
    }
  }
`);

export const LeaveAccountMutation = graphql(
  `
    mutation LeaveAccount($input: LeaveAccountInput!) {
      leaveAccount(input: $input) {
        __typename
        ... on LeaveAccountSuccess {
          leavesAt
          signedOut
        }
        ...RefusalFields
      }
    }
  `,
  [RefusalFields],
);

export const CancelLeavingMutation = graphql(
  `
    mutation CancelLeaving($input: CancelLeavingInput!) {
      cancelLeaving(input: $input) {
        __typename
        ... on CancelLeavingSuccess {
          account {
            __typename
            id
          }
        }
        ...RefusalFields
      }
    }
  `,
  [RefusalFields],
);

export const AccessRequestLinkQuery = graphql(`
  query AccessRequestLink($token: String!) {
    accessRequestLink(token: $token) {
      __typename
      controlNumber
      companyName
      askedAt
      effectiveAt
    }
  }
`);

export type AccessLink = NonNullable<ResultOf<typeof AccessRequestLinkQuery>['accessRequestLink']>;

export const StopAccessRequestMutation = graphql(
  `
    mutation StopAccessRequest($input: StopAccessRequestInput!) {
      stopAccessRequest(input: $input) {
        __typename
        ... on StopAccessRequestSuccess {
          request {
            controlNumber
          }
        }
        ...RefusalFields
      }
    }
  `,
  [RefusalFields],
);

export const RequestIdentityJoinMutation = graphql(
  `
    mutation RequestIdentityJoin($input: RequestIdentityJoinInput!) {
      requestIdentityJoin(input: $input) {
        __typename
        ... on RequestIdentityJoinSuccess {
          asked
        }
        ...RefusalFields
        ...ProblemFields
      }
    }
  `,
  [RefusalFields, ProblemFields],
);

export const IdentityJoinLinkQuery = graphql(`
  query IdentityJoinLink($token: String!) {
    identityJoinLink(token: $token) {
      __typename
      controlNumber
      companyName
      holderName
      lastFour
      askedAt
    }
  }
`);

export type JoinLink = NonNullable<ResultOf<typeof IdentityJoinLinkQuery>['identityJoinLink']>;

export const ConfirmIdentityJoinMutation = graphql(
  `
    mutation ConfirmIdentityJoin($input: ConfirmIdentityJoinInput!) {
      confirmIdentityJoin(input: $input) {
        __typename
        ... on ConfirmIdentityJoinSuccess {
          request {
            controlNumber
          }
        }
        ...RefusalFields
      }
    }
  `,
  [RefusalFields],
);
