/** The GraphQL documents that the pages send. */
import { ApplicationFields } from './application';
import { graphql } from './graphql';
import { ProblemFields, RefusalFields } from './refusal';

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
        ...RefusalFields
        ...ProblemFields
      }
    }
  `,
  [ApplicationFields, RefusalFields, ProblemFields],
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
        ...RefusalFields
        ...ProblemFields
      }
    }
  `,
  [ApplicationFields, RefusalFields, ProblemFields],
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
        ...RefusalFields
      }
    }
  `,
  [ApplicationFields, RefusalFields],
);

export const RequestChallengeMutation = graphql(
  `
  mutation RequestChallenge($input: RequestChallengeInput!) {
    requestChallenge(input: $input) {
      __typename
      ... on RequestChallengeSuccess {
        challenge {
          id
          text @_required
          expiresAt
        }
      }
      ...RefusalFields
    }
  }
`,
  [RefusalFields],
);

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
        ...RefusalFields
        ...ProblemFields
      }
    }
  `,
  [ApplicationFields, RefusalFields, ProblemFields],
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
        ...RefusalFields
      }
    }
  `,
  [ApplicationFields, RefusalFields],
);
