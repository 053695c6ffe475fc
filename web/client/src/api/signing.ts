/** Signing in, proving the card anew, and the sessions of the own card. */
import type { ResultOf } from 'gql.tada';
import { AccountFields, OwnCardFields } from './account';
import { graphql } from './graphql';
import { RefusalFields } from './refusal';

export const SignInMutation = graphql(
  `
    mutation SignIn($input: SignInInput!) {
      signIn(input: $input) {
        __typename
        ... on SignInSuccess {
          account {
            ...AccountFields
          }
          certificate {
            ...OwnCardFields
          }
          expiresAt
        }
        ...RefusalFields
      }
    }
  `,
  [AccountFields, OwnCardFields, RefusalFields],
);

export const CheckCertificateMutation = graphql(
  `
  mutation CheckCertificate($input: CheckCertificateInput!) {
    checkCertificate(input: $input) {
      __typename
      ... on CheckCertificateSuccess {
        checked
      }
      ...RefusalFields
    }
  }
`,
  [RefusalFields],
);

export const ProveCardMutation = graphql(
  `
  mutation ProveCard($input: ProveCardInput!) {
    proveCard(input: $input) {
      __typename
      ... on ProveCardSuccess {
        provenAt
      }
      ...RefusalFields
    }
  }
`,
  [RefusalFields],
);

export const SessionsQuery = graphql(`
  query Sessions {
    viewer {
      sessions(first: 50) {
        edges {
          node {
            id
            kind
            device
            startedAt
            seenAt
            expiresAt
            isCurrent
          }
        }
      }
    }
  }
`);

type SessionsViewer = NonNullable<ResultOf<typeof SessionsQuery>['viewer']>;
export type OwnSession = NonNullable<SessionsViewer['sessions']>['edges'][number]['node'];

export const EndSessionMutation = graphql(
  `
  mutation EndSession($input: EndSessionInput!) {
    endSession(input: $input) {
      __typename
      ... on EndSessionSuccess {
        endedSessionId
      }
      ...RefusalFields
    }
  }
`,
  [RefusalFields],
);
