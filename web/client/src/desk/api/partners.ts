/** Partner systems and their tokens. */
import type { ResultOf } from 'gql.tada';
import { graphql } from '../../api/graphql';
import { ProblemFields, RefusalFields } from '../../api/refusal';

export const PartnersQuery = graphql(`
  query DeskPartners($first: Int, $after: Cursor) {
    staff {
      partners(first: $first, after: $after) {
        edges {
          node {
            id
            name
            scopes
            version
            handoffUrl
            createdAt
            revokedAt
            tokens(first: 5) {
              edges {
                node {
                  id
                  prefix
                  createdAt
                  expiresAt
                  lastUsedAt
                  revokedAt
                }
              }
            }
          }
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
`);

export const CreatePartnerMutation = graphql(
  `
  mutation DeskCreatePartner($input: CreatePartnerInput!) {
    createPartner(input: $input) {
      __typename
      ... on CreatePartnerSuccess {
        partner {
          id
        }
        token
      }
      ...RefusalFields
      ...ProblemFields
    }
  }
`,
  [RefusalFields, ProblemFields],
);

export const UpdatePartnerMutation = graphql(
  `
  mutation DeskUpdatePartner($input: UpdatePartnerInput!) {
    updatePartner(input: $input) {
      __typename
      ... on UpdatePartnerSuccess {
        partner {
          id
        }
      }
      ...RefusalFields
      ...ProblemFields
    }
  }
`,
  [RefusalFields, ProblemFields],
);

export const RotateTokenMutation = graphql(
  `
  mutation DeskRotateToken($input: RotatePartnerTokenInput!) {
    rotatePartnerToken(input: $input) {
      __typename
      ... on RotatePartnerTokenSuccess {
        partner {
          id
        }
        token
      }
      ...RefusalFields
      ...ProblemFields
    }
  }
`,
  [RefusalFields, ProblemFields],
);

export const RevokePartnerMutation = graphql(
  `
  mutation DeskRevokePartner($input: RevokePartnerInput!) {
    revokePartner(input: $input) {
      __typename
      ... on RevokePartnerSuccess {
        partner {
          id
        }
      }
      ...RefusalFields
    }
  }
`,
  [RefusalFields],
);

type List = NonNullable<NonNullable<ResultOf<typeof PartnersQuery>['staff']>['partners']>;
export type DeskPartner = List['edges'][number]['node'];
export type Scope = NonNullable<DeskPartner['scopes']>[number];

export const SCOPES = [
  'ACCOUNTS_READ',
  'CERTIFICATES_READ',
  'EVENTS_READ',
  'HANDOFF',
] as const satisfies readonly Scope[];
