/** What comes over a browser's one stream: updates of the subjects that its tabs follow. */
import type { ResultOf } from 'gql.tada';
import { ApplicationFields } from './application';
import { graphql } from './graphql';
import { RefusalFields } from './refusal';

export const UpdatesSubscription = graphql(
  `
    subscription Updates($subjects: [UpdateSubjectInput!]!, $sessionId: ID) {
      updates(subjects: $subjects, sessionId: $sessionId) {
        __typename
        ... on Update {
          subject
          applicationStatus {
            __typename
            ... on ApplicationStatusChanged {
              cursor
              application {
                ...ApplicationFields
              }
            }
            ... on ResyncRequired {
              cursor
            }
            ...RefusalFields
          }
          accountChanged {
            __typename
            ... on AccountChanged {
              cursor
              kind
            }
            ... on ResyncRequired {
              cursor
            }
            ...RefusalFields
          }
        }
        ...RefusalFields
      }
    }
  `,
  [ApplicationFields, RefusalFields],
);

export type Updates = ResultOf<typeof UpdatesSubscription>;
type Update = Extract<Updates['updates'], { __typename: 'Update' }>;
type Answer = NonNullable<Update['applicationStatus'] | Update['accountChanged']>;
/** A message that shows a subject as it is. */
export type Change = Extract<Answer, { readonly cursor: string; __typename: `${string}Changed` }>;
