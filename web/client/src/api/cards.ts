/** The cards of an account, and every change that can be made to them. */
import type { ResultOf } from 'gql.tada';
import { AccountFields, OwnCardFields } from './account';
import { ApplicationFields } from './application';
import { graphql } from './graphql';
import { ProblemFields, RefusalFields } from './refusal';

export const CardFields = graphql(`
  fragment CardFields on Certificate @_unmask {
    __typename
    id
    holderName @_required
    cardNumber @_required
    phone @_required
    email @_required
    label
    validUntil
    boundAt @_required
    lastUsedAt
    status @_required
    version @_required
    isCurrent @_required
    expiresInDays
  }
`);

export type Card = ResultOf<typeof CardFields>;

export const CardsQuery = graphql(
  `
    query Cards {
      viewer {
        account {
          ...AccountFields
          certificates(first: 50) {
            edges {
              node {
                ...CardFields
              }
            }
            pageInfo {
              hasNextPage
            }
          }
        }
      }
    }
  `,
  [AccountFields, CardFields],
);

type CardsAccount = NonNullable<NonNullable<ResultOf<typeof CardsQuery>['viewer']>['account']>;
/** All cards of the account, whichever page of them is shown. */
export type AllCards = CardsAccount['certificates'];

export const CardQuery = graphql(
  `
    query Card($id: ID!) {
      node(id: $id) {
        __typename
        ... on Certificate {
          ...CardFields
        }
      }
    }
  `,
  [CardFields],
);

export const AddCertificateMutation = graphql(
  `
    mutation AddCertificate($input: AddCertificateInput!) {
      addCertificate(input: $input) {
        __typename
        ... on AddCertificateSuccess {
          certificate {
            ...CardFields
          }
        }
        ...RefusalFields
        ...ProblemFields
      }
    }
  `,
  [CardFields, RefusalFields, ProblemFields],
);

export const ReplaceCertificateMutation = graphql(
  `
    mutation ReplaceCertificate($input: ReplaceCertificateInput!) {
      replaceCertificate(input: $input) {
        __typename
        ... on ReplaceCertificateSuccess {
          signedOut
          certificate {
            ...CardFields
          }
        }
        ...RefusalFields
        ...ProblemFields
      }
    }
  `,
  [CardFields, RefusalFields, ProblemFields],
);

export const EditCertificateMutation = graphql(
  `
    mutation EditCertificate($input: EditCertificateInput!) {
      editCertificate(input: $input) {
        __typename
        ... on EditCertificateSuccess {
          certificate {
            ...CardFields
          }
        }
        ...RefusalFields
        ...ProblemFields
      }
    }
  `,
  [CardFields, RefusalFields, ProblemFields],
);

export const RemoveCertificateMutation = graphql(
  `
  mutation RemoveCertificate($input: RemoveCertificateInput!) {
    removeCertificate(input: $input) {
      __typename
      ... on RemoveCertificateSuccess {
        signedOut
        certificate {
          id
        }
      }
      ...RefusalFields
    }
  }
`,
  [RefusalFields],
);

export const ConfirmCertificatesMutation = graphql(
  `
    mutation ConfirmCertificates($input: ConfirmCertificatesInput!) {
      confirmCertificates(input: $input) {
        __typename
        ... on ConfirmCertificatesSuccess {
          account {
            ...AccountFields
          }
        }
        ...RefusalFields
      }
    }
  `,
  [AccountFields, RefusalFields],
);

export const RenewCertificateMutation = graphql(
  `
    mutation RenewCertificate($input: RenewCertificateInput!) {
      renewCertificate(input: $input) {
        __typename
        ... on RenewCertificateSuccess {
          account {
            ...AccountFields
          }
          certificate {
            ...OwnCardFields
          }
          application {
            ...ApplicationFields
          }
        }
        ...RefusalFields
      }
    }
  `,
  [AccountFields, OwnCardFields, ApplicationFields, RefusalFields],
);
