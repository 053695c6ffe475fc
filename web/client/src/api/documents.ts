/** The GraphQL documents that the pages send. */
import { ApplicationFields } from './application';
import { graphql } from './graphql';

export const PostalDistrictsQuery = graphql(`
  query PostalDistricts {
    postalDistricts {
      code
      county
      name
    }
  }
`);

export const ApplyMutation = graphql(
  `
    mutation Apply($input: ApplyInput!) {
      apply(input: $input) {
        __typename
        ... on ApplySuccess {
          application {
            ...ApplicationFields
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
  [ApplicationFields],
);

export const AmendApplicationMutation = graphql(
  `
    mutation AmendApplication($input: AmendApplicationInput!) {
      amendApplication(input: $input) {
        __typename
        ... on AmendApplicationSuccess {
          application {
            ...ApplicationFields
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
  [ApplicationFields],
);

export const WithdrawApplicationMutation = graphql(
  `
    mutation WithdrawApplication($input: WithdrawApplicationInput!) {
      withdrawApplication(input: $input) {
        __typename
        ... on WithdrawApplicationSuccess {
          application {
            ...ApplicationFields
          }
        }
        ... on UserError {
          code
          message
          path
        }
      }
    }
  `,
  [ApplicationFields],
);

export const RequestChallengeMutation = graphql(`
  mutation RequestChallenge($input: RequestChallengeInput!) {
    requestChallenge(input: $input) {
      __typename
      ... on RequestChallengeSuccess {
        challenge {
          id
          text
          expiresAt
        }
      }
      ... on UserError {
        code
        message
        path
      }
    }
  }
`);

export const BindCertificateMutation = graphql(
  `
    mutation BindCertificate($input: BindCertificateInput!) {
      bindCertificate(input: $input) {
        __typename
        ... on BindCertificateSuccess {
          application {
            ...ApplicationFields
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
  [ApplicationFields],
);

export const ContinueApplicationMutation = graphql(
  `
    mutation ContinueApplication($input: ContinueApplicationInput!) {
      continueApplication(input: $input) {
        __typename
        ... on ContinueApplicationSuccess {
          application {
            ...ApplicationFields
          }
        }
        ... on UserError {
          code
          message
          path
        }
      }
    }
  `,
  [ApplicationFields],
);

export const ApplicationStatusSubscription = graphql(
  `
    subscription ApplicationStatus($id: ID!, $after: Cursor) {
      applicationStatus(id: $id, after: $after) {
        __typename
        ... on ApplicationStatusChanged {
          cursor
          at
          application {
            ...ApplicationFields
          }
        }
        ... on UserError {
          code
          message
          path
        }
        ... on ResyncRequired {
          cursor
        }
      }
    }
  `,
  [ApplicationFields],
);
