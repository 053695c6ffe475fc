/** 自然人憑證帳號綁定: an account that has no card yet gets its first one by a mailed link. */
import type { ResultOf } from 'gql.tada';
import { AccountFields, OwnCardFields } from './account';
import { graphql } from './graphql';

export const RequestSignInLinkMutation = graphql(`
  mutation RequestSignInLink($input: RequestSignInLinkInput!) {
    requestSignInLink(input: $input) {
      __typename
      ... on RequestSignInLinkSuccess {
        asked
      }
      ... on UserError {
        code
        message
        path
      }
      ... on InvalidInput {
        problems {
          code
          message
          path
        }
      }
    }
  }
`);

export const SignInLinkQuery = graphql(`
  query SignInLink($token: String!) {
    signInLink(token: $token) {
      __typename
      ... on SignInLink {
        controlNumber
        name
        kind
        expiresAt
      }
      ... on UserError {
        code
        message
        path
      }
    }
  }
`);

export type SignInLink = Extract<
  ResultOf<typeof SignInLinkQuery>['signInLink'],
  { __typename: 'SignInLink' }
>;

export const FollowSignInLinkMutation = graphql(`
  mutation FollowSignInLink($input: FollowSignInLinkInput!) {
    followSignInLink(input: $input) {
      __typename
      ... on FollowSignInLinkSuccess {
        controlNumber
        name
        expiresAt
      }
      ... on UserError {
        code
        message
        path
      }
    }
  }
`);

export const BindFirstCardMutation = graphql(
  `
    mutation BindFirstCard($input: BindFirstCardInput!) {
      bindFirstCard(input: $input) {
        __typename
        ... on BindFirstCardSuccess {
          account {
            ...AccountFields
          }
          certificate {
            ...OwnCardFields
          }
        }
        ... on UserError {
          code
          message
          path
        }
        ... on InvalidInput {
          problems {
            code
            message
            path
          }
        }
      }
    }
  `,
  [AccountFields, OwnCardFields],
);
