/** Signing in at the zone's other systems by OpenID Connect: what one of them asks, and the holder's answer. */
import type { ResultOf } from 'gql.tada';
import { graphql } from './graphql';
import { RefusalFields } from './refusal';

export const AuthorizationRequestQuery = graphql(`
  query AuthorizationRequest($handle: String!) {
    authorizationRequest(handle: $handle) {
      __typename
      partnerName
      scopes
      step
      expiresAt
    }
  }
`);

export type AuthorizationRequest = NonNullable<
  ResultOf<typeof AuthorizationRequestQuery>['authorizationRequest']
>;

export const GrantAuthorizationMutation = graphql(
  `
    mutation GrantAuthorization($input: GrantAuthorizationInput!) {
      grantAuthorization(input: $input) {
        __typename
        ... on GrantAuthorizationSuccess {
          url
        }
        ...RefusalFields
      }
    }
  `,
  [RefusalFields],
);

export const DenyAuthorizationMutation = graphql(
  `
    mutation DenyAuthorization($input: DenyAuthorizationInput!) {
      denyAuthorization(input: $input) {
        __typename
        ... on DenyAuthorizationSuccess {
          url
        }
        ...RefusalFields
      }
    }
  `,
  [RefusalFields],
);
