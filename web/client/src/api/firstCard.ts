/** 自然人憑證帳號綁定: an account that has no card yet gets its first one by a mailed link. */
import type { ResultOf } from 'gql.tada';
import { AccountFields, OwnCardFields } from './account';
import { graphql } from './graphql';
import { ProblemFields, RefusalFields } from './refusal';

export const RequestSignInLinkMutation = graphql(
  `
  mutation RequestSignInLink($input: RequestSignInLinkInput!) {
    requestSignInLink(input: $input) {
      __typename
      ... on RequestSignInLinkSuccess {
        asked
      }
      ...RefusalFields
      ...ProblemFields
    }
  }
`,
  [RefusalFields, ProblemFields],
);

export const SignInLinkQuery = graphql(`
  query SignInLink($token: String!) {
    signInLink(token: $token) {
      __typename
      controlNumber
      name
      kind
      expiresAt
    }
  }
`);

export type SignInLink = NonNullable<ResultOf<typeof SignInLinkQuery>['signInLink']>;

export const FollowSignInLinkMutation = graphql(
  `
  mutation FollowSignInLink($input: FollowSignInLinkInput!) {
    followSignInLink(input: $input) {
      __typename
      ... on FollowSignInLinkSuccess {
        controlNumber
        name
        expiresAt
      }
      ...RefusalFields
    }
  }
`,
  [RefusalFields],
);

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
          awaitsConfirmation
        }
        ...RefusalFields
        ...ProblemFields
      }
    }
  `,
  [AccountFields, OwnCardFields, RefusalFields, ProblemFields],
);
