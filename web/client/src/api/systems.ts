/** The zone's other systems: which ones this holder can go to, and the address that takes her there. */
import { graphql } from './graphql';
import { RefusalFields } from './refusal';

export const SystemsQuery = graphql(`
  query Systems {
    systems {
      __typename
      partner {
        id
        name
      }
      loginUrl
    }
  }
`);

export const CreateHandoffMutation = graphql(
  `
  mutation CreateHandoff($input: CreateHandoffInput!) {
    createHandoff(input: $input) {
      __typename
      ... on CreateHandoffSuccess {
        url
        expiresAt
      }
      ...RefusalFields
    }
  }
`,
  [RefusalFields],
);
