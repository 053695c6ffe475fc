/** The zone's other systems: which ones this holder can go over to, and the address that takes her there once. */
import { graphql } from './graphql';
import { RefusalFields } from './refusal';

export const HandoffDestinationsQuery = graphql(`
  query HandoffDestinations {
    handoffDestinations {
      id
      name
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
