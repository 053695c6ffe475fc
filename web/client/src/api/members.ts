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

export const AccessRequestLinkQuery = graphql(
  `
    query AccessRequestLink($token: String!) {
      accessRequestLink(token: $token) {
        __typename
        ... on AccessRequestLink {
          controlNumber
          companyName
          askedAt
          effectiveAt
        }
        ...RefusalFields
      }
    }
  `,
  [RefusalFields],
);

export type AccessLink = Extract<
  ResultOf<typeof AccessRequestLinkQuery>['accessRequestLink'],
  { __typename: 'AccessRequestLink' }
>;

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

export const IdentityJoinLinkQuery = graphql(
  `
    query IdentityJoinLink($token: String!) {
      identityJoinLink(token: $token) {
        __typename
        ... on IdentityJoinLink {
          controlNumber
          companyName
          holderName
          lastFour
          askedAt
        }
        ...RefusalFields
      }
    }
  `,
  [RefusalFields],
);

export type JoinLink = Extract<
  ResultOf<typeof IdentityJoinLinkQuery>['identityJoinLink'],
  { __typename: 'IdentityJoinLink' }
>;

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
