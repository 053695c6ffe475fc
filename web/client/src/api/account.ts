/** Who has signed in, the account and the card; and the way out. */
import type { ResultOf } from 'gql.tada';
import { graphql } from './graphql';
import { RefusalFields } from './refusal';

export const AccountFields = graphql(`
  fragment AccountFields on Account @_unmask {
    __typename
    id
    controlNumber
    kind
    status
    name
    role
    openedAt
    frozenSince
    confirmationDue @_required
    certificatesConfirmedAt
    mailboxCorrection {
      __typename
      email
      effectiveAt
    }
  }
`);

export const OwnCardFields = graphql(`
  fragment OwnCardFields on Certificate @_unmask {
    __typename
    id
    holderName @_required
    cardNumber @_required
    phone @_required
    email @_required
    validUntil
    boundAt @_required
  }
`);

export type Account = ResultOf<typeof AccountFields>;
export type OwnCard = ResultOf<typeof OwnCardFields>;

export const SignOutMutation = graphql(
  `
  mutation SignOut($input: SignOutInput!) {
    signOut(input: $input) {
      __typename
      ... on SignOutSuccess {
        signedOut
      }
      ...RefusalFields
    }
  }
`,
  [RefusalFields],
);
